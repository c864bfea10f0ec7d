import type { FileView, LetterView, PageView } from '../answers.js';
import { clockTime } from './amount.js';
import { element, fact, heading } from './dom.js';
import { type DownloadTools, downloadPanel } from './downloadPanel.js';
import type { Frame, Screen } from './frame.js';
import { hashFact } from './hashFact.js';
import { message, messagePlace } from './message.js';
import { setSection } from './setPanel.js';
import { signOutButton } from './signOut.js';
import { type UploadTools, uploadSection } from './uploadPanel.js';
import { KEEP_AS_PUBLIC_DOCUMENT, REGISTER_THEN } from './words.js';

/** What a signed-in recipient sees while the link is open: the letter first, then the recordings. */
export function filesScreen(view: PageView, tools: DownloadTools, upload: UploadTools, signedOut: () => void): Screen {
  const top = heading(view.heading);
  const out = signOutButton(view.signOutHref, tools.api, signedOut);
  // Where nothing is to be had, it is the link that ends.
  const until = view.files.length > 0 ? '取得期限：' : 'このリンクの期限：';
  return {
    title: view.heading,
    content: [
      element('p', { class: 'receipt' }, view.receipt),
      top,
      element('p', {}, view.lead),
      view.expires === null ? null : message('info', element('p', {}, until, element('strong', {}, view.expires))),
      ...view.letters.flatMap((letter, index) =>
        letterSection(letter, index === 0, `letter-${index + 1}`, tools.frame),
      ),
      ...(view.files.length > 0 ? recordingSection(view, tools) : []),
      ...(view.registrationSet
        ? setSection(view.registrationSet, {
            ...tools,
            setTaken: () => {
              for (const tell of tools.whenSetTaken) tell();
            },
          })
        : []),
      ...(view.uploadHref !== null || view.attached.length > 0 ? uploadSection(view, upload) : []),
      element(
        'p',
        { class: 'quiet screen-only' },
        `この画面は、${clockTime(view.sessionEnds)}まで使えます。過ぎたときは、ご本人の確認をもう一度行うと続けられます。ほかの方も使うパソコンでは、終わったらサインアウトしてください。`,
      ),
      element('div', { class: 'buttons screen-only' }, out.node),
      out.trouble,
    ],
    focus: top,
  };
}

function letterSection(letter: LetterView, first: boolean, titleId: string, frame: Frame): HTMLElement[] {
  return [
    element('h2', { id: titleId }, letter.title),
    element(
      'div',
      { class: 'card' },
      element(
        'div',
        { class: 'buttons' },
        element(
          'a',
          {
            class: first ? 'button' : 'button second',
            href: letter.href,
            target: '_blank',
            rel: 'noopener',
            'aria-describedby': titleId,
          },
          'PDFを開く（新しいタブ）',
        ),
        element(
          'a',
          { class: 'button second', href: letter.href, download: letter.fileName, 'aria-describedby': titleId },
          'PDFを保存する',
        ),
      ),
      element('dl', { class: 'facts' }, fact('サイズ', letter.size), hashFact(letter.sha256, titleId, frame)),
    ),
  ];
}

function recordingSection(view: PageView, tools: DownloadTools): HTMLElement[] {
  return [
    element('h2', {}, `通話録音データ（${view.files.length}件）`),
    message('note', element('p', {}, KEEP_AS_PUBLIC_DOCUMENT), element('p', {}, REGISTER_THEN)),
    ...view.files.map((file, index) => fileCard(file, `file-${index + 1}`, view.expires, tools)),
  ];
}

/** How often it may still be heard here, for whoever plays it. */
function listens({ listensLeft }: FileView): string {
  return listensLeft > 0
    ? `再生は、あと${listensLeft}回分できます。`
    : '再生できる回数の上限に達しました。ダウンロードしてお聞きください。';
}

function fileCard(file: FileView, titleId: string, expires: string | null, tools: DownloadTools): HTMLElement {
  const trouble = messagePlace({ urgent: true });
  const player = element('audio', {
    controls: true,
    preload: 'none',
    src: file.audioHref,
    'aria-label': `${file.title}を再生`,
    error: () => void explain(),
  });
  /** A player cannot tell an ended session from a broken file; the server can. */
  async function explain(): Promise<void> {
    const answer = await tools.api.view();
    if (answer.kind === 'refused' && answer.status === 401) return tools.sessionEnded();
    trouble.say('caution', element('p', {}, '再生できませんでした。ダウンロードしてからお聞きください。'));
  }
  return element(
    'article',
    { class: 'card', 'aria-labelledby': titleId },
    element('h3', { id: titleId }, file.title),
    element('p', { class: 'quiet' }, file.detail),
    player,
    element('p', { class: 'quiet' }, listens(file)),
    trouble.node,
    ...downloadPanel(file, titleId, tools),
    element(
      'dl',
      { class: 'facts' },
      expires === null ? null : fact('取得期限', expires),
      fact('ファイル名', file.fileName),
      fact('サイズ', file.size),
      hashFact(file.sha256, titleId, tools.frame),
    ),
  );
}
