import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Preserved, Recording, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { oweNotice, oweOperators } from '../notices/owe.js';
import { type CopySource, copyRecording } from '../recordings/copy.js';
import { copyKey } from './copyKey.js';
import { decidersOf } from './deciders.js';
import { storeAnswerLetter } from './letters.js';
import { takeStep } from './step.js';
import { type AnswerInput, answering } from './verbs/answer.js';

/**
 * Answers a decided application (job `answer`, 第6条第2項): copies the recordings, draws 様式第2号, makes the chief's link, moves an
 * approved request to 交付済 and owes the chief the notice. Files are written first, under keys that depend on the request
 * only; then one transaction records all of it. Doing it twice changes nothing.
 *
 * @throws AppError `integrity`, `unavailable` from copying; the job is then tried again and the 取扱者 is told
 */
export async function answerRequest(ctx: Context, requestId: string): Promise<void> {
  const request = await ctx.db.client.request.findUnique({ where: { id: requestId } });
  if (request?.decidedAt == null || request.answeredAt !== null) return;
  const chosen = await ctx.db.client.chosenRecording.findMany({
    where: { requestId },
    include: { recording: { include: { preserved: { where: { storedAt: { not: null } } } } } },
    orderBy: { position: 'asc' },
  });
  const written: string[] = [];
  // What a run that fails has written stays: the same job, taken up anew meanwhile, may be about to hand it over. It is written again
  // then, and what nobody hands over goes with the files that no row names.
  const prepared = await prepare(ctx, request, chosen, written);
  const input = { requestId, decidedAt: request.decidedAt, edition: request.version, ...prepared };
  const taken = await takeStep(ctx, null, { channel: 'job' }, answering, input);
  if (taken.kind !== 'done') await forgetLost(ctx, request, written);
}

/** Copies the recordings and draws the letter; every key that is written to is added to `written`. */
async function prepare(
  ctx: Context,
  request: Request,
  chosen: readonly { position: number; recording: Recording & { preserved: readonly Preserved[] } }[],
  written: string[],
): Promise<Pick<AnswerInput, 'copies' | 'letter'>> {
  const copies: AnswerInput['copies'] = [];
  for (const { recording, position } of chosen) {
    const storeKey = copyKey(request, recording.id);
    written.push(storeKey);
    const preservedKey = recording.preserved.find((one) => one.storeKey !== null)?.storeKey;
    const source = { ...recording, ...(preservedKey == null ? {} : { preservedKey }) };
    const stored = await copyOrTell(ctx, request, source, storeKey);
    copies.push({ recordingId: recording.id, position, storeKey, sha256: stored.sha256, size: stored.size });
  }
  const letter = await storeAnswerLetter(
    ctx,
    request,
    chosen.map(({ recording }) => recording),
  );
  written.push(letter.storeKey);
  return { copies, letter };
}

/** The decision was taken back while its recordings were copied: nothing of it stays. The same job run twice keeps what is there. */
async function forgetLost(ctx: Context, request: Request, written: readonly string[]): Promise<void> {
  const now = await ctx.db.client.request.findUniqueOrThrow({ where: { id: request.id } });
  if (now.decidedAt?.getTime() === request.decidedAt?.getTime()) return;
  await removeStrays(ctx, written);
}

/** Removes what no table names: the same job may have been taken up anew meanwhile, and have handed over what lies there. */
async function removeStrays({ db, files }: Context, keys: readonly string[]): Promise<void> {
  const where = { storeKey: { in: [...keys] } };
  const [copies, letters] = [await db.client.copy.findMany({ where }), await db.client.letter.findMany({ where })];
  const named = new Set([...copies, ...letters].map(({ storeKey }) => storeKey));
  for (const key of keys) if (!named.has(key)) await files.remove(key);
}

/** Copies one recording; when that is impossible it is audited, the 取扱者 and those who decide are told, once, and the fault goes on to the queue. */
async function copyOrTell(ctx: Context, request: Request, recording: CopySource, key: string) {
  try {
    return await copyRecording(ctx.files, ctx.config.recorderDir, recording, key);
  } catch (error) {
    if (error instanceof AppError) {
      await ctx.db.transaction(async (tx) => {
        const about = error.code === 'integrity' ? 'integrity' : 'unavailable';
        await oweOperators(tx, ctx, request.id, about);
        for (const { id } of decidersOf(ctx, request)) {
          await oweNotice(tx, ctx, { kind: 'trouble', requestId: request.id, personId: id, about });
        }
        await appendAudit(tx, ctx, {
          actor: null,
          action: 'copy.failed',
          requestId: request.id,
          channel: 'job',
          data: { code: error.code, expected: recording.sha256 },
        });
      });
    }
    throw error;
  }
}
