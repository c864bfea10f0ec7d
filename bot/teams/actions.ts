import { z } from 'zod/v4';
import { AppError } from '../errors.js';
import { approveRequest } from '../requests/approve.js';
import { discardDraft, draftOf, findDraft, openDraft, saveStep } from '../requests/draft.js';
import { fileRequest } from '../requests/file.js';
import { refuseRequest } from '../requests/refuse.js';
import { type Entries, FIELDS, type Step } from '../rule/form.js';
import type { Ground } from '../rule/purposes.js';
import type { DecisionTyped } from './cards/decision.js';
import { discardCard, draftExistsCard, helpCard, messageCard, usualButtons } from './cards/message.js';
import type { CardContent } from './cards/render.js';
import { wizardCard } from './cards/wizard.js';
import type { Turn } from './turn.js';
import { decisionView, listView, refusalView, statusView } from './views.js';

type Handler = (turn: Turn, data: unknown) => Promise<CardContent>;

const UUID = z.guid();
const FACTS = z.partialRecord(z.enum(FIELDS), z.string().max(2000));
const OF_REQUEST = z.object({ requestId: UUID });
const OF_STEP = z.object({ requestId: UUID, step: z.coerce.number().int().min(1).max(4) });
const CARD = z.object({ requestId: UUID, version: z.coerce.number().int() });
const DECISION = CARD.extend({
  answerNumber: z.string().max(40).default(''),
  proposedNumber: z.coerce.string().max(40).default(''),
});

/** Reads card data with its schema. Old and forged cards end here, with a sentence that says what to do. */
function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'invalid_input',
    'card data does not fit its schema',
    'このカードは古いか、内容を読み取れません。「ヘルプ」と送ると、最新の操作を表示します。',
  );
}

const wizard =
  (move: 'next' | 'back'): Handler =>
  async (turn, data) => {
    const { requestId, step } = read(OF_STEP, data);
    const entries: Entries = FACTS.catch({}).parse(onlyFields(data));
    const { draft, errors } = await saveStep(turn.ctx, turn.actor, requestId, step as Step, entries, move);
    return wizardCard(draft, { errors });
  };

function onlyFields(data: unknown): Record<string, unknown> {
  const record = z.record(z.string(), z.unknown()).catch({}).parse(data);
  return Object.fromEntries(
    FIELDS.flatMap((field) => (record[field] === undefined ? [] : [[field, String(record[field])]])),
  );
}

/** Every verb a card may send, and what it does. */
export const ACTIONS: Record<string, Handler> = {
  async apply(turn) {
    const { draft, existed } = await openDraft(turn.ctx, turn.actor);
    return existed ? draftExistsCard(draft.request.id, {}) : wizardCard(draft);
  },
  async draft_resume(turn) {
    const draft = await findDraft(turn.ctx, turn.actor);
    return draft ? wizardCard(draft) : noDraft(turn);
  },
  async draft_afresh(turn, data) {
    const { facts } = read(z.object({ facts: FACTS.default({}) }), data);
    return wizardCard((await openDraft(turn.ctx, turn.actor, facts, true)).draft);
  },
  draft_next: wizard('next'),
  draft_back: wizard('back'),
  async draft_discard_ask(_turn, data) {
    return discardCard(read(OF_REQUEST, data).requestId);
  },
  async draft_discard(turn, data) {
    await discardDraft(turn.ctx, turn.actor, read(OF_REQUEST, data).requestId);
    return messageCard(
      '下書きを破棄しました',
      '「申請」と送ると、いつでも新しく始められます。',
      usualButtons(turn.actor),
    );
  },
  async draft_file(turn, data) {
    const { requestId, version, pledged } = read(CARD.extend({ pledged: z.coerce.string().default('') }), data);
    return fileDraft(turn, requestId, version, pledged === 'true');
  },
  async show(turn, data) {
    return statusView(turn, read(OF_REQUEST, data).requestId);
  },
  async list_mine(turn) {
    return listView(turn, { scope: 'mine' });
  },
  async list_open(turn) {
    return listView(turn, { scope: 'open' });
  },
  async help(turn) {
    return helpCard(turn.actor);
  },
  async refuse_open(turn, data) {
    const input = read(CARD.extend({ suggestion: z.literal('not_stored').optional() }), data);
    return refusalView(turn, input.requestId, input.suggestion ? { suggestion: input.suggestion } : {});
  },
  async refuse_close(turn, data) {
    return decisionView(turn, read(CARD, data).requestId);
  },
  async approve(turn, data) {
    const schema = DECISION.extend({ recordingIds: z.string().max(4000).default(''), ground: z.string().default('') });
    const input = read(schema, data);
    const typed: DecisionTyped = input;
    try {
      if (input.ground !== '1' && input.ground !== '2') {
        throw new AppError('invalid_input', 'no ground', '第5条の要件を選んでから「承認する」を押してください。');
      }
      const decided = await approveRequest(turn.ctx, turn.actor, turn.via, {
        ...input,
        recordingIds: input.recordingIds.split(',').filter((id) => UUID.safeParse(id).success),
        ground: Number(input.ground) as Ground,
      });
      return decided.kind === 'decided'
        ? statusView(turn, input.requestId, { headline: '承認しました' })
        : statusView(turn, input.requestId, { notice: ALREADY });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error;
      return decisionView(turn, input.requestId, { typed, notice: error.forPerson });
    }
  },
  async refuse(turn, data) {
    const input = read(
      DECISION.extend({ reason: z.string().default(''), words: z.string().max(2000).default('') }),
      data,
    );
    try {
      if (input.reason !== 'no_ground' && input.reason !== 'not_stored') {
        throw new AppError('invalid_input', 'no reason', '交付しない理由を選んでください。');
      }
      const decided = await refuseRequest(turn.ctx, turn.actor, turn.via, { ...input, reason: input.reason });
      return decided.kind === 'decided'
        ? statusView(turn, input.requestId, { headline: '不交付を決定しました' })
        : statusView(turn, input.requestId, { notice: ALREADY });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error;
      return refusalView(turn, input.requestId, { typed: input, notice: error.forPerson });
    }
  },
};

/** What somebody is told whose press came second. */
export const ALREADY = 'このカードは古くなっています。現在の状況を表示しました。';

/** Files the draft; shows the confirmation again where something is missing or was changed meanwhile. */
export async function fileDraft(
  turn: Turn,
  requestId: string,
  version: number,
  pledged: boolean,
): Promise<CardContent> {
  const filed = await fileRequest(turn.ctx, turn.actor, turn.via, { requestId, version, pledged });
  if (filed.kind === 'filed') return statusView(turn, filed.request.id, { headline: '申請を受け付けました' });
  const draft = draftOf(turn.ctx, { ...filed.draft.request, step: 4 });
  return wizardCard(draft, {
    errors: filed.because === 'faults' ? draft.form.errors : {},
    ...(filed.because === 'changed' ? { notice: '内容が変わっています。もう一度ご確認ください。' } : {}),
  });
}

/** There is nothing to resume. */
export function noDraft(turn: Turn): CardContent {
  return messageCard('作成途中の申請はありません', '「申請」と送ると、新しく始められます。', usualButtons(turn.actor));
}
