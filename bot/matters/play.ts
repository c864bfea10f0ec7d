import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Recording } from '../db/generated/client.js';
import { findActor } from '../directory/people.js';
import { AppError } from '../errors.js';
import type { ByteRange } from '../files/fileStore.js';
import { addDays, civilDate } from '../japanese/civil.js';
import type { Giving } from '../links/giving.js';
import { auditReader, lockLink } from '../links/open.js';
import type { LinkSessionFacts } from '../links/session.js';
import { stateOf } from '../links/usable.js';
import { peaksOf } from '../recordings/peaks.js';
import { CITES, SECTION } from '../rule/office.js';
import { keptSince } from '../rule/retention.js';
import type { Typed } from './fields.js';
import { note, playback } from './kinds/playback.js';
import { nameOfMatter, typedOf, type WholeMatter } from './load.js';
import { takeMatterStep } from './step.js';

/** So many parts the outline of a recording is drawn in. */
const PARTS = 400;
const CHUNK_BYTES = 65_536;

/** What a listener's page shows, as facts; its words are made in bot/web. */
export interface PlaybackView {
  open: boolean;
  name: string;
  /** The last civil date on which it may be played. */
  until: string;
  sessionEnds: Date;
  /** Of an open permission only. */
  recording: Recording | null;
  reason: string;
  notes: { at: number; words: string; moment: Date }[];
}

interface Permission {
  matter: WholeMatter;
  recording: Recording | null;
}

/** The 再生許可 of a session. @throws AppError `not_found` for the link of something else */
async function permissionOf(ctx: Context, { link }: LinkSessionFacts): Promise<Permission> {
  const matter =
    link.matterId === null || link.kind !== 'playback'
      ? null
      : await ctx.db.client.matter.findUnique({
          where: { id: link.matterId },
          include: { steps: { orderBy: { id: 'asc' } }, playback: { include: { recording: true } } },
        });
  if (matter === null) throw new AppError('not_found', 'the link is for no recording', 'このページは表示できません。');
  const { playback: allowed, ...rest } = matter;
  return { matter: rest, recording: allowed?.recording ?? null };
}

/** Whether it may be played now: permitted, within its days and those of the recording (第4条第2項). */
function isOpen(ctx: Context, { link }: LinkSessionFacts, { matter, recording }: Permission): boolean {
  const now = ctx.clock.now();
  const since = keptSince(now, ctx.config.retention);
  return (
    matter.status === 'permitted' && stateOf(link, now) === 'open' && recording !== null && recording.startedAt >= since
  );
}

const OVER = new AppError(
  'link_unusable',
  'the permission to play is over',
  'この再生許可は終わっています。必要なときは、Teamsのボットで「再生の許可がほしい」とお送りください。',
);

/** Everything the listener's page shows. @throws AppError `not_found` */
export async function viewPlayback(ctx: Context, session: LinkSessionFacts): Promise<PlaybackView> {
  const permission = await permissionOf(ctx, session);
  const { matter, recording } = permission;
  const open = isOpen(ctx, session, permission);
  return {
    open,
    name: nameOfMatter(matter),
    until: addDays(civilDate(session.link.expiresAt), -1),
    sessionEnds: session.expiresAt,
    recording: open ? recording : null,
    reason: open ? (typedOf(matter).reason ?? '') : '',
    notes: open ? notesOf(matter) : [],
  };
}

/** What was written down while listening, in the order of the recording. */
function notesOf({ steps }: Pick<WholeMatter, 'steps'>): PlaybackView['notes'] {
  return steps
    .filter(({ name }) => name === note.name)
    .map((step) => {
      const { at = '0', words = '' } = typedOf(step);
      return { at: Number(at), words, moment: step.at };
    })
    .sort((one, other) => one.at - other.at);
}

/**
 * The recorder's own file, only read and not copied (第4条第1項), as it was when it was imported.
 *
 * @throws AppError `unavailable` where the recorder does not give it, `integrity` where it is another
 */
