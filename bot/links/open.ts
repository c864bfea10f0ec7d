import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { appendAudit } from '../audit/append.js';
import type { Json } from '../audit/canonical.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Copy, Letter, Link } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import type { ByteRange } from '../files/fileStore.js';
import { SECTION } from '../rule/office.js';
import { type Giving, giveBack, setAside } from './giving.js';
import { type LinkSessionFacts, ofLink, recipientOf, requestOf } from './session.js';
import { assertOpen, stateOf } from './usable.js';

/**
 * The session's link as it is now, locked together with its request or matter in the order in which a revocation takes them: one of the
 * two waits for the other, and after the revocation's audit row nothing is opened.
 */
export async function lockLink(tx: Tx, { link: { id, requestId, matterId } }: LinkSessionFacts): Promise<Link> {
  if (requestId !== null) await tx.$queryRaw`SELECT 1 FROM "Request" WHERE "id" = ${requestId}::uuid FOR NO KEY UPDATE`;
  if (matterId !== null) await tx.$queryRaw`SELECT 1 FROM "Matter" WHERE "id" = ${matterId}::uuid FOR NO KEY UPDATE`;
  await tx.$queryRaw`SELECT 1 FROM "Link" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  return tx.link.findUniqueOrThrow({ where: { id } });
}

/** Writes that the signed-in recipient did something with the link, or was refused it. */
export async function auditReader(
  tx: Tx,
  ctx: Context,
  { link }: LinkSessionFacts,
  action:
    | 'link.download'
    | 'link.download_refused'
    | 'link.resumed'
    | 'link.play'
    | 'link.played'
    | 'link.play_refused'
    | 'link.letter'
    | 'link.package'
    | 'link.upload_refused'
    | 'playback.play'
    | 'playback.played'
    | 'playback.refused',
  data: { [key: string]: Json } = {},
): Promise<void> {
  await appendAudit(tx, ctx, {
    actor: await recipientOf(tx, link),
    action,
    ...ofLink(link),
    channel: 'web',
    data: { link: link.id, ...data },
  });
}

/** Refuses a file that the link does not hand over, with its audit row. @throws AppError `not_found`, or why it is closed */
export async function refuseFile(ctx: Context, session: LinkSessionFacts): Promise<never> {
  await ctx.db.transaction((tx) => auditReader(tx, ctx, session, 'link.download_refused'));
  assertOpen(session.link, ctx.clock.now());
  throw new AppError('not_found', 'the file does not belong to the link', 'このファイルは表示できません。');
}

/** Writes that the signed-in recipient sent a file and may not attach one. */
export async function auditRefusedUpload(ctx: Context, session: LinkSessionFacts): Promise<void> {
  await ctx.db.transaction((tx) => auditReader(tx, ctx, session, 'link.upload_refused'));
}

/** True for what can be an id of ours; anything else is asked of no table. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** The copy that an open link hands over. @throws AppError `link_unusable`; `not_found` for a file of another link */
export async function copyOf(ctx: Context, session: LinkSessionFacts, copyId: string): Promise<Copy> {
  const { link } = session;
  if (stateOf(link, ctx.clock.now()) !== 'open' || !isId(copyId)) return refuseFile(ctx, session);
  const file = await ctx.db.client.linkFile.findUnique({
    where: { linkId_copyId: { linkId: link.id, copyId } },
    include: { copy: true },
  });
  if (!file || file.copy.deletedAt !== null) return refuseFile(ctx, session);
  await assertInPlace(ctx, requestOf(session.link), file.copy);
  return file.copy;
}

/**
 * Holds a copy or letter to its place in the store, which follows from its request: whoever can write the table cannot have another's
 * file handed over by naming it there.
 *
 * @throws AppError `integrity`, with its row in the log
 */
export async function assertInPlace(
  ctx: Context,
  requestId: string,
  file: Pick<Copy, 'storeKey' | 'requestId' | 'recordingId'> | Pick<Letter, 'storeKey' | 'requestId'>,
): Promise<void> {
  // Earlier versions put a copy right into the folder of its request.
  const own = 'recordingId' in file ? new RegExp(`[/-]${file.recordingId}$`) : /./;
  const folder = `${'recordingId' in file ? 'copies' : 'letters'}/${requestId}/`;
  if (file.requestId === requestId && file.storeKey.startsWith(folder) && own.test(file.storeKey)) return;
  await auditDamage(ctx, file);
  throw exchanged();
}

function exchanged(): AppError {
  return new AppError(
    'integrity',
    'a stored file is not the one that belongs here',
    `ファイルの内容を確認できないため、お渡しできません。${SECTION}にお問い合わせください。`,
  );
}

/**
 * Opens a stored copy or letter, or a part of it, and waits for its first bytes, so that nothing is counted or audited for a
 * file that cannot be read.
 *
 * @throws AppError before the first byte: `unavailable` when the store cannot give it, `integrity` when it was altered
 */
export async function openStored(ctx: Context, file: { storeKey: string }, range?: ByteRange): Promise<Readable> {
  try {
    const stream = await ctx.files.open(file.storeKey, range);
    await once(stream, 'readable');
    return stream;
  } catch (cause) {
    if (cause instanceof AppError) {
      if (cause.code === 'integrity') await auditDamage(ctx, file);
      throw cause;
    }
    throw new AppError(
      'unavailable',
      'the store cannot give a file',
      'ファイルを読み出せませんでした。取得回数は減っていません。少し時間をおいて、もう一度お試しください。',
      { cause },
    );
  }
}

/** Opens a letter whose bytes were all held against its hash. @throws AppError `integrity`, `unavailable` */
export async function openWhole(ctx: Context, file: { storeKey: string; sha256: string }): Promise<Readable> {
  const opened = await openStored(ctx, file);
  const bytes = await buffer(opened).catch(async (error: unknown) => {
    if (error instanceof AppError && error.code === 'integrity') await auditDamage(ctx, file);
    throw error;
  });
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
    await auditDamage(ctx, file);
    throw exchanged();
  }
  return Readable.from([bytes]);
}

/** A stored file that was altered is a matter for whoever reads the log, not only for the operator. */
async function auditDamage(ctx: Context, { storeKey }: { storeKey: string }): Promise<void> {
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, { actor: null, action: 'file.damaged', channel: 'web', data: { file: storeKey } }),
  );
}

/** Opens a file, then has `record` write what that means; a file of which that cannot be written is closed again unread. */
export async function openAndRecord(opening: Promise<Readable>, record: () => Promise<void>): Promise<Readable> {
  const stream = await opening;
  try {
    await record();
    return stream;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

const HEARD_OUT =
  '画面で再生できる回数の上限に達しました。ダウンロードしてお聞きになるか、課（室）の長がTeamsのボットで「リンクを再発行」を行ってください。';

/**
 * Writes, before they are sent, that so many bytes are played: the first row of a session covers one length of the recording, and
 * whoever plays on, or again, gets another for each further one.
 */
async function coverPlay(
  tx: Tx,
  ctx: Context,
  session: LinkSessionFacts,
  copy: Copy,
  { bytes: asked }: { bytes: number },
): Promise<void> {
  const key = { sessionId: session.sessionId, copyId: copy.id };
  const first = await tx.linkPlay.createMany({
    data: [{ ...key, startedAt: ctx.clock.now() }],
    skipDuplicates: true,
  });
  const { rows, bytes } = await tx.linkPlay.update({
    where: { sessionId_copyId: key },
    data: { bytes: { increment: asked } },
  });
  const another = first.count === 0 && bytes > copy.size * BigInt(rows);
  if (another) await tx.linkPlay.update({ where: { sessionId_copyId: key }, data: { rows: { increment: 1 } } });
  if (first.count === 1 || another) await auditReader(tx, ctx, session, 'link.play', { copy: copy.id });
}

/**
 * Opens a part of a copy for the player of the page, with its bytes set aside. Every byte has its row in the log before it is sent
 * ({@link coverPlay}), and what was listened to has one when it ends: from and to, in seconds of the recording, and its length.
 *
 * @throws AppError `used_up` when the file was listened to as often as is permitted; `link_unusable`; `unavailable`
 */
export async function openForPlaying(
  ctx: Context,
  session: LinkSessionFacts,
  copy: Copy,
  range: ByteRange,
): Promise<Giving> {
  const part = { linkId: session.link.id, copyId: copy.id, use: 'listen', bytes: range.end - range.start + 1 } as const;
  const stream = await openAndRecord(openStored(ctx, copy, range), async () => {
    const given = await ctx.db.transaction(async (tx) => {
      assertOpen(await lockLink(tx, session), ctx.clock.now());
      if (!(await setAside(tx, ctx, part))) {
        await auditReader(tx, ctx, session, 'link.play_refused', { copy: copy.id });
        return false;
      }
      await coverPlay(tx, ctx, session, copy, part);
      return true;
    });
    if (!given) throw new AppError('used_up', 'a file was listened to as often as is permitted', HEARD_OUT);
  });
  return {
    stream,
    settle: (sent) =>
      ctx.db.transaction(async (tx) => {
        const unsent = part.bytes - sent;
        await giveBack(tx, { ...part, bytes: unsent });
        await tx.linkPlay.update({
          where: { sessionId_copyId: { sessionId: session.sessionId, copyId: copy.id } },
          data: { bytes: { decrement: unsent } },
        });
        if (sent === 0) return;
        const { seconds } = await tx.recording.findUniqueOrThrow({ where: { id: copy.recordingId } });
        const at = (byte: number) => Math.round((byte / Number(copy.size)) * seconds);
        const heard = { from: at(range.start), to: at(range.start + sent), of: at(Number(copy.size)) };
        await auditReader(tx, ctx, session, 'link.played', { copy: copy.id, ...heard });
      }),
  };
}

/** Opens the letter that an open link shows; every opening is audited. @throws AppError `link_unusable` */
export async function openLetter(ctx: Context, session: LinkSessionFacts, letter: Letter): Promise<Readable> {
  if (stateOf(session.link, ctx.clock.now()) !== 'open') return refuseFile(ctx, session);
  await assertInPlace(ctx, requestOf(session.link), letter);
  return openAndRecord(openWhole(ctx, letter), () =>
    ctx.db.transaction(async (tx) => {
      assertOpen(await lockLink(tx, session), ctx.clock.now());
      await auditReader(tx, ctx, session, 'link.letter', { letter: letter.id });
    }),
  );
}
