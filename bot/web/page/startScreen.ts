import type { Answer } from './api.js';
import { button } from './button.js';
import { element, heading } from './dom.js';
import type { Screen } from './frame.js';
import { messagePlace } from './message.js';
import { SERVICE_UNREACHABLE } from './words.js';

/** Why a code is asked for: the first time, because the session has ended, or after the person signed out. */
export type Occasion = 'first' | 'ended' | 'signedOut';

const WORDS: Record<Occasion, { heading: string; lead: string; reassurance: string }> = {
  first: {
    heading: 'ご本人の確認をお願いします',
    lead: '申請書・回答書と通話録音データを、宛先の方だけにお渡しするページです。ボタンを押すと、取得リンクの宛先の方のTeamsチャットに、6桁の確認コードが届きます。',
    reassurance: 'このページを開いただけでは、ダウンロードの回数は減りません。',
  },
  ended: {
    heading: '確認の有効時間が過ぎました',
    lead: '安全のため、ご本人の確認をもう一度お願いします。ボタンを押すと、新しい確認コードがTeamsチャットに届きます。',
    reassurance: '取得リンクとダウンロードの残り回数は、そのままです。',
  },
  signedOut: {
    heading: 'サインアウトしました',
    lead: 'このブラウザーでは、書類も録音も開けなくなりました。もう一度ご覧になるときは、ボタンを押すと、新しい確認コードがTeamsチャットに届きます。',
    reassurance: '取得リンクとダウンロードの残り回数は、そのままです。',
  },
};

/**
 * Asks the person to have a code sent. Nothing is sent before the press, so that a preview of the link changes nothing.
 * `send` sends; `sent` is told the server's sentence; `haveCode` is for people who hold a code already.
 */
export function startScreen(
  occasion: Occasion,
  send: () => Promise<Answer<string>>,
  sent: (sentence: string) => void,
  haveCode: () => void,
): Screen {
  const words = WORDS[occasion];
  const top = heading(words.heading);
  const trouble = messagePlace({ urgent: true });
  const receive = button('確認コードを受け取る', () => void press());
  async function press(): Promise<void> {
    trouble.clear();
    receive.busy('送信しています…');
    const answer = await send();
    receive.idle();
    if (answer.kind === 'ok') sent(answer.value);
    else trouble.say('bad', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
  }
  return {
    title: words.heading,
    content: [
      top,
      element('p', {}, words.lead),
      receive.node,
      trouble.node,
      element('p', { class: 'quiet' }, words.reassurance),
      button('確認コードが届いている方はこちら', haveCode, 'second').node,
    ],
    focus: top,
  };
}
