import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod/v4';
import type { Database } from '../db/database.js';
import { AppError } from '../errors.js';
import { syncFolders } from '../folders.js';
import { civilDate } from '../japanese/civil.js';
import { formatWarekiShort } from '../japanese/wareki.js';
import { GENESIS, type Recorder } from './append.js';
import { canonicalJson } from './canonical.js';

const RECORDED = z.object({
  day: z.iso.date(),
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  /** The key that signed the head, and its signature; heads from before there was a key have none. */
  keyId: z.string().optional(),
  signature: z.string().optional(),
});

/** The head of the audit log at one moment, with its civil day (Asia/Tokyo), as it is kept outside the database. */
export type RecordedHead = z.infer<typeof RECORDED>;

/** A place outside the database where heads are kept. What stands there is never changed, only added to. */
export interface HeadPlace {
  /** Where it is, for the operator. */
  readonly name: string;
  /** The heads that are kept there, oldest first. @throws AppError `integrity` when a line of it is no head */
  read(): Promise<RecordedHead[]>;
  /** The newest of them at a moment, oldest first: those of the day at least. @throws AppError `integrity` as `read` */
  last(now: RecordedHead): Promise<RecordedHead[]>;
  append(head: RecordedHead): Promise<void>;
  /** What it lacks to keep heads from whoever looks after it, for the operator; undefined when nothing. */
  weakness?(): Promise<string | undefined>;
}

/** Reads the lines of a place, one head each. @throws AppError `integrity` when a line is no head */
export function parseHeads(text: string): RecordedHead[] {
  return text.split('\n').flatMap((line, index) => (line === '' ? [] : [parseHead(line, index + 1)]));
}

function parseHead(line: string, number: number): RecordedHead {
  try {
    return RECORDED.parse(JSON.parse(line));
  } catch (cause) {
    throw new AppError(
      'integrity',
      `line ${number} of the file of audit heads is damaged; restore it from a copy or from the message in the decision channel`,
      '監査記録の確認値の控えを読み取れません。',
      { cause },
    );
  }
}

/** So many bytes at the end of a place hold some three hundred heads, more than a day has. */
export const TAIL_BYTES = 65_536;

/** The heads at the end of a place; the first line is left out where it was cut. */
export function tailOf(text: string, cut: boolean): RecordedHead[] {
  return parseHeads(cut ? text.slice(text.indexOf('\n') + 1) : text);
}

const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
const APPENDING = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW;

/** A file, one JSON line a head; made for its owner's eyes only. None is read when there is no such file. */
export function headFile(file: string): HeadPlace {
  return {
    name: file,
    async read() {
      return parseHeads((await readFile(file, 'utf8').catch(unlessMissing)) ?? '');
    },
    async last() {
      const handle = await open(file, 'r').catch(unlessMissing);
      if (handle === undefined) return [];
      try {
        const from = Math.max(0, (await handle.stat()).size - TAIL_BYTES);
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
        return tailOf(buffer.toString('utf8', 0, bytesRead), from > 0);
      } finally {
        await handle.close();
      }
    },
    async append(head) {
      const folder = dirname(file);
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      // Not through a symbolic link, which somebody else could lead elsewhere; others may perhaps read, never write.
      const handle = await open(file, APPENDING, 0o600);
      try {
        const { mode, size } = await handle.stat();
        const writable = (mode & 0o022) !== 0;
        const readable = (mode & 0o007) !== 0;
        if ((writable || readable) && process.platform !== 'win32') await handle.chmod(writable ? 0o600 : mode & 0o740);
        // One write at the end of the file, so that a line is there as a whole.
        await handle.write(`${JSON.stringify(head)}\n`);
        await handle.sync();
        if (size === 0) await syncFolders(folder, made === undefined ? folder : dirname(made));
      } finally {
        await handle.close();
      }
    },
  };
}

/** A file that is not there is none. */
function unlessMissing(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
}

/** The head of the audit log as it stands now, signed where there is a key. */
export async function currentHead({
  db,
  clock,
  auditSigner,
}: Recorder & { db: Pick<Database, 'client'> }): Promise<RecordedHead> {
  const at = clock.now();
  const present = await db.client.auditHead.findUnique({ where: { id: 1 } });
  const head = { day: civilDate(at), seq: present?.seq ?? 0, hash: present?.hash ?? GENESIS, at: at.toISOString() };
  return { ...head, ...auditSigner?.sign(digestOf(head)) };
}

/** What the signature of a head covers. */
export function digestOf({ day, seq, hash, at }: Pick<RecordedHead, 'day' | 'seq' | 'hash' | 'at'>): string {
  return createHash('sha256').update(canonicalJson({ day, seq, hash, at })).digest('hex');
}

/** What was kept: the head as it stands now, and the first of its day. */
export interface Kept {
  head: RecordedHead;
  first: RecordedHead;
}

/**
 * Keeps the head of the audit log outside the database, where rows were written since the last one or a new civil day has begun: a
 * log that is later rewritten or cut off, head row and all, no longer fits what is written there.
 *
 * @throws AppError `integrity` when the place is damaged: nothing is added to it then
 */
export async function recordHead(by: Recorder & { db: Pick<Database, 'client'> }, place: HeadPlace): Promise<Kept> {
  const head = await currentHead(by);
  const kept = await place.last(head);
  const last = kept.at(-1);
  const there = last?.day === head.day && last.seq === head.seq && last.hash === head.hash;
  if (!there) await place.append(head);
  return { head: there ? last : head, first: kept.find(({ day }) => day === head.day) ?? head };
}

/**
 * The words that go to the decision channel, where they stand out of the database's reach. The hash is grouped by plain spaces: in
 * one piece a card would break it with signs that nobody sees, and a copy of it would not be the hash.
 */
export function headWords({ day, seq, hash }: Pick<RecordedHead, 'day' | 'seq' | 'hash'>): string {
  const count = seq.toLocaleString('ja-JP');
  return `監査記録の確認値（${formatWarekiShort(day)}）　最終通番 ${count}　ハッシュ値 ${hash.replace(/.{8}(?=.)/g, '$& ')}`;
}
