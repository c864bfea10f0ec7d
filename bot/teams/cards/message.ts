import type { Actor } from '../../rule/actor.js';
import { hasRole } from '../../rule/actor.js';
import type { Button, CardContent } from './render.js';

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

/** What this person most likely wants to do. */
export function usualButtons(actor: Actor): Button[] {
  const buttons: Button[] = [];
  if (hasRole(actor, 'manager', 'deputy', 'operator')) buttons.push(button('未処理一覧', 'list_open', 'positive'));
  if (hasRole(actor, 'operator')) buttons.push(button('未達の一覧', 'list_unsent'));
  if (hasRole(actor, 'chief', 'manager', 'staff')) {
    buttons.push(button('申請する', 'apply', buttons.length === 0 ? 'positive' : 'default'));
  }
  buttons.push(button('私の申請', 'list_mine'), button('ヘルプ', 'help'));
  return buttons;
}

/** A short answer in words, with buttons where they help. */
export function messageCard(headline: string, lead: string, buttons: Button[] = [], lines: string[] = []): CardContent {
  return { card: 'message', data: { headline, lead, lines: lines.map((text) => ({ text })), buttons } };
}

/** 「ヘルプ」: what can be said. */
export function helpCard(actor: Actor): CardContent {
  const lines = [
    '「申請」　録音の取出し申請を始めます。「昨日の14時ごろ、090-1234-5678からの電話の録音がほしい」のように書くと、日付・時間・番号を入力した状態で始まります。',
    '「続き」　作成途中の申請を再開します。',
    '「R8-12は？」「先週の申請どうなった」「私の申請」　申請の状況をお知らせします。',
  ];
  if (hasRole(actor, 'chief')) {
    lines.push('「R8-12を取り下げたい」「受領しました」「リンクを再発行」「R8-12を催促して」　申請後の手続をします。');
    lines.push(
      '「R8-12の録音を課内の試験一郎に渡して」　課内の職員に、その方専用のリンクをお送りします。',
      '「担当者に戻して。時間を確認してください」「内容を直す」　担当者が作成した申請書を戻し、または直します。',
    );
  }
  if (hasRole(actor, 'staff')) {
    lines.push('「課長に確認を依頼」　作成した申請書を、課長・室長に回します。');
  }
  if (hasRole(actor, 'operator')) {
    lines.push('「未達の一覧」「再送」「R8-12の添付を取り消して」　お知らせと添付を管理します。');
  }
  if (hasRole(actor, 'manager')) {
    lines.push('「12月1日から5日まで代決者を試験四郎に」「代決者は？」　代決を設定・確認します。');
    lines.push(
      '「未処理一覧」　審査を待っている申請を表示します。',
      '「R8-12を承認」　カードのボタンの代わりに、言葉でも承認できます。',
      '「R8-12の承認を取り消す」　録音を用意できないときに、審査へ戻します。',
    );
  }
  return messageCard(
    'ご利用方法',
    '通話録音データの取出し申請（要綱第6条）をお手伝いします。',
    usualButtons(actor).filter(({ verb }) => verb !== 'help'),
    lines,
  );
}

/** The first words in a chat or channel. */
export function greetingCard(actor: Actor, personal: boolean): CardContent {
  return personal
    ? helpCard(actor)
    : messageCard(
        '通話録音データの取出し申請をお手伝いします',
        '申請は、このボットとの個人チャットで「申請」とお送りください。管財課長がこのボットをメンションして「このチャネルを決裁チャネルにする」と送ると、審査のカードがここに届きます。',
      );
}

/** What a sentence said of one field is kept up to this length in a button; no field of the form takes more. */
const MOST_OF_A_FACT = 400;

/** There is a draft already: go on with it or begin again. */
export function draftExistsCard(
  { id: requestId, version }: { id: string; version: number },
  facts: Record<string, string>,
  section?: string,
): CardContent {
  return messageCard('作成途中の申請があります', '続きから再開するか、新しく始めるかをお選びください。', [
    button('続きから再開', 'draft_resume', 'positive', { requestId }),
    button('破棄して新しく始める', 'draft_afresh', 'default', { ...begin(facts, section), requestId, version }),
  ]);
}

/** What a new form begins with. */
function begin(facts: Record<string, string>, section?: string): Button['data'] {
  return { facts: shortened(facts), ...(section === undefined ? {} : { section }) };
}

/** Asks before a draft is thrown away. */
export function discardCard(requestId: string): CardContent {
  return messageCard('下書きを破棄しますか', '入力した内容は残りません。', [
    button('破棄せずに続ける', 'draft_resume', 'positive', { requestId }),
    button('破棄する', 'draft_discard', 'destructive', { requestId }),
  ]);
}

/** Something went wrong that nobody foresaw. */
export function apologyCard(): CardContent {
  return messageCard(
    '処理できませんでした',
    '申し訳ございません。入力された内容は失われていません。少し時間をおいて、もう一度お試しください。続くときは総務局管財課へお知らせください。',
  );
}

/** Facts for a button's data, which has to stay small. */
function shortened(facts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(facts).map(([field, text]) => [field, text.slice(0, MOST_OF_A_FACT)]));
}

/** An application came back and waits to be mended; a new one may be begun beside it. */
export function returnedExistsCard(facts: Record<string, string>, section?: string): CardContent {
  return messageCard('差し戻された申請があります', '直して再申請するか、別の申請を新しく始めるかをお選びください。', [
    button('差し戻された申請を直す', 'draft_resume', 'positive'),
    button('新しく申請する', 'draft_afresh', 'default', begin(facts, section)),
  ]);
}