async function readWhole(ctx: Context, { fileName, sha256 }: Recording): Promise<Buffer> {
  const bytes = await readFile(join(ctx.config.recorderDir, fileName)).catch((cause: unknown) => {
    throw new AppError(
      'unavailable',
      'a recording is no longer in the recorder folder',
      '録音装置から録音を読み出せませんでした。少し時間をおいて、もう一度お試しください。',
      { cause },
    );
  });
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, { actor: null, action: 'file.damaged', channel: 'web', data: { recording: sha256 } }),
  );
  throw new AppError(
    'integrity',
    'a recording differs from what was imported',
    `録音の内容が取込み時と異なるため、再生できません。${SECTION}にお問い合わせください。`,
  );
}

/** The recording of an open permission. @throws AppError `link_unusable`, with its row in the log */
async function openRecording(ctx: Context, session: LinkSessionFacts): Promise<{ name: string; recording: Recording }> {
  const permission = await permissionOf(ctx, session);
  const { recording, matter } = permission;
  const name = nameOfMatter(matter);
  if (recording !== null && isOpen(ctx, session, permission)) return { name, recording };
  await ctx.db.transaction((tx) => auditReader(tx, ctx, session, 'playback.refused', { number: name }));
  throw OVER;
}

/** Size and hash of what may be played. @throws AppError `link_unusable` */
export async function playable(ctx: Context, session: LinkSessionFacts): Promise<Pick<Recording, 'size' | 'sha256'>> {
  return (await openRecording(ctx, session)).recording;
}

/** The outline of the recording, from 0 to 100. @throws AppError `link_unusable`, `unavailable`, `integrity` */
export async function playbackPeaks(ctx: Context, session: LinkSessionFacts): Promise<number[]> {
  const { recording } = await openRecording(ctx, session);
  return peaksOf(await readWhole(ctx, recording), PARTS);
}

/**
 * Opens a part of the recording for its listener. The log has a row before the first byte is sent, and one with what was sent, from and
 * to in seconds of the recording, when it ends.
 *
 * @throws AppError `link_unusable`, `unavailable`, `integrity`
 */
export async function openForPlayback(ctx: Context, session: LinkSessionFacts, range: ByteRange): Promise<Giving> {
  const { name, recording } = await openRecording(ctx, session);
  const bytes = await readWhole(ctx, recording);
  const at = (byte: number) => Math.round((byte / Number(recording.size)) * recording.seconds);
  const what = { article: CITES.playback, number: name, recording: recording.sha256 };
  await ctx.db.transaction(async (tx) => {
    // Of an ending at the same moment one of the two waits: after its row in the log nothing begins.
    if (stateOf(await lockLink(tx, session), ctx.clock.now()) !== 'open') throw OVER;
    await auditReader(tx, ctx, session, 'playback.play', { ...what, from: at(range.start), to: at(range.end + 1) });
  });
  const part = bytes.subarray(range.start, range.end + 1);
  const chunks = Array.from({ length: Math.ceil(part.length / CHUNK_BYTES) }, (_, index) =>
    part.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
  return {
    stream: Readable.from(chunks, { objectMode: false }),
    settle: async (sent) => {
      const heard = { from: at(range.start), to: at(range.start + sent), of: Math.round(recording.seconds) };
      await ctx.db.transaction((tx) => auditReader(tx, ctx, session, 'playback.played', { ...what, ...heard }));
    },
  };
}

/** Writes down what was heard, at its place in the recording. @throws FieldFaults; AppError `link_unusable` */
export async function noteDown(ctx: Context, session: LinkSessionFacts, typed: Typed): Promise<void> {
  await openRecording(ctx, session);
  const listener = findActor(ctx.directory, session.link.recipientId, civilDate(ctx.clock.now()));
  const input = { matterId: session.link.matterId ?? '', typed };
  await takeMatterStep(ctx, listener, { channel: 'web' }, playback, note, input);
}
