import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import type { Actor } from '../rule/actor.js';
import { callMoment, completeForm } from '../rule/form.js';
import { mayDo } from '../rule/permission.js';
import { TRANSITIONS } from '../rule/states.js';
import { type Draft, draftOf, entriesOf } from './draft.js';
import { loadRequest, lockRequest } from './load.js';
import { takeReceiptNumber } from './numbers.js';

export type Filed =
  /** Filed, now or by the same press before. */
  | { kind: 'filed'; request: Request }
  /** The form has faults, or was changed elsewhere since the person looked at it. */
  | { kind: 'open'; draft: Draft; because: 'faults' | 'changed' };

/**
 * Files the application (第6条第1項): gives the receipt number, freezes the form, and has 様式第1号 drawn and the manager told.
 *
 * @param version the version of the draft that the person looked at when confirming
 * @throws AppError `not_found`, `not_allowed`
 */
export async function fileRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; version: number; pledged: boolean },
): Promise<Filed> {
  return ctx.db.transaction(async (tx) => {
    await lockRequest(tx, input.requestId);
    const found = await loadRequest(tx, actor, input.requestId);
    if (found.status !== 'draft') return { kind: 'filed', request: found };
    const permission = mayDo(actor, 'file', found);
    if (!permission.allowed) throw new AppError('not_allowed', `file: ${permission.because}`, permission.forPerson);
    const request = { ...found, entries: { ...entriesOf(found), pledged: String(input.pledged) } };
    const draft = draftOf(ctx, request);
    if (found.version !== input.version) return { kind: 'open', draft, because: 'changed' };
    const application = completeForm(draft.form);
    if (application === undefined) return { kind: 'open', draft, because: 'faults' };

    const now = ctx.clock.now();
    const fiscalYear = fiscalYearOf(civilDate(now));
    const { purpose, ...fields } = application;
    const won = await tx.request.updateMany({
      where: { id: found.id, status: 'draft', version: found.version },
      data: {
        ...fields,
        purpose,
        callAt: callMoment(application),
        status: TRANSITIONS.file.to,
        version: { increment: 1 },
        draftOwner: null,
        entries: draft.form.tidied,
        pledgedAt: now,
        submittedAt: now,
        updatedAt: now,
        fiscalYear,
        serial: await takeReceiptNumber(tx, fiscalYear),
        chiefId: actor.personId,
        chiefName: actor.name,
      },
    });
    if (won.count === 0)
      throw new AppError('stale', 'the draft changed while filing', 'もう一度「申請する」を押してください。');
    await appendAudit(tx, ctx.clock, {
      actor: { id: actor.personId, name: actor.name },
      action: 'request.file',
      requestId: found.id,
      channel: via.channel,
      data: { article: TRANSITIONS.file.article },
    });
    await ctx.queue.enqueue(tx, 'submitted', { requestId: found.id });
    return { kind: 'filed', request: await tx.request.findUniqueOrThrow({ where: { id: found.id } }) };
  });
}
