import { randomUUID } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link, Recording } from '../db/generated/client.js';
import { findActor } from '../directory/people.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { requestOf } from '../links/session.js';
import { stateOf } from '../links/usable.js';
import { type BytesAt, readWave, type WaveFault } from '../recordings/wave.js';
import type { Actor } from '../rule/actor.js';
import { mayDo } from '../rule/permission.js';
import { loadRequest } from './load.js';
import { takeStep } from './step.js';
import { assertKept, attach } from './verbs/attach.js';

/** The largest file that is taken: more than eight hours of telephone sound. */
export const MAX_ATTACHMENT_BYTES = 256 * 1024 * 1024;

const FAULTS: Record<WaveFault, string> = {
  empty_file: 'ファイルが空です。録音装置からもう一度取り出してください。',
  truncated: 'ファイルが途中で切れています。録音装置からもう一度取り出してください。',
  not_wave: 'WAV形式の録音ファイルではありません。録音装置から取り出したままのファイルを添付してください。',
  unsupported_format: 'この形式の音声には対応していません。PCM・μ-law・A-lawのWAVファイルを添付してください。',
};

/** Lets through so many bytes and no more; then the source is ended, too. */
function limited(content: Readable, most: number): Readable {
  let seen = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= most) return done(null, chunk);
      done(
        new AppError(
          'invalid_input',
          'the attachment is too large',
          `ファイルが大きすぎます。添付できるのは${most / 1024 / 1024}MBまでです。`,
        ),
      );
    },
  });
  content.on('error', (error) => limit.destroy(error));
  limit.on('error', () => content.destroy());
  return content.pipe(limit);
}

/** @throws AppError `not_found`, `not_allowed`, `invalid_input` when nothing may be attached to the request */
export async function assertMayAttach(tx: Tx, ctx: Context, actor: Actor, requestId: string): Promise<void> {
  const request = await loadRequest(tx, actor, requestId);
  const permission = mayDo(actor, attach, request);
  if (!permission.allowed) throw new AppError('not_allowed', `attach: ${permission.because}`, permission.forPerson);
  assertKept(ctx, request);
}

/**
 * Attaches a file that 管財課 extracted from the recorder by hand to an application. Format and length are read from the file.
 *
 * @param whoNow who attaches, as they stand in the directory at this moment; asked before the file is taken and again once it is here
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, `invalid_input` with a sentence about the file
 */
export async function attachRecording(
  ctx: Context,
  whoNow: () => Actor | Promise<Actor>,
  via: Via,
  requestId: string,
  content: Readable,
): Promise<Recording> {
  await assertMayAttach(ctx.db.client, ctx, await whoNow(), requestId);
  const storeKey = `extracts/${requestId}/${randomUUID()}`;
  const stored = await ctx.files.put(storeKey, limited(content, MAX_ATTACHMENT_BYTES));
  try {
    const reading = await readWave(readerOf(ctx, storeKey, stored.size), stored.size);
    if ('fault' in reading) throw new AppError('invalid_input', `attachment: ${reading.fault}`, FAULTS[reading.fault]);
    const { format, seconds } = reading.wave;
    // A slow line may outlast the right to it.
    const taken = await takeStep(ctx, await whoNow(), via, attach, { requestId, storeKey, ...stored, format, seconds });
    if (taken.kind === 'stale') throw new Error('an attachment names no version');
    // The same file a second time: the one that is there is kept.
    if (taken.kind === 'unchanged') await ctx.files.remove(storeKey);
    return taken.result;
  } catch (error) {
    await ctx.files.remove(storeKey);
    throw error;
  }
}

/** Reads parts of a stored file the way the WAV reader reads a file on disk. */
function readerOf(ctx: Context, storeKey: string, size: number): BytesAt {
  return {
    async read(buffer: Buffer, offset: number, length: number, position: number) {
      const end = Math.min(position + length, size) - 1;
      if (end < position) return { bytesRead: 0 };
      let at = offset;
      for await (const chunk of await ctx.files.open(storeKey, { start: position, end })) {
        at += (chunk as Buffer).copy(buffer, at);
      }
      return { bytesRead: at - offset };
    },
  };
}

/** May the reader of this link attach a recording now? Only on the link to the application, and only while it waits. */
export async function mayAttachBy(ctx: Context, link: Link): Promise<boolean> {
  if (link.kind !== 'application' || stateOf(link, ctx.clock.now()) !== 'open') return false;
  try {
    const reader = findActor(ctx.directory, link.recipientId, civilDate(ctx.clock.now()));
    await assertMayAttach(ctx.db.client, ctx, reader, requestOf(link));
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
