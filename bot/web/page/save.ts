import { element } from './dom.js';

/**
 * Saves a whole file under its name and gives the link that saves it again, for browsers that ask first or open it
 * instead: the bytes are here already, so no download is counted.
 */
export function saveAs(whole: Blob, fileName: string): HTMLAnchorElement {
  const link = element(
    'a',
    { href: URL.createObjectURL(whole), download: fileName, class: 'screen-only' },
    '保存が始まらないときは、こちらから保存できます（回数は減りません）',
  );
  link.click();
  return link;
}
