import type { CallFacts, Intent, NumberReference } from '../chat/intent.js';
import { understand } from '../chat/understand.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { WITHHELD } from '../japanese/phone.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { addFacts, findDraft, openDraft, saveStep } from '../requests/draft.js';
import { listRequests } from '../requests/list.js';
import { loadByReceipt } from '../requests/load.js';
import type { Entries } from '../rule/form.js';
import { ACTIONS, fileDraft, noDraft } from './actions.js';
import { discardCard, draftExistsCard, helpCard, messageCard, usualButtons } from './cards/message.js';
import type { CardContent } from './cards/render.js';
import { wizardCard } from './cards/wizard.js';
import type { Turn } from './turn.js';
import { decisionView, listView, refusalView, statusView } from './views.js';

/** Answers a sentence. Everything a card does can also be said, since cards misbehave on some mobile clients. */
export async function answerSentence(turn: Turn, text: string): Promise<CardContent> {
  const { now, areaCode } = { now: turn.ctx.clock.now(), areaCode: turn.ctx.config.areaCode };
  return answerIntent(turn, understand(text, { now, areaCode }));
}

async function answerIntent(turn: Turn, intent: Intent): Promise<CardContent> {
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
      return statusView(turn, await requestIdOf(turn, intent.of));
    case 'list':
      return listView(turn, intent);
    case 'approve':
    case 'refuse':
      return decideBySentence(turn, intent.kind, intent.of);
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
      return messageCard(
        'うまく読み取れませんでした',
        '次の中からお選びいただくか、別の言い方でお試しください。',
        usualButtons(turn.actor),
      );
  }
}

function press(turn: Turn, verb: string, data: unknown): Promise<CardContent> {
  const handler = ACTIONS[verb];
  if (handler === undefined) throw new Error(`there is no verb ${verb}`);
  return handler(turn, data);
}

async function startApplication(turn: Turn, facts: Entries): Promise<CardContent> {
  if (!turn.personal) {
    return messageCard(
      '申請は個人チャットで承ります',
      '電話番号などを扱うため、このボットとの1対1のチャットで「申請」とお送りください。',
    );
  }
  const { draft, existed } = await openDraft(turn.ctx, turn.actor, facts);
  return existed ? draftExistsCard(draft.request.id, facts) : wizardCard(draft);
}

async function takeFacts(turn: Turn, facts: Entries): Promise<CardContent> {
  if (!turn.personal) return startApplication(turn, facts);
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
  if (!draft) return noDraft(turn);
  const { id, version } = draft.request;
  if (move === 'discard') return discardCard(id);
  // Saying it while looking at the confirmation, which states the pledge, accepts the pledge.
  if (move === 'file' && draft.step === 4) return fileDraft(turn, id, version, true);
  const saved = await saveStep(turn.ctx, turn.actor, id, draft.step, {}, move === 'back' ? 'back' : 'next');
  return wizardCard(saved.draft, { errors: saved.errors });
}

/** A decision by words: approves what the card would approve with one click; anything less clear shows the card. */
async function decideBySentence(
  turn: Turn,
  kind: 'approve' | 'refuse',
  of: NumberReference | undefined,
): Promise<CardContent> {
  const requestId = of ? await requestIdOf(turn, of) : await onlyOpenRequest(turn);
  if (requestId === undefined) return listView(turn, { scope: 'open' });
  if (kind === 'refuse') return refusalView(turn, requestId);
  const view = await decisionView(turn, requestId);
  const { chosen, ground, answerNumber, proposedNumber, version } = view.data;
  if (view.card !== 'decide' || chosen === '') return view;
  return press(turn, 'approve', { requestId, version, recordingIds: chosen, ground, answerNumber, proposedNumber });
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
