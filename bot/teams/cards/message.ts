import { type Addresses, pagesUrl } from '../../addresses.js';
import { lastDigits } from '../../japanese/phone.js';
import { formatDay, formatMoment, formatTime } from '../../japanese/wareki.js';
import type { Draft } from '../../requests/draftForm.js';
import { type Actor, applyingPosts, hasRole } from '../../rule/actor.js';
import { ACT, MANAGER, OFFICE, RULE_WORD } from '../../rule/office.js';
import type { Button, CardContent, LinkButton } from './render.js';

const button = (
  title: string,
  verb: string,
  style: Button['style'] = 'default',
  data: Button['data'] = {},
): Button => ({
  title,
  verb,
  data,
  style,
});

/** Whether somebody prepares or files applications. */
export const mayApply = (actor: Actor): boolean => applyingPosts(actor).length > 0;

/** What this person most likely wants to do. */
export function usualButtons(actor: Actor): Button[] {
  const buttons: Button[] = [];
  if (hasRole(actor, 'manager', 'deputy', 'operator')) buttons.push(button('未処理一覧', 'list_open', 'positive'));
  if (hasRole(actor, 'operator')) {
    buttons.push(button('未達の一覧', 'list_unsent'), button('運用状況', 'operations'));
  }
  if (mayApply(actor)) {
    buttons.push(button('申請する', 'apply', buttons.length === 0 ? 'positive' : 'default'));
  }
  // Whoever only extracts files has no applications of their own.
  if (mayApply(actor) || !hasRole(actor, 'operator')) buttons.push(button('私の申請', 'list_mine'));
  buttons.push(button('ヘルプ', 'help'));
  return buttons;
}

/** What a short answer shows besides its two sentences. */
export interface MessageExtras {
  /** Buttons that open pages; they stand behind the others. */
  links?: LinkButton[];
  /** Lines that are somebody else's words, such as those of the 要綱, and bear no mark of a list. */
  quoted?: readonly string[];
  /** Puts the buttons above the lines, where the lines would push them off a phone's screen. */
  buttonsAbove?: true;
  /** Sentences that may be said, each with what is answered; they stand before the lines. */
  sayings?: readonly { said: string; does: string }[];
  /** Folds the lines away until somebody asks for them. */
  folded?: true;
}

/** A short answer in words, with buttons where they help. */
export function messageCard(
  headline: string,
  lead: string,
  buttons: Button[] = [],
  lines: readonly string[] = [],
  { links = [], quoted = [], buttonsAbove, sayings = [], folded }: MessageExtras = {},
): CardContent {
  const shown = [...lines.map((line) => `・${line}`), ...quoted].map((text) => ({ text }));
  return {
    card: 'message',
    data: {
      headline,
      lead,
      lines: folded ? [] : shown,
      more: folded ? shown : [],
      sayings,
      above: buttonsAbove ? buttons : [],
      linksAbove: buttonsAbove ? links : [],
      buttons: buttonsAbove ? [] : buttons,
      links: buttonsAbove ? [] : links,
    },
  };
}

/** The pages that help: the guide for this reader, which leads to the others, and the 要綱. */
export function guideLinks(config: Addresses, actor: Actor): LinkButton[] {
  const guide = hasRole(actor, 'manager', 'deputy', 'operator', 'auditor') ? 'manager' : 'chief';
  const pages = pagesUrl(config);
  return [
    { title: '手引を読む', url: `${pages}/guides/${guide}`, style: 'default' },
    { title: `${RULE_WORD}を読む`, url: `${pages}/rule`, style: 'default' },
  ];
}

/** The first words in a channel. */
export function greetingCard(): CardContent {
  return messageCard(
    `通話録音データの${ACT}申請をお手伝いします`,
    `申請は、このボットとの個人チャットで「申請」とお送りください。${MANAGER}がこのボットをメンションして「このチャネルを決裁チャネルにする」と送ると、審査のカードがここに届きます。`,
  );
}

/** What a sentence said of one field is kept up to this length in a button; no field of the form takes more. */
const MOST_OF_A_FACT = 400;

/** A short answer about a form, which it names by its call. */
function formCard({ request }: Draft, ...said: Parameters<typeof messageCard>): CardContent {
  return { ...messageCard(...said), shows: { request } };
}

