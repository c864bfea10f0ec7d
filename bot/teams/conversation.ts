import { currentHead } from '../audit/heads.js';
import type { CallFacts, Intent, NumberReference } from '../chat/intent.js';
import { understand } from '../chat/understand.js';
import { chooseDecisionChannel } from '../directory/decisionChannel.js';
import { endDeputy } from '../directory/deputies.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { WITHHELD } from '../japanese/phone.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { addFacts, findDraft, saveStep } from '../requests/draft.js';
import { listPrepared } from '../requests/hand.js';
import { listRequests } from '../requests/list.js';
import { loadByReceipt, loadRequest } from '../requests/load.js';
import { hasRole } from '../rule/actor.js';
import type { Entries } from '../rule/form.js';
import { mayDo } from '../rule/permission.js';
import { ruleOf, type Step } from '../rule/states.js';
import { deputiesView, setDeputyBySentence } from './actions/deputies.js';
import { askDetach, askRegister, askReissue, askReopen, askRevoke, askShare, askWithdraw } from './actions/request.js';
import { askStaff, beginDraft, fileDraft, handDraft, noDraft } from './actions/wizard.js';
import { ACTIONS } from './actions.js';
import { takeFromChat } from './attachment.js';
import { discardCard, helpCard, messageCard, usualButtons } from './cards/message.js';
import { auditHeadCard } from './cards/notices.js';
import type { CardContent } from './cards/render.js';
import { wizardCard } from './cards/wizard.js';
import type { Turn } from './turn.js';
import { decisionView, listView, notNowView, preparedView, refusalView, returnView } from './views.js';

/** Answers a sentence. Everything a card does can also be said, since cards misbehave on some mobile clients. */
export async function answerSentence(turn: Turn, text: string): Promise<CardContent> {
  const { now, areaCode } = { now: turn.ctx.clock.now(), areaCode: turn.ctx.config.areaCode };
  return answerIntent(turn, understand(text, { now, areaCode }));
}

/** What may be answered where others read along: nothing that shows a request. */
const FOR_ALL: readonly Intent['kind'][] = [
  'set_channel',
  'help',
  'greeting',
  'thanks',
  'off_topic',
  'unknown',
  'ask_back',
];

async function answerIntent(turn: Turn, intent: Intent): Promise<CardContent> {
  if (!turn.personal && !FOR_ALL.includes(intent.kind)) {
    return messageCard(
      '個人チャットでお送りください',
      '電話番号や氏名などをほかの方に見せないため、申請や状況の確認は、このボットとの1対1のチャットで承ります。',
    );
  }
  switch (intent.kind) {
    case 'apply':
      return startApplication(turn, entriesFrom(intent.facts));
    case 'facts':
      return takeFacts(turn, entriesFrom(intent.facts));
    case 'resume':
      return press(turn, 'draft_resume', {});
    case 'wizard':
      return moveWizard(turn, intent.move);
    case 'status':
      return press(turn, 'show', { requestId: await requestIdOf(turn, intent.of) });
    case 'list':
      return listView(turn, intent);
    case 'approve':
    case 'refuse':
    case 'return':
      return decideBySentence(turn, { ...intent, kind: intent.kind });
    case 'withdraw':
      return askWithdraw(turn, await ownRequest(turn, intent.of, 'withdraw'));
    case 'received':
      // What was received already can still be registered, and says so.
      return press(turn, 'receive', { requestId: await ownRequest(turn, intent.of, 'register') });
    case 'nudge':
      return press(turn, 'nudge', { requestId: await ownRequest(turn, intent.of, 'nudge') });
    case 'link':
      return askReissue(turn, await ownRequest(turn, intent.of, 'reissue'));
    case 'revoke':
      return askRevoke(turn, await ownRequest(turn, intent.of, 'revoke'), intent.words);
    case 'register':
      return registerBySentence(turn, intent);
    case 'deputy':
      if (intent.move === 'set') return setDeputyBySentence(turn, intent);
      if (intent.move === 'end') return endDeputies(turn, intent.name);
      return deputiesView(turn);
    case 'share':
      return askShare(turn, await ownRequest(turn, intent.of, 'share'), '', intent.name);
    case 'hand':
      return handBySentence(turn);
    case 'hand_back':
      return handBackBySentence(turn, intent);
    case 'edit':
      return editBySentence(turn);
    case 'detach':
      return askDetach(turn, await ownRequest(turn, intent.of, 'detach'));
    case 'reopen':
      return askReopen(turn, await ownRequest(turn, intent.of, 'reopen'));
    case 'evidence':
    case 'ledger':
      return recordsByCommand(turn, intent.kind);
    case 'audit':
      return auditHeadView(turn);
    case 'set_channel':
      return setChannel(turn);
    case 'resend':
      // A chief who asks for something to be sent again means the link.
      if (hasRole(turn.actor, 'manager', 'operator')) return press(turn, 'resend', {});
      return askReissue(turn, await ownRequest(turn, undefined, 'reissue'));
    case 'unsent':
      return press(turn, 'list_unsent', {});
    case 'help':
      return helpCard(turn.actor);
    case 'greeting':
      return messageCard(
        `${turn.actor.name} 様、お疲れさまです`,
        '通話録音データの取出し申請をお手伝いします。',
        usualButtons(turn.actor),
      );
    case 'thanks':
      return messageCard('お役に立てて何よりです', 'また必要なときにお声がけください。', []);
    case 'ask_back':
      return messageCard(
        'どの申請についてでしょうか',
        '「R8-12は？」のように番号でお尋ねいただくか、一覧からお選びください。',
        usualButtons(turn.actor),
      );
    case 'off_topic':
      return messageCard(
        '申し訳ございません、お答えできません',
        'このボットは、通話録音データの取出し申請をお手伝いしています。',
        usualButtons(turn.actor),
      );
    default:
      if (turn.personal && (await findDraft(turn.ctx, turn.actor))) return notUnderstoodInForm();
      return messageCard(
        'うまく読み取れませんでした',
        '次の中からお選びいただくか、別の言い方でお試しください。',
        usualButtons(turn.actor),
      );
  }
}

