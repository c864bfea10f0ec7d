import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { formatWareki } from '../japanese/wareki.js';
import { documentName } from '../rule/documentNumber.js';
import { CITY_NAME } from '../rule/office.js';
import { MINCHO } from './fonts.js';
import { printable } from './printable.js';

/** Size of the letters' type in points. */
export const FONT_SIZE = 11;

/** Height in points of one line of body text with its leading. */
export const LINE_HEIGHT = FONT_SIZE * 1.45;

const A4_WIDTH = 595.28;
const BODY_WIDTH = 453;
const SIDE = (A4_WIDTH - BODY_WIDTH) / 2;
const TITLE_SIZE = 14;
const SMALL_SIZE = 9;

/** A document's number as letters cite it, in the characters that the font has. */
export function printedName(symbol: string, number: string): string {
  return documentName(printable(symbol), printable(number));
}

/** The name of a chief's post: a bare 課長, 室長 or 所長 is completed with its section (市民課 → 市民課長); a full one stays. */
export function chiefName(section: string, title: string): string {
  if (!/^.長$/u.test(title)) return printable(title);
  const unit = section.endsWith(title.slice(0, 1)) ? section.slice(0, -1) : section;
  return printable(`${unit}${title}`);
}

/** A paragraph, its first line set in by one character as Japanese prose is. */
export function paragraph(text: string): Content {
  return { text, leadingIndent: FONT_SIZE };
}

/** Lines that stand at the right, one character short of the margin. */
export function atRight(lines: string[], space: { above: number; below: number }): Content {
  const stack = lines.map((text): Content => ({ text, alignment: 'right' }));
  return { stack, margin: [120, space.above, FONT_SIZE, space.below] };
}

/** A small line under the sender, at the right. */
export function underSender(text: string): Content {
  return { text, alignment: 'right', fontSize: SMALL_SIZE, margin: [120, 0, FONT_SIZE, 0] };
}

/** What stands under the sender of a letter that goes out without the official seal; nothing where it is stamped. */
export function sealNote(sealOmitted: boolean): Content[] {
  return sealOmitted ? [underSender('〔公印省略〕')] : [];
}

/** The head of both forms: name of the form at the left, number and date at the right. */
export function head(form: string, number: string, date: string): Content[] {
  return [{ text: form }, atRight([number, formatWareki(date)], { above: 4, below: 14 })];
}

/** The form's title, centred. */
export function title(text: string): Content {
  return { text, alignment: 'center', fontSize: TITLE_SIZE, margin: [0, 26, 0, 20], tag: { type: 'H1' } };
}

/** 「記」, centred, between the body sentence and what it speaks of. */
export function ki(): Content {
  return { text: '記', alignment: 'center', margin: [0, 14, 0, 12] };
}

/**
 * A whole letter around its content: A4 portrait, 明朝 11 pt, Japanese, with page numbers only when there is more than one page.
 *
 * @param producedAt the moment written into the file; the same letter and moment give the same bytes
 */
export function letterPage(name: string, producedAt: Date, content: Content[]): TDocumentDefinitions {
  return {
    content,
    pageSize: 'A4',
    pageOrientation: 'portrait',
    pageMargins: [SIDE, 62, SIDE, 56],
    defaultStyle: { font: MINCHO, fontSize: FONT_SIZE, lineHeight: LINE_HEIGHT / FONT_SIZE },
    footer: (page, pages) =>
      pages > 1
        ? { text: `${page}／${pages}`, alignment: 'center', fontSize: SMALL_SIZE, margin: [0, 16, 0, 0] }
        : null,
    version: '1.7',
    language: 'ja-JP',
    displayTitle: true,
    info: { title: name, author: CITY_NAME, creator: CITY_NAME, producer: CITY_NAME, creationDate: producedAt },
  };
}
