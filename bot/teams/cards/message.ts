import { type Addresses, pagesUrl } from '../../addresses.js';
import { lastDigits } from '../../japanese/phone.js';
import { formatDay, formatMoment, formatTime } from '../../japanese/wareki.js';
import type { Draft } from '../../requests/draftForm.js';
import { type Actor, applyingPosts, hasRole, submittingPosts } from '../../rule/actor.js';
import { FORM_LABELS } from '../../rule/fileNames.js';
import { ACT, CITES, MANAGER, OFFICE, RULE_WORD, ruleCites } from '../../rule/office.js';
import { articleCited } from '../../rule/profile/profile.js';
import { articleName } from '../../rule/text.js';
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

const mayApply = (actor: Actor): boolean => applyingPosts(actor).length > 0;

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
}

/** A short answer in words, with buttons where they help. */
export function messageCard(
  headline: string,
  lead: string,
  buttons: Button[] = [],
  lines: readonly string[] = [],
  { links = [], quoted = [], buttonsAbove }: MessageExtras = {},
): CardContent {
  const shown = [...lines.map((line) => `・${line}`), ...quoted];
  return {
    card: 'message',
    data: {
      headline,
      lead,
      lines: shown.map((text) => ({ text })),
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

/** 「ヘルプ」: what this person can say. Nobody is told what they may not do. */
export function helpCard(config: Addresses, actor: Actor): CardContent {
  const lines: string[] = [];
  if (mayApply(actor)) {
    lines.push(
      '「昨日の14時ごろ、090-1234-5678からの電話の録音がほしい」　日付・時間・番号を入力した申請書を開きます。「申請」だけでも始められます。',
      '「続き」　作成途中の申請を再開します。「時間は10時20分」のように、入力を言葉で直すこともできます。',
    );
  }
  lines.push('「R8-12は？」「先週の申請どうなった」「私の申請」　申請の状況をお知らせします。');
  if (submittingPosts(actor).length > 0) {
    lines.push(
      '「R8-12を取り下げたい」「受領しました」「文書登録番号は市民第77号です」「リンクを再発行」「R8-12を催促して」　申請後の手続をします。',
      '「R8-12の録音を課内の試験一郎に渡して」　課内の職員に、その方専用のリンクをお送りします。',
      '「担当者に戻して。時間を確認してください」「内容を直す」　担当者が作成した申請書を戻し、または直します。',
    );
  }
  if (hasRole(actor, 'staff')) lines.push('「課長に確認を依頼」　作成した申請書を、課長・室長に回します。');
  if (mayApply(actor)) lines.push(`「申請書のPDFを見たい」　提出した申請書（${FORM_LABELS[1]}）を開きます。`);
  if (hasRole(actor, 'manager', 'deputy', 'operator', 'auditor')) {
    lines.push('「未処理一覧」「先月の保険年金課の申請を探して」「昨日の決裁件数」　申請を一覧・検索します。');
  }
  if (hasRole(actor, 'manager') || actor.deputises) {
    lines.push('「R8-12を承認」「R8-12を差し戻す」　カードのボタンの代わりに、言葉でも審査できます。');
  }
  if (hasRole(actor, 'manager')) {
    lines.push(
      '「明日から3日間、代決者を試験四郎に」「代決者は？」　代決を設定・確認します。',
      '「R8-12の承認を取り消す」　録音を用意できないときに、審査へ戻します。',
    );
  }
  if (hasRole(actor, 'operator')) {
    lines.push('「未達の一覧」「再送」「R8-12の添付を取り消して」　お知らせと添付を管理します。');
  }
  if (hasRole(actor, 'manager', 'operator')) {
    lines.push('「運用状況」「ログの検査を今すぐ」　システムの状況と監査記録を確かめます。');
  } else if (hasRole(actor, 'auditor')) {
    lines.push('「監査記録」「ログの検査を今すぐ」　監査記録を確かめます。');
  }
  lines.push(
    `「再生の許可がほしい」　犯罪が発生したときなどに、録音の再生（${ruleCites('playback')}）を${MANAGER}に求めます。`,
  );
  lines.push(
    `「苦情を記録したい」「苦情の一覧」　録音に関する苦情（${ruleCites('complaints')}）を${MANAGER}へ送り、その後を確かめます。`,
  );
  lines.push(`「何日保存？」「どんなとき不交付？」「${CITES.grounds}を見せて」　${RULE_WORD}についてお答えします。`);
  return messageCard(
    'ご利用方法',
    `通話録音データの${ACT}申請（${RULE_WORD}${articleName(articleCited(CITES.application))}）をお手伝いします。`,
    usualButtons(actor).filter(({ verb }) => verb !== 'help'),
    lines,
    { links: guideLinks(config, actor), buttonsAbove: true },
  );
}

/** The first words in a chat or channel. */
export function greetingCard(config: Addresses, actor: Actor, personal: boolean): CardContent {
  return personal
    ? helpCard(config, actor)
    : messageCard(
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
  return formCard(
    draft,
    '作成途中の申請があります',
    `${draftWords(draft)}　続きから再開するか、これを破棄して新しく始めるかをお選びください。`,
    [
      button('続きから再開', 'draft_resume', 'positive', { requestId }),
      button('破棄して新しく始める', 'draft_afresh', 'default', { ...begin(facts, section), requestId, version }),
    ],
  );
}

/** What a new form begins with. */
function begin(facts: Record<string, string>, section?: string): Button['data'] {
  return { facts: shortened(facts), ...(section === undefined ? {} : { section }) };
}

/** The draft in hand, where it is not clear what is to become of it. */
export function draftInHandCard(draft: Draft): CardContent {
  const requestId = draft.request.id;
  return formCard(draft, '作成途中の申請についてでしょうか', draftWords(draft), [
    button('続きから再開', 'draft_resume', 'positive', { requestId }),
    ...(draft.request.status === 'draft' ? [button('下書きを破棄…', 'discard_ask', 'default', { requestId })] : []),
    button('私の申請', 'list_mine'),
  ]);
}

/** Asks before a draft is thrown away, and names it. */
export function discardCard(draft: Draft): CardContent {
  const requestId = draft.request.id;
  return formCard(draft, '下書きを破棄しますか', `${draftWords(draft)}　入力した内容は残りません。`, [
    button('破棄せずに続ける', 'draft_resume', 'positive', { requestId }),
    button('破棄する', 'discard', 'destructive', { requestId }),
  ]);
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
