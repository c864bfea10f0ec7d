import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Matter } from '../db/generated/client.js';
import { decidersOn } from '../directory/people.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { oweNotice } from '../notices/owe.js';
import { copyRecording } from '../recordings/copy.js';
import { descriptionOf } from './kinds/index.js';
import { kept, lapse, releaseDate } from './kinds/preservation.js';
import { takeMatterStep } from './step.js';

/** Where a preserved recording lies in the store: it depends on what is preserved only, so that copying again is the same file. */
const keyOf = (matterId: string, recordingId: string): string => `preserved/${matterId}/${recordingId}`;

/**
 * Copies the recordings that a matter preserves (job `preserve`, 第5条第2号), read-only and compared with the hash of the import as every
 * copy is: from the recorder, or from where another matter preserves the same. Each is recorded as soon as it lies in the store, so that a file
 * that cannot be had takes none of the others with it; doing it twice changes nothing.
 *
 * @throws AppError `integrity`, `unavailable` from copying, of which those who decide are told once; the job is then tried again
 */
export async function preserveRecordings(ctx: Context, matterId: string): Promise<void> {
  const { client } = ctx.db;
  const matter = await client.matter.findUnique({ where: { id: matterId } });
  if (matter?.status !== 'copying') return;
  const held = await client.preserved.findMany({
    where: { matterId, storeKey: null },
    include: { recording: { include: { preserved: { where: { storeKey: { not: null } } } } } },
    orderBy: { position: 'asc' },
  });
  for (const { recording, recordingId } of held) {
    const storeKey = keyOf(matterId, recordingId);
    const elsewhere = recording.preserved[0]?.storeKey;
    const source = { ...recording, ...(elsewhere == null ? {} : { preservedKey: elsewhere }) };
    try {
      await copyRecording(ctx.files, ctx.config.recorderDir, source, storeKey);
    } catch (error) {
      if (error instanceof AppError) await tellDeciders(ctx, matterId);
      throw error;
    }
    await client.preserved.updateMany({
      where: { matterId, recordingId },
      data: { storeKey, storedAt: ctx.clock.now() },
    });
  }
  const recorded = {
    ...kept,
    also: async ({ tx }: Parameters<NonNullable<(typeof kept)['also']>>[0]) => {
      const all = await tx.preserved.findMany({ where: { matterId }, orderBy: { position: 'asc' } });
      return { audit: { recordings: all.map(({ sha256 }) => sha256) } };
    },
  };
  const input = { matterId, typed: {} };
  await takeMatterStep(ctx, null, { channel: 'job' }, descriptionOf('preservation'), recorded, input);
}

function tellDeciders(ctx: Context, matterId: string): Promise<void> {
  return ctx.db.transaction(async (tx) => {
    for (const { id: personId } of decidersOn(ctx.directory, civilDate(ctx.clock.now()))) {
      await oweNotice(tx, ctx, { kind: 'matter', requestId: null, personId, about: `${matterId}.trouble` });
    }
  });
}

/** Asks anew for what could not be copied while its job was tried: the recorder may be back by now. */
export async function preserveAgain(ctx: Context): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const waiting = await tx.matter.findMany({ where: { kind: 'preservation', status: 'copying' } });
    await ctx.queue.enqueueAll(
      tx,
      waiting.map(({ id: matterId }) => ({ name: 'preserve' as const, data: { matterId } })),
      { behind: true },
    );
  });
}

/** Requests that need what is preserved for them no more: handed over, decided against or taken back. */
const AT_AN_END = ['answered', 'received', 'registered', 'refused'];

/**
 * Ends what is preserved no longer: past its date, or with the request for which it was. Nothing ends while a request needs it, whatever
 * the date, nor while the database is perhaps an older state, in which a later date is not known.
 *
 * @returns how many ended
 */
export async function endPreservations(ctx: Context): Promise<number> {
  if (ctx.links.held) return 0;
  const { client } = ctx.db;
  const today = civilDate(ctx.clock.now());
  const running = await client.matter.findMany({
    where: { kind: 'preservation', status: { in: ['copying', 'kept'] } },
    include: { steps: { orderBy: { id: 'asc' } } },
  });
  let ended = 0;
  for (const matter of running) {
    const over = (releaseDate(matter) ?? today) < today;
    const need = await needOf(ctx, matter);
    if (need === 'open' || (need === 'none' && !over)) continue;
    const reason = need === 'ended' ? '申請の手続が終わったため' : '保全の期限が過ぎたため';
    const input = { matterId: matter.id, typed: { reason } };
    const taken = await takeMatterStep(ctx, null, { channel: 'job' }, descriptionOf('preservation'), lapse, input);
    if (taken.kind === 'done') ended++;
  }
  return ended;
}

/** Whether a request still needs what a matter preserves, or the one for which it was has come to its end. */
async function needOf(
  { db }: Context,
  { id, requestId }: Pick<Matter, 'id' | 'requestId'>,
): Promise<'open' | 'ended' | 'none'> {
  const { client } = db;
  const chosen = await client.chosenRecording.count({
    where: { request: { answeredAt: null }, recording: { preserved: { some: { matterId: id } } } },
  });
  if (chosen > 0) return 'open';
  if (requestId === null) return 'none';
  const request = await client.request.findUnique({ where: { id: requestId } });
  if (request === null || request.status === 'withdrawn') return 'ended';
  return AT_AN_END.includes(request.status) && request.answeredAt !== null ? 'ended' : 'open';
}

/**
 * Deletes the files of what is preserved no more. The matter was moved first, so that a crash leaves at most files that the next run
 * removes; hash and record stay in the log.
 *
 * @returns how many were deleted
 */
export async function purgePreserved(ctx: Context): Promise<number> {
  if (ctx.links.held) return 0;
  const over = await ctx.db.client.preserved.findMany({
    where: { matter: { status: { in: ['released', 'declined'] } } },
    include: { matter: true },
  });
  for (const { matterId, recordingId, sha256, matter } of over) {
    await ctx.files.remove(keyOf(matterId, recordingId));
    await ctx.db.transaction(async (tx) => {
      const { count } = await tx.preserved.deleteMany({ where: { matterId, recordingId } });
      if (count === 0) return;
      await appendAudit(tx, ctx, {
        actor: null,
        action: 'preservation.delete',
        ...(matter.requestId === null ? {} : { requestId: matter.requestId }),
        channel: 'job',
        data: { matter: matterId, sha256 },
      });
    });
  }
  return over.length;
}