/** There is a draft already: which one, and whether to go on with it or begin again. */
export function draftExistsCard(draft: Draft, facts: Record<string, string>, section?: string): CardContent {
  const { id: requestId, version } = draft.request;
  const card = formCard(
    draft,
    '作成途中の申請があります',
    `${draftWords(draft)}　続きから再開するか、これを破棄して新しく始めるかをお選びください。`,
    [
      button('続きから再開', 'draft_resume', 'positive', { requestId }),
      button('破棄して新しく始める', 'draft_afresh', 'default', { ...begin(facts, section), requestId, version }),
    ],
  );
  return { ...card, asks: { choices: [{ verb: 'draft_resume', data: { requestId } }] } };
}

/** What a new form begins with. */
function begin(facts: Record<string, string>, section?: string): Button['data'] {
  return { facts: shortened(facts), ...(section === undefined ? {} : { section }) };
}

/** The draft in hand, where it is not clear what is to become of it. */
export function draftInHandCard(draft: Draft): CardContent {
  const requestId = draft.request.id;
  const card = formCard(draft, '作成途中の申請についてでしょうか', draftWords(draft), [
    button('続きから再開', 'draft_resume', 'positive', { requestId }),
    ...(draft.request.status === 'draft' ? [button('下書きを破棄…', 'discard_ask', 'default', { requestId })] : []),
    button('私の申請', 'list_mine'),
  ]);
  return { ...card, asks: { choices: [{ verb: 'draft_resume', data: { requestId } }] } };
}

/** Asks before a draft is thrown away, and names it. */
export function discardCard(draft: Draft): CardContent {
  const requestId = draft.request.id;
  const card = formCard(draft, '下書きを破棄しますか', `${draftWords(draft)}　入力した内容は残りません。`, [
    button('破棄せずに続ける', 'draft_resume', 'positive', { requestId }),
    button('破棄する', 'discard', 'destructive', { requestId }),
  ]);
  const again = { verb: 'discard_ask', data: { requestId } };
  return { ...card, asks: { choices: [again], no: { verb: 'draft_resume', data: { requestId } }, confirms: true } };
}

/** Which draft it is: the call it is about, as far as it is filled in, and when it was touched last. */
export function draftWords({ form: { values }, request }: Draft): string {
  const { callDate, callTime, otherNumber } = values;
  const when = [callDate && formatDay(callDate), callTime && formatTime(callTime)].filter(Boolean).join('');
  const call = when === '' ? '通話の日時が未入力の申請' : `${when}の通話の申請`;
  const number = otherNumber === undefined ? '' : `（相手方 ${lastDigits(otherNumber)}）`;
  return `${call}${number}。最後の入力は${formatMoment(request.updatedAt)}です。`;
}

/** The bot is starting; the sentence is answered when it has. */
export function startingCard(): CardContent {
  return messageCard(
    'ただいま準備しています',
    '1分ほどお待ちください。準備ができ次第、お答えします。しばらくたっても答えがないときは、もう一度お送りください。',
  );
}

/** Something went wrong that nobody foresaw. @param said what it was an answer to, so that it need not be said again */
export function apologyCard(said?: string): CardContent {
  const again =
    said !== undefined && said.length <= MOST_OF_A_SENTENCE
      ? [button('もう一度', 'again', 'positive', { text: said })]
      : [];
  return messageCard(
    '処理できませんでした',
    `申し訳ございません。お送りいただいた内容を処理できませんでした。少し時間をおいて、${again.length > 0 ? '「もう一度」を押してください' : 'もう一度お送りください'}。続くときは${OFFICE}へお知らせください。`,
    again,
  );
}

/** A sentence that a button carries has to leave room for the rest of the card. */
const MOST_OF_A_SENTENCE = 1000;

/** Facts for a button's data, which has to stay small. */
function shortened(facts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([field, text]) => [field, text.slice(0, MOST_OF_A_FACT)]));
}

/** An application came back and waits to be mended; a new one may be begun beside it. */
export function returnedExistsCard(draft: Draft, facts: Record<string, string>, section?: string): CardContent {
  return formCard(
    draft,
    '差し戻された申請があります',
    `${draftWords(draft)}　直して再申請するか、別の申請を新しく始めるかをお選びください。`,
    [
      button('差し戻された申請を直す', 'draft_resume', 'positive'),
      button('新しく申請する', 'draft_afresh', 'default', begin(facts, section)),
    ],
  );
}
