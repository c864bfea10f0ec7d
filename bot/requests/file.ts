import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { type Actor, filingPosts } from '../rule/actor.js';
import { callMoment, completeForm } from '../rule/form.js';
import { mayDo } from '../rule/permission.js';
import { TRANSITIONS } from '../rule/states.js';
import { type Draft, draftOf, entriesOf, notInHand } from './draft.js';
import { loadRequest, lockRequest } from './load.js';
import { takeReceiptNumber } from './numbers.js';
import { oweNotice } from './owe.js';

export type Filed =
  /** Filed, now or by the same press before. */
  | { kind: 'filed'; request: Request }
  /** The form has faults, or was changed elsewhere since the person looked at it. */
  | { kind: 'open'; draft: Draft; because: 'faults' | 'changed' };

/**
 * Files the application (第6条第1項): gives the receipt number, freezes the form, and has 様式第1号 drawn and the manager told. An
 * application that was returned is filed again under its number.
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
    if (found.status !== 'draft' && found.status !== 'returned') return { kind: 'filed', request: found };
    const verb = found.status === 'draft' ? 'file' : 'refile';
    const permission = mayDo(actor, verb, found);
    if (!permission.allowed) throw new AppError('not_allowed', `${verb}: ${permission.because}`, permission.forPerson);
    const request = { ...found, entries: { ...entriesOf(found), pledged: String(input.pledged) } };
    const draft = draftOf(ctx, request);
    if (found.version !== input.version) return { kind: 'open', draft, because: 'changed' };
    if (found.draftOwner !== null && found.draftOwner !== actor.personId && found.status === 'draft') throw notInHand();
    const application = completeForm(draft.form);
    if (application === undefined) return { kind: 'open', draft, because: 'faults' };

    const now = ctx.clock.now();
    const { purpose, ...fields } = application;
    const won = await tx.request.updateMany({
      where: { id: found.id, status: found.status, version: found.version },
      data: {
        ...fields,
        purpose,
        callAt: callMoment(application),
        status: TRANSITIONS[verb].to,
        version: { increment: 1 },
        draftOwner: null,
        entries: draft.form.tidied,
        pledgedAt: now,
        submittedAt: now,
        updatedAt: now,
        ...(verb === 'file' ? await newReceipt(tx, now) : {}),
        ...filer(actor, found),
      },
    });
    // The call data of a file attached by hand are the application's.
    await tx.recording.updateMany({
      where: { attachedToId: found.id, detachedAt: null },
      data: {
        startedAt: callMoment(application),
        otherNumber: application.otherNumber,
        cityNumber: application.cityNumber,
      },
    });
    if (won.count === 0)
      throw new AppError('stale', 'the draft changed while filing', 'もう一度「申請する」を押してください。');
    await appendAudit(tx, ctx.clock, {
      actor: { id: actor.personId, name: actor.name },
      action: `request.${verb}`,
      requestId: found.id,
      channel: via.channel,
      data: { article: TRANSITIONS[verb].article },
    });
    await ctx.queue.enqueue(tx, 'submitted', { requestId: found.id });
    await ctx.queue.enqueue(tx, 'refresh', { requestId: found.id });
    if (found.preparedById !== actor.personId) {
      const about = String(found.version);
      await oweNotice(tx, ctx, { kind: 'filed', requestId: found.id, personId: found.preparedById, about });
    }
    return { kind: 'filed', request: await tx.request.findUniqueOrThrow({ where: { id: found.id } }) };
  });
}

/** The receipt number of a first filing; a refiled application keeps its own. */
async function newReceipt(tx: Tx, now: Date): Promise<{ fiscalYear: number; serial: number }> {
  const fiscalYear = fiscalYearOf(civilDate(now));
  return { fiscalYear, serial: await takeReceiptNumber(tx, fiscalYear) };
}

/** Whoever files is named on the letter, with the title held in the section of the application. */
function filer(actor: Actor, { bureau, section, filedByIds }: Request) {
  const post = filingPosts(actor).find((one) => one.bureau === bureau && one.section === section);
  return {
    filedByIds: [...new Set([...filedByIds, actor.personId])],
    chiefId: actor.personId,
    chiefName: actor.name,
    chiefTitle: post?.title ?? null,
  };
}