/** A file in the chat: a recording that 管財課 extracted by hand, for the request named beside it or the only one that waits. */
export async function takeFile(turn: Turn, text: string, address: string): Promise<CardContent> {
  if (!turn.personal) {
    return messageCard(
      '個人チャットでお送りください',
      '録音ファイルは、このボットとの1対1のチャットに添付してください。',
    );
  }
  const { now, areaCode } = { now: turn.ctx.clock.now(), areaCode: turn.ctx.config.areaCode };
  const intent = understand(text, { now, areaCode });
  const of = 'of' in intent ? intent.of : undefined;
  return takeFromChat(turn, await ownRequest(turn, of, 'attach'), address);
}

function press(turn: Turn, verb: string, data: unknown): Promise<CardContent> {
  const handler = ACTIONS[verb];
  if (handler === undefined) throw new Error(`there is no verb ${verb}`);
  return handler(turn, data);
}

async function startApplication(turn: Turn, facts: Entries): Promise<CardContent> {
  return beginDraft(turn, facts);
}

async function takeFacts(turn: Turn, facts: Entries): Promise<CardContent> {
  const draft = await findDraft(turn.ctx, turn.actor);
  if (!draft) return startApplication(turn, facts);
  const filled = await addFacts(turn.ctx, turn.actor, draft.request.id, facts);
  const said = Object.keys(facts) as (keyof Entries)[];
  const errors = Object.fromEntries(
    said.flatMap((field) => {
      const error = filled.form.errors[field];
      return error === undefined ? [] : [[field, error]];
    }),
  );
  return wizardCard(filled, { errors });
}

async function moveWizard(turn: Turn, move: 'next' | 'back' | 'file' | 'discard'): Promise<CardContent> {
  const draft = await findDraft(turn.ctx, turn.actor);
  if (!draft) return move === 'file' ? filePrepared(turn) : noDraft(turn);
  const { id, version } = draft.request;
  if (move === 'discard') return discardCard(id);
  // Saying it while looking at the confirmation, which states the pledge, accepts the pledge.
  if (move === 'file' && draft.step === 4) {
    const files = mayDo(turn.actor, draft.request.status === 'returned' ? 'refile' : 'file', draft.request).allowed;
    return files ? fileDraft(turn, id, version, true) : handDraft(turn, id, version, true);
  }
  const saved = await saveStep(
    turn.ctx,
    turn.actor,
    { requestId: id },
    draft.step,
    {},
    move === 'back' ? 'back' : 'next',
  );
  return wizardCard(saved.draft, { errors: saved.errors });
}

/** The chief files the form that staff prepared, if just one waits; its card, which states the pledge, was sent to them. */
async function filePrepared(turn: Turn): Promise<CardContent> {
  const waiting = await listPrepared(turn.ctx, turn.actor);
  const [first] = waiting;
  if (first === undefined) return noDraft(turn);
  if (waiting.length === 1) return fileDraft(turn, first.id, first.version, true);
  return oldestPrepared(turn, first.id, waiting.length);
}

/** Of several forms that wait, nothing is done by words: the oldest is shown with its buttons. */
function oldestPrepared(turn: Turn, requestId: string, count: number): Promise<CardContent> {
  const notice = `確認を待っている申請書が${count}件あります。古いものから表示していますので、ボタンで操作してください。`;
  return preparedView(turn, requestId, notice);
}

