import { z } from 'zod/v4';
import type { Context } from '../../context.js';
import type { Recording, Request } from '../../db/generated/client.js';
import { AppError } from '../../errors.js';
import { civilDate } from '../../japanese/civil.js';
import { CITES } from '../../rule/office.js';
import { periodWords } from '../../rule/period.js';
import { retentionOf } from '../../rule/retention.js';
import { submittedFields } from '../submitted.js';
import { actorOf, type Verb } from './verb.js';

/** A file of 管財課 that is stored and was read. */
const EXTRACT = z.object({
  requestId: z.guid(),
  storeKey: z.string(),
  sha256: z.string(),
  size: z.number(),
  format: z.string(),
  seconds: z.number(),
});

/**
 * Attaches a stored file that 管財課 extracted from the recorder by hand, for a call that the index does not show. It then stands
 * first among the candidates, and one click approves it. The same file a second time keeps the one that is there.
 */
export const attach: Verb<z.output<typeof EXTRACT>, Recording> = {
  name: 'attach',
  from: ['submitted'],
  by: ['manager', 'operator'],
  article: CITES.examination,
  done: '録音ファイルの添付',
  input: EXTRACT,
  async apply(step) {
    const { tx, ctx, request, input, now } = step;
    const { storeKey, sha256, size, format, seconds } = input;
    assertKept(ctx, request);
    const { callAt, otherNumber, cityNumber } = submittedFields(request);
    const there = await tx.recording.findFirst({ where: { attachedToId: request.id, detachedAt: null, sha256 } });
    if (there !== null) return { unchanged: true, result: there };
    const recording = await tx.recording.create({
      data: {
        fileName: storeKey,
        storeKey,
        attachedToId: request.id,
        attachedById: actorOf(step).personId,
        startedAt: callAt,
        indexSeconds: Math.round(seconds),
        direction: 'incoming',
        otherNumber,
        cityNumber,
        sha256,
        size: BigInt(size),
        format,
        seconds,
        modifiedAt: now,
        importedAt: now,
      },
    });
    return { result: recording, audit: { sha256, size }, refresh: true };
  },
  meant: {
    which: '録音を添付できる申請',
    title: '状況を見る',
    hint: '受付番号を添えて、もう一度お送りください。状況を見る申請は、ボタンでお選びください。',
  },
};

/** @throws AppError `invalid_input` when the call is past its kept period: what should have been deleted must not come back by hand */
export function assertKept({ clock, config }: Pick<Context, 'clock' | 'config'>, request: Request): void {
  const { callDate } = submittedFields(request);
  if (retentionOf(callDate, civilDate(clock.now()), config.retention).within) return;
  throw new AppError(
    'invalid_input',
    'the call is past its kept period',
    `この通話は録音の保存期間（${periodWords(config.retention)}）を過ぎているため、添付できません。「保存されていない」として回答してください。`,
  );
}
