import type { Api } from './api.js';
import { button } from './button.js';
import { element, fact } from './dom.js';
import { message, messagePlace } from './message.js';
import type { SetView } from './view.js';
import { REGISTER_THEN, SERVICE_UNREACHABLE } from './words.js';

/** What the panel needs of the page around it. */
export interface SetTools {
  readonly api: Api;
  readonly sessionEnded: () => void;
}

/**
 * 文書登録一式: one ZIP for the 総合文書管理システム. The browser saves it as it comes, so that even a large one needs no room in the
 * page.
 */
export function setSection(set: SetView, tools: SetTools): HTMLElement[] {
  const titleId = 'set-title';
  const outcome = messagePlace();
  const start = button('文書登録一式をダウンロード', () => void press(), 'second');
  start.node.setAttribute('aria-describedby', titleId);
  const usedUp = set.downloadsLeft === 0;
  const leftId = 'set-left';
  if (usedUp) start.off('文書登録一式をダウンロード', leftId);

  async function press(): Promise<void> {
    outcome.clear();
    start.busy('準備しています…');
    const answer = await tools.api.startSet(set.grantHref);
    start.idle();
    if (answer.kind === 'refused' && answer.status === 401) return tools.sessionEnded();
    if (answer.kind !== 'ok') {
      outcome.say('bad', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
      return;
    }
    element('a', { href: answer.value, download: '' }).click();
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
        '申請書・回答書・録音・証跡・一覧（metadata.csv）を1つのZIPファイルにまとめています。総合文書管理システムへの登録にお使いください。',
      ),
      ...(set.warning === '' ? [] : [message('caution', element('p', {}, set.warning))]),
      start.node,
      outcome.node,
      element(
        'dl',
        { class: 'facts' },
        fact('サイズ', set.size),
        set.downloadsLeft === null
          ? null
          : fact(
              '回数',
              element(
                'span',
                { id: leftId },
                `あと${set.downloadsLeft}回（一式の取得は、各録音の1回分として数えます）`,
              ),
            ),
      ),
    ),
  ];
}
