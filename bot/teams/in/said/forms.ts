import type { CallFacts, NumberReference } from '../../../chat/intent.js';
import { WITHHELD } from '../../../japanese/phone.js';
import { findDraft, saveStep } from '../../../requests/draft.js';
import { files, listPrepared } from '../../../requests/reads/prepared.js';
import { handBack } from '../../../requests/verbs/handBack.js';
import { returnToChief } from '../../../requests/verbs/return.js';
import { applyingPosts, decidesToday } from '../../../rule/actor.js';
import type { Entries } from '../../../rule/form.js';
import { discardCard, draftWords, messageCard, usualButtons } from '../../cards/message.js';
import type { CardContent } from '../../cards/render.js';
import { fieldRows } from '../../cards/rows.js';
import { askView } from '../../views/ask.js';
import type { Turn } from '../../views/turn.js';
import { preparedView, wizardView } from '../../views/views.js';
import { fillIn, handForm, noDraft, submitForm } from '../actions/wizard.js';
import { press } from './press.js';
import { requestIdOf } from './which.js';

/** Facts said while a form is open are filled in; without a form they are offered as the beginning of one. */
export async function takeFacts(turn: Turn, facts: Entries): Promise<CardContent> {
  const draft = await findDraft(turn.ctx, turn.actor);
  return draft ? fillIn(turn, draft, facts) : offerForm(turn, facts);
}

/** What may have been meant for the form in hand is asked about; without a form it was about something else. */
export async function askFacts(turn: Turn, facts: Entries): Promise<CardContent> {
  const draft = await findDraft(turn.ctx, turn.actor);
  if (!draft) return notUnderstoodCard(turn);
  const { id: requestId, documentSymbol } = draft.request;
  const rows = fieldRows(facts, documentSymbol);
  const card = messageCard(
    'この内容を申請書に入力しますか',
    `作成途中：${draftWords(draft)}`,
    [
      { title: '申請書に入力する', verb: 'draft_fill', data: { facts, requestId }, style: 'default' },
      { title: '入力せずに続きを開く', verb: 'draft_resume', data: {}, style: 'default' },
      { title: '私の申請', verb: 'list_mine', data: {}, style: 'default' },
    ],
    rows.map(({ label, value }) => `${label}　${value}`),
  );
  return {
    ...card,
    asks: { choices: [{ verb: 'draft_fill', data: { facts, requestId } }], no: { verb: 'draft_resume', data: {} } },
  };
}

/** Facts of a call alone are no wish for its recording: the form is offered, filled with them. */
function offerForm(turn: Turn, facts: Entries): CardContent {
  if (applyingPosts(turn.actor).length === 0) return notUnderstoodCard(turn);
  const rows = fieldRows(facts, '');
  const card = messageCard(
    'この通話の録音を申請しますか',
    '次の内容を入力した申請書を開きます。',
    [
      { title: '申請書を開く', verb: 'apply', data: { facts }, style: 'positive' },
      { title: '私の申請', verb: 'list_mine', data: {}, style: 'default' },
    ],
    rows.map(({ label, value }) => `${label}　${value}`),
  );
  return { ...card, asks: { choices: [{ verb: 'apply', data: { facts } }] } };
}

/** Goes to another step of the form in hand, or files or discards it. */
export async function moveWizard(turn: Turn, move: 'next' | 'back' | 'submit' | 'discard'): Promise<CardContent> {
  const draft = await findDraft(turn.ctx, turn.actor);
  if (!draft && move === 'submit') return filePrepared(turn);
  // 「次」, said by whoever decides, means the next application.
  if (!draft) return move === 'next' && decidesToday(turn.actor) ? press(turn, 'examine_next', {}) : noDraft(turn);
  const { id, version } = draft.request;
  if (move === 'discard') return discardCard(draft);
  // Saying it while looking at the confirmation, which states the pledge, accepts the pledge.
  if (move === 'submit' && draft.step === 4) {
    const pledged = { requestId: id, version, pledged: true };
    return files(turn.actor, draft.request) ? submitForm(turn, pledged) : handForm(turn, pledged);
  }
  const saved = await saveStep(
    turn.ctx,
    turn.actor,
    { requestId: id },
    draft.step,
    undefined,
    move === 'back' ? 'back' : 'next',
  );
  return wizardView(turn, saved.draft, { errors: saved.errors });
}

