import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod/v4';
import type { Clock } from '../clock.js';
import type { Database } from '../db/database.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { formatWarekiShort } from '../japanese/wareki.js';
import { GENESIS } from './append.js';

const RECORDED = z.object({
  day: z.iso.date(),
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
});

/** The head of the audit log on one civil day (Asia/Tokyo), as it is kept outside the database. */
export type RecordedHead = z.infer<typeof RECORDED>;

/**
 * Reads the heads kept in a file, oldest first; none when there is no such file.
 *
 * @throws AppError `integrity` when a line of it is no head
 */
export async function readHeads(file: string): Promise<RecordedHead[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  }
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

/** The head of the audit log as it stands now. */
export async function currentHead(db: Pick<Database, 'client'>, clock: Clock): Promise<RecordedHead> {
  const at = clock.now();
  const present = await db.client.auditHead.findUnique({ where: { id: 1 } });
  return { day: civilDate(at), seq: present?.seq ?? 0, hash: present?.hash ?? GENESIS, at: at.toISOString() };
}

/**
 * Keeps the head of the audit log outside the database, once a civil day: a log that is later rewritten or cut off, head row and
 * all, no longer fits what is written there. Returns the day's head, whether it was written now or earlier that day.
 *
 * @param file one JSON line a day is appended; made for its owner's eyes only
 * @throws AppError `integrity` when the file is damaged: nothing is appended to it then
 */
export async function recordHead(db: Pick<Database, 'client'>, clock: Clock, file: string): Promise<RecordedHead> {
  const day = civilDate(clock.now());
  const known = (await readHeads(file)).find((head) => head.day === day);
  if (known) return known;
  const head = await currentHead(db, clock);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    // One write at the end of the file, so that a line is there as a whole.
    await handle.write(`${JSON.stringify(head)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return head;
}

/**
 * The words that go to the decision channel, where they stand out of the database's reach. The hash is grouped by plain spaces: in
 * one piece a card would break it with signs that nobody sees, and a copy of it would not be the hash.
 */
export function headWords({ day, seq, hash }: Pick<RecordedHead, 'day' | 'seq' | 'hash'>): string {
  const count = seq.toLocaleString('ja-JP');
  return `監査記録の確認値（${formatWarekiShort(day)}）　最終通番 ${count}　ハッシュ値 ${hash.replace(/.{8}(?=.)/g, '$& ')}`;
}