/** Staff hand the form to their chief; whoever files themselves need not. */
async function handBySentence(turn: Turn): Promise<CardContent> {
  const draft = await findDraft(turn.ctx, turn.actor);
  if (!draft) return noDraft(turn);
  if (mayDo(turn.actor, 'file', draft.request).allowed) {
    return wizardCard(draft, { notice: '課（室）の長は、確認の依頼をせずにそのまま申請できます。' });
  }
  return moveWizard(turn, 'file');
}

/** The chief gives a prepared form back to staff; said by somebody who decides, and with a number, it means 差戻し. */
async function handBackBySentence(
  turn: Turn,
  { of, words = '' }: { of?: NumberReference; words?: string },
): Promise<CardContent> {
  if (of !== undefined) return returnView(turn, await requestIdOf(turn, of), { words });
  const [waiting, ...more] = await listPrepared(turn.ctx, turn.actor);
  if (waiting !== undefined && more.length > 0) return oldestPrepared(turn, waiting.id, 1 + more.length);
  const inHand = await findDraft(turn.ctx, turn.actor);
  const form = waiting ?? (inHand?.request.preparedById === turn.actor.personId ? undefined : inHand?.request);
  if (form?.status === 'draft') return askStaff(form.id, '', words);
  return messageCard('担当者へ戻せる申請書はありません', '担当者が作成した申請書が届くと、ここから戻せます。');
}

async function editBySentence(turn: Turn): Promise<CardContent> {
  const [waiting, ...more] = await listPrepared(turn.ctx, turn.actor);
  const inHand = await findDraft(turn.ctx, turn.actor);
  if (inHand === undefined && waiting !== undefined && more.length > 0) {
    return oldestPrepared(turn, waiting.id, 1 + more.length);
  }
  return inHand === undefined && waiting !== undefined
    ? press(turn, 'draft_take', { requestId: waiting.id })
    : press(turn, 'draft_resume', {});
}

/** A decision by words: approves what the card would approve with one click; anything less clear shows the card. */
async function decideBySentence(
  turn: Turn,
  { kind, of, words = '' }: { kind: 'approve' | 'refuse' | 'return'; of?: NumberReference; words?: string },
): Promise<CardContent> {
  const requestId = of ? await requestIdOf(turn, of) : await onlyOpenRequest(turn);
  if (requestId === undefined) return listView(turn, { scope: 'open' });
  if (kind === 'refuse') return refusalView(turn, requestId, { typed: { words } });
  if (kind === 'return') return returnView(turn, requestId, { words });
  const permission = mayDo(turn.actor, 'approve', await loadRequest(turn.ctx.db.client, turn.actor, requestId));
  if (!permission.allowed) return notNowView(turn, requestId, permission);
  const view = await decisionView(turn, requestId);
  // Without a number the card is shown: nothing is approved that was not named.
  if (of === undefined) return view;
  const { chosen, ground, answerNumber, proposedNumber, version } = view.data;
  if (view.card !== 'decide' || chosen === '') return view;
  return press(turn, 'approve', { requestId, version, recordingIds: chosen, ground, answerNumber, proposedNumber });
}

/** Among so many of the newest requests the one is sought that a sentence without a number means. */
const MOST_LOOKED_AT = 500;

/** The request a sentence is about: the one named, or the only one with which the person may take the step now. */
async function ownRequest(turn: Turn, of: NumberReference | undefined, step: Step): Promise<string> {
  if (of) return requestIdOf(turn, of);
  const { requests } = await listRequests(turn.ctx, turn.actor, { statuses: [...ruleOf(step).from] }, MOST_LOOKED_AT);
  const possible = requests.filter((request) => mayDo(turn.actor, step, request).allowed);
  const [only] = possible;
  if (only !== undefined && possible.length === 1) return only.id;
  const { done } = ruleOf(step);
  throw new AppError(
    'invalid_input',
    `${possible.length} requests fit`,
    possible.length === 0
      ? `${done}のできる申請はありません。「私の申請」で状況をご覧いただけます。`
      : `${done}のできる申請が${possible.length}件あります。「R8-12を…」のように番号を付けてお知らせください。`,
  );
}

async function registerBySentence(
  turn: Turn,
  { of, number }: { of?: NumberReference; number?: string },
): Promise<CardContent> {
  const requestId = await ownRequest(turn, of, 'register');
  return number === undefined ? askRegister(turn, requestId) : press(turn, 'register', { requestId, words: number });
}