/** The chief files the form that staff prepared, if just one waits; its card, which states the pledge, was sent to them. */
async function filePrepared(turn: Turn): Promise<CardContent> {
  const waiting = await listPrepared(turn.ctx, turn.actor);
  const [first] = waiting;
  if (first === undefined) return noDraft(turn);
  if (waiting.length === 1) {
    return submitForm(turn, { requestId: first.id, version: first.version, pledged: true });
  }
  return oldestPrepared(turn, first.id, waiting.length);
}

/** Of several forms that wait, nothing is done by words: the oldest is shown with its buttons. */
function oldestPrepared(turn: Turn, requestId: string, count: number): Promise<CardContent> {
  const notice = `確認を待っている申請書が${count}件あります。古いものから表示していますので、ボタンで操作してください。`;
  return preparedView(turn, requestId, notice);
}

/** Staff hand the form to their chief; whoever files themselves need not. */
export async function handBySentence(turn: Turn): Promise<CardContent> {
  const draft = await findDraft(turn.ctx, turn.actor);
  if (!draft) return noDraft(turn);
  if (files(turn.actor, draft.request)) {
    return wizardView(turn, draft, { notice: '課（室）の長は、確認の依頼をせずにそのまま申請できます。' });
  }
  return moveWizard(turn, 'submit');
}

/** The chief gives a prepared form back to staff; said by somebody who decides, and with a number, it means 差戻し. */
export async function handBackBySentence(
  turn: Turn,
  { of, words = '' }: { of?: NumberReference; words?: string },
): Promise<CardContent> {
  if (of !== undefined) return askView(turn, returnToChief, await requestIdOf(turn, of), { words });
  const [waiting, ...more] = await listPrepared(turn.ctx, turn.actor);
  if (waiting !== undefined && more.length > 0) return oldestPrepared(turn, waiting.id, 1 + more.length);
  const inHand = await findDraft(turn.ctx, turn.actor);
  const form = waiting ?? (inHand?.request.preparedById === turn.actor.personId ? undefined : inHand?.request);
  if (form?.status === 'draft') return askView(turn, handBack, form.id, { words });
  return messageCard('担当者へ戻せる申請書はありません', '担当者が作成した申請書が届くと、ここから戻せます。');
}

/** Opens the form in hand, or takes the prepared one. */
export async function editBySentence(turn: Turn): Promise<CardContent> {
  const [waiting, ...more] = await listPrepared(turn.ctx, turn.actor);
  const inHand = await findDraft(turn.ctx, turn.actor);
  if (inHand === undefined && waiting !== undefined && more.length > 0) {
    return oldestPrepared(turn, waiting.id, 1 + more.length);
  }
  return inHand === undefined && waiting !== undefined
    ? press(turn, 'take', { requestId: waiting.id })
    : press(turn, 'draft_resume', {});
}

/** Facts of a sentence as entries of the form. */
export function entriesFrom(facts: CallFacts): Entries {
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

/** What could not be read. A form in hand is named beside it, for the sentence may have been meant for it or not. */
export async function notUnderstood(turn: Turn): Promise<CardContent> {
  const draft = turn.personal ? await findDraft(turn.ctx, turn.actor) : undefined;
  if (draft === undefined) return notUnderstoodCard(turn);
  const card = messageCard(
    'うまく読み取れませんでした',
    '別の言い方でお試しください。申請書の入力は、「時間は14時5分」「通話時間は約3分」のようにお送りいただくか、「続きから再開」で表示される欄に入力できます。',
    [
      { title: '続きから再開', verb: 'draft_resume', data: {}, style: 'positive' },
      ...usualButtons(turn.actor)
        .filter(({ verb }) => verb !== 'apply')
        .map((button) => ({ ...button, style: 'default' as const })),
    ],
    [`作成途中：${draftWords(draft)}`],
  );
  return { ...card, unread: 'unknown' };
}

function notUnderstoodCard({ actor }: Turn): CardContent {
  const card = messageCard(
    'うまく読み取れませんでした',
    '次の中からお選びいただくか、別の言い方でお試しください。',
    usualButtons(actor),
  );
  return { ...card, unread: 'unknown' };
}
