import type { SetView } from '../answers.js';
import type { Api } from './api.js';
import { button } from './button.js';
import { element, fact } from './dom.js';
import { message, messagePlace } from './message.js';
import { REGISTER_THEN, SERVICE_UNREACHABLE } from './words.js';

/** What the panel needs of the page around it. */
export interface SetTools {
  readonly api: Api;
  readonly sessionEnded: () => void;
  /** The set was granted: each recording has one download less. */
  readonly setTaken: () => void;
  /** Called with how many downloads a recording has left after one was granted. */
  readonly whenFileTaken: Set<(left: number) => void>;
}

const WORDS = '文書登録一式をダウンロード';

/** How often one granted set may be begun anew after a broken connection, without another count. */
const AGAIN = 3;

const leftWords = (remaining: number): string => `あと${remaining}回（一式の取得は、各録音の1回分として数えます）`;

/**
 * 文書登録一式: one ZIP for the 総合文書管理システム. The browser saves it as it comes, so that even a large one needs no room in the
 * page.
 */
export function setSection(set: SetView, tools: SetTools): HTMLElement[] {
  const titleId = 'set-title';
  const outcome = messagePlace();
  const start = button(WORDS, () => void press(), 'second');
  start.node.setAttribute('aria-describedby', titleId);
  const leftId = 'set-left';
  let remaining = set.downloadsLeft;
  const left = element('span', { id: leftId }, remaining === null ? '' : leftWords(remaining));
  let begun: { href: string; again: number } | null = null;
  if (remaining === 0) start.off(WORDS, leftId);
  tools.whenFileTaken.add((ofFile) => {
    if (remaining === null || ofFile >= remaining) return;
    remaining = ofFile;
    left.textContent = leftWords(remaining);
    if (remaining === 0 && begun === null) start.off(WORDS, leftId);
  });

  async function press(): Promise<void> {
    outcome.clear();
    if (begun === null || begun.again === 0) {
      start.busy('準備しています…');
      const answer = await tools.api.startSet(set.grantHref);
      start.idle();
      if (answer.kind === 'refused' && answer.status === 401) return tools.sessionEnded();
      if (answer.kind !== 'ok') {
        outcome.say('bad', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
        return;
      }
      begun = { href: answer.value, again: AGAIN };
      if (remaining !== null) left.textContent = leftWords(--remaining);
      tools.setTaken();
    } else {
      begun.again -= 1;
    }
    element('a', { href: begun.href, download: '' }).click();
    start.idle(begun.again > 0 ? 'もう一度受信する（回数は減りません）' : WORDS);
    if (begun.again === 0 && remaining === 0) start.off(WORDS, leftId);
    outcome.say('good', element('p', {}, 'ダウンロードを始めました。'), element('p', {}, REGISTER_THEN));
  }

  return [
    element('h2', { id: titleId }, '文書登録一式'),
    element(
      'div',
      { class: 'card' },
      element(
        'p',
        {},
        `${set.contents}を1つのZIPファイルにまとめています。総合文書管理システムへの登録にお使いください。`,
      ),
      ...(set.warning === '' ? [] : [message('caution', element('p', {}, set.warning))]),
      start.node,
      outcome.node,
      element(
        'dl',
        { class: 'facts' },
        fact('サイズ', set.size),
        set.downloadsLeft === null ? null : fact('回数', left),
      ),
    ),
  ];
}
