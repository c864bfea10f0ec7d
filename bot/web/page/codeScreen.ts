import type { PageView } from '../answers.js';
import type { Answer } from './api.js';
import { button } from './button.js';
import { foldCode } from './code.js';
import { element, heading } from './dom.js';
import type { Frame, Screen } from './frame.js';
import { messagePlace } from './message.js';
import { SERVICE_UNREACHABLE } from './words.js';

/** What the code screen asks of the page. */
export interface CodeSteps {
  readonly send: () => Promise<Answer<string>>;
  readonly open: (code: string) => Promise<Answer<PageView>>;
  readonly opened: (view: PageView) => void;
}

const TITLE = '確認コードの入力';
const NOT_SIX = '6桁の数字を入力してください。';

/** Asks for the six-digit code. `sentence` is what the server said when it was sent, null when it was sent earlier. */
export function codeScreen(sentence: string | null, steps: CodeSteps, frame: Frame): Screen {
  const input = element('input', {
    id: 'code',
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    autocapitalize: 'off',
    spellcheck: 'false',
    required: true,
    'aria-describedby': 'code-hint code-error',
  });
  const error = messagePlace({ id: 'code-error', urgent: true });
  const notice = messagePlace();
  if (sentence) notice.say('info', element('p', {}, sentence));
  const enter = button('確認して進む', () => void check());
  // Enter in the field reaches the form only through a submit button.
  enter.node.type = 'submit';
  const resend = button('確認コードをもう一度送る', () => void sendAgain(), 'second');

  function refuse(words: string): void {
    error.say('bad', element('p', {}, words));
    input.setAttribute('aria-invalid', 'true');
    frame.retitle(`エラー：${TITLE}`);
    input.focus();
    input.select();
  }

  async function check(): Promise<void> {
    const code = foldCode(input.value);
    if (!code) return refuse(NOT_SIX);
    error.clear();
    input.removeAttribute('aria-invalid');
    enter.busy('確認しています…');
    frame.announce('確認しています。');
    const answer = await steps.open(code);
    enter.idle();
    frame.announce('');
    if (answer.kind === 'ok') return steps.opened(answer.value);
    refuse(answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE);
  }

  async function sendAgain(): Promise<void> {
    resend.busy('送信しています…');
    const answer = await steps.send();
    resend.idle();
    if (answer.kind === 'ok') notice.say('info', element('p', {}, answer.value));
    else notice.say('bad', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
    notice.node.scrollIntoView({ block: 'nearest' });
  }

  return {
    title: TITLE,
    content: [
      heading('確認コードを入力してください'),
      notice.node,
      element(
        'form',
        { novalidate: true, submit: (event) => event.preventDefault() },
        element(
          'div',
          { class: 'field' },
          element('label', { for: 'code' }, '確認コード'),
          element('p', { class: 'hint', id: 'code-hint' }, 'Teamsチャットに届いた6桁の数字'),
          input,
          error.node,
        ),
        enter.node,
      ),
      element('h2', {}, '確認コードが届かないとき'),
      element(
        'p',
        {},
        '確認コードは、取得リンクの宛先の方のTeamsチャットにだけ届きます。届くまで少し時間がかかることがあります。もう一度送ったときは、最後に届いたコードを入力してください。',
      ),
      resend.node,
    ],
    focus: input,
  };
}
