import { CITY_NAME, OFFICE } from '../rule/office.js';

/** How a sign-in went wrong, as far as the reader is told: the same words for every link that is not their own. */
export type SignInTrouble = 'refused' | 'unconfirmed' | 'unavailable';

interface Words {
  heading: string;
  sentences: string[];
  /** What the button leads to: the link's page, or this address once more. */
  button: string;
}

const WORDS: Record<SignInTrouble, Words> = {
  refused: {
    heading: 'このアカウントでは開けません',
    sentences: [
      'このリンクは、宛先の方だけが開けます。宛先の方のアカウントでサインインしてください。',
      'ご自身宛てのリンクが必要なときは、申請した課の課長へご相談ください。',
    ],
    button: '別のアカウントでサインインする',
  },
  unconfirmed: {
    heading: 'サインインを確認できませんでした',
    sentences: ['途中で取りやめたときや、サインインに10分を超えたときは、確認できません。もう一度お試しください。'],
    button: 'もう一度サインインする',
  },
  unavailable: {
    heading: 'サインインに接続できませんでした',
    sentences: [
      'Microsoft 365のサインインに接続できませんでした。少し時間をおいて、もう一度お試しください。',
      `くり返し接続できないときは、${OFFICE}へご連絡ください。`,
    ],
    button: 'もう一度試す',
  },
};

const FROM_TEAMS = 'Teamsに届いたお知らせの取得リンクを、もう一度押してください。';
const UNTOUCHED = '取得リンクとダウンロードの残り回数は、そのままです。';

/**
 * The page shown when a sign-in opened nothing; made of our own words only.
 *
 * @param href where the button leads; without one the reader is sent back to the link in Teams
 */
export function signInPage(trouble: SignInTrouble, href: string | undefined): string {
  const { heading, sentences, button } = WORDS[trouble];
  const next = href === undefined ? `<p>${FROM_TEAMS}</p>` : `<a class="button" href="${href}">${button}</a>`;
  return `<!doctype html>
<html lang="ja">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex, nofollow">
    <title>${heading}｜通話録音データ取得｜${CITY_NAME}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/assets/tokens.css">
    <link rel="stylesheet" href="/assets/base.css">
    <link rel="stylesheet" href="/assets/files.css">
  </head>
  <body>
    <header class="site-header">
      <p><span class="city">${CITY_NAME}</span> <span>通話録音データ取得</span></p>
    </header>
    <main id="main" class="stack">
      <h1>${heading}</h1>
      <div class="message bad">
        <span class="sign" aria-hidden="true">✕</span>
        <div>${sentences.map((sentence) => `<p>${sentence}</p>`).join('')}</div>
      </div>
      ${next}
      <p class="quiet">${UNTOUCHED}</p>
    </main>
    <footer class="site-footer"><p>${CITY_NAME} ${OFFICE}</p></footer>
  </body>
</html>
`;
}