/** 証跡 and 台帳 are files with personal data of many: they are made on the server, not sent through a chat. */
function recordsByCommand(turn: Turn, kind: 'evidence' | 'ledger'): CardContent {
  const what = kind === 'evidence' ? '証跡（PDF・JSON）' : '台帳（CSV・Excel）';
  if (!hasRole(turn.actor, 'manager', 'deputy', 'operator', 'auditor')) {
    return messageCard(
      `${what}は管財課で作成します`,
      'ご入用のときは、総務局管財課へご相談ください。ご自身の課の申請は「私の申請」でご覧いただけます。',
      usualButtons(turn.actor),
    );
  }
  return messageCard(
    `${what}は運用担当が作成します`,
    kind === 'evidence'
      ? '受付番号を添えて、システムの運用担当へお申し付けください（運用の手引「証跡」）。作成したことは監査記録に残ります。'
      : '期間を添えて、システムの運用担当へお申し付けください（運用の手引「台帳」）。作成したことは監査記録に残ります。',
    usualButtons(turn.actor),
  );
}

/** The head of the audit log as it stands now, for those who answer for it. */
async function auditHeadView(turn: Turn): Promise<CardContent> {
  if (!hasRole(turn.actor, 'manager', 'auditor')) {
    throw new AppError(
      'not_allowed',
      'not for this person',
      '監査記録の確認値は、管理責任者と監査担当がご覧になれます。',
    );
  }
  return auditHeadCard(await currentHead(turn.ctx.db, turn.ctx.clock));
}

async function endDeputies(turn: Turn, name: string | undefined): Promise<CardContent> {
  const ended = await endDeputy(turn.ctx, turn.actor, turn.via, name === undefined ? {} : { name });
  return deputiesView(turn, ended > 0 ? '代決を終了しました' : '終了する代決の設定はありません');
}

async function setChannel(turn: Turn): Promise<CardContent> {
  if (turn.personal) {
    return messageCard(
      '決裁チャネルにするチャネルでお送りください',
      '決裁に使うチャネルで、このボットをメンションして「このチャネルを決裁チャネルにする」とお送りください。',
    );
  }
  await chooseDecisionChannel(turn.ctx, turn.actor, turn.via, turn.conversationId);
  return messageCard(
    'このチャネルを決裁チャネルにしました',
    '新しい申請の審査カードが、管財課長の個人チャットとこのチャネルに届きます。',
  );
}

async function onlyOpenRequest(turn: Turn): Promise<string | undefined> {
  const { requests, total } = await listRequests(turn.ctx, turn.actor, { statuses: ['submitted'] });
  return total === 1 ? requests[0]?.id : undefined;
}

/** The request a number means; without a 年度 it is this one's, or else the last one's. */
async function requestIdOf(turn: Turn, of: NumberReference): Promise<string> {
  const { client } = turn.ctx.db;
  if (of.fiscalYear !== undefined) {
    return (await loadByReceipt(client, turn.actor, { fiscalYear: of.fiscalYear, serial: of.serial })).id;
  }
  const fiscalYear = fiscalYearOf(civilDate(turn.ctx.clock.now()));
  try {
    return (await loadByReceipt(client, turn.actor, { fiscalYear, serial: of.serial })).id;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (await loadByReceipt(client, turn.actor, { fiscalYear: fiscalYear - 1, serial: of.serial })).id;
  }
}

/** Facts of a sentence as entries of the form. */
function entriesFrom(facts: CallFacts): Entries {
  const entries: Entries = {};
  if (facts.callDate !== undefined) entries.callDate = facts.callDate;
  if (facts.callTime !== undefined) entries.callTime = facts.callTime;
  if (facts.durationMinutes !== undefined) entries.durationMinutes = String(facts.durationMinutes);
  if (facts.otherNumber === WITHHELD) entries.withheld = 'true';
  else if (facts.otherNumber !== undefined) entries.otherNumber = facts.otherNumber;
  if (facts.cityNumber !== undefined) entries.cityNumber = facts.cityNumber;
  if (facts.purpose !== undefined) entries.purpose = String(facts.purpose);
  if (facts.purposeOther !== undefined) entries.purposeOther = facts.purposeOther;
  return entries;
}

/** Something was said while a form is open that could not be read, perhaps a value that cannot be. */
function notUnderstoodInForm(): CardContent {
  return messageCard(
    'うまく読み取れませんでした',
    '日付は「11月22日」、時間は「14時5分」、通話時間は「約3分」、電話番号は「096-328-2111」のようにお送りください。カードの欄に直接入力することもできます。',
    [
      { title: '続きから再開', verb: 'draft_resume', data: {}, style: 'positive' },
      { title: 'ヘルプ', verb: 'help', data: {}, style: 'default' },
    ],
  );
}
