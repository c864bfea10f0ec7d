import type { Answer } from './api.js';
import { button } from './button.js';
import { element, heading } from './dom.js';
import type { Screen } from './frame.js';
import { messagePlace } from './message.js';
import type { Occasion } from './startScreen.js';
import { SERVICE_UNREACHABLE } from './words.js';

const WORDS: Record<Occasion, { heading: string; lead: string; reassurance: string }> = {
  first: {
    heading: 'ご本人の確認をお願いします',
    lead: '申請書・回答書と通話録音データを、宛先の方だけにお渡しするページです。取得リンクの宛先の方のアカウントでサインインしてください。',
    reassurance: 'このページを開いただけでは、ダウンロードの回数は減りません。',
  },
  ended: {
    heading: '確認の有効時間が過ぎました',
    lead: '安全のため、もう一度サインインをお願いします。',
    reassurance: '取得リンクとダウンロードの残り回数は、そのままです。',
  },
  signedOut: {
    heading: 'サインアウトしました',
    lead: 'このブラウザーでは、書類も録音も開けなくなりました。もう一度ご覧になるときは、サインインしてください。',
    reassurance: '取得リンクとダウンロードの残り回数は、そのままです。',
  },
};

/**
 * Asks the person to sign in with their account. Nothing is asked of anybody before the press, so that a preview of the link
 * changes nothing. `begin` asks our server where to sign in; `go` leaves the page for that address.
 */
export function accountScreen(
  occasion: Occasion,
  begin: () => Promise<Answer<string>>,
  go: (address: string) => void,
): Screen {
  const words = WORDS[occasion];
  const top = heading(words.heading);
  const trouble = messagePlace({ urgent: true });
  const signIn = button('Microsoft 365のアカウントでサインイン', () => void press());
  async function press(): Promise<void> {
    trouble.clear();
    signIn.busy('サインインの画面へ移動しています…');
    const answer = await begin();
    if (answer.kind === 'ok') return go(answer.value);
    signIn.idle();
    trouble.say('bad', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
  }
  return {
    title: words.heading,
    content: [
      top,
      element('p', {}, words.lead),
      signIn.node,
      trouble.node,
      element('p', { class: 'quiet' }, words.reassurance),
    ],
    focus: top,
  };
}
