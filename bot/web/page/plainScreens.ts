import { button } from './button.js';
import { element, heading } from './dom.js';
import type { Screen } from './frame.js';
import { message } from './message.js';
import { SERVICE_UNREACHABLE } from './words.js';

/** The address has no whole token: the link was cut off when it was copied. */
export function incompleteScreen(): Screen {
  const top = heading('リンクが不完全です');
  return {
    title: 'リンクが不完全です',
    content: [
      top,
      element('p', {}, '取得リンクの一部が欠けているため、通話録音データを表示できません。'),
      message(
        'info',
        element('p', {}, 'Teamsに届いたお知らせの取得リンクを、もう一度押してください。'),
        element('p', {}, 'リンクを写して開くときは、末尾まで、すべて写してください。'),
      ),
      element('p', {}, 'お知らせが見つからないときは、Teamsのボットに「リンクを再発行」と送信してください。'),
    ],
    focus: top,
  };
}

/** The first view could not be fetched; `retry` asks again. */
export function unreachableScreen(retry: () => void): Screen {
  const top = heading('通信できませんでした');
  return {
    title: '通信できませんでした',
    content: [
      top,
      message('bad', element('p', {}, SERVICE_UNREACHABLE)),
      element('p', {}, '取得リンクとダウンロードの残り回数は、そのままです。'),
      button('もう一度表示する', retry).node,
    ],
    focus: top,
  };
}

/** While a view is fetched. */
export function waitingScreen(): Screen {
  const top = heading('表示しています');
  return {
    title: '表示しています',
    content: [top, element('p', {}, '画面を準備しています。そのままお待ちください。')],
    focus: top,
  };
}
