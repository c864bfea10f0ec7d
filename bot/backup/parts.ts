import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { AppError } from '../errors.js';
import { damagedBackup } from './faults.js';

/** A file of lines in a backup (gzip), with what it has to be. */
export interface Part {
  /** Its place in the folder of the backup. */
  file: string;
  lines: number;
  bytes: number;
  sha256: string;
}

/** Writes lines into a new file, for its owner's eyes only, and onto the disk itself; holds a batch of them in memory. */
export async function writePart(
  folder: string,
  file: string,
  batches: Iterable<string[]> | AsyncIterable<string[]>,
): Promise<Part> {
  const hash = createHash('sha256');
  let [lines, bytes] = [0, 0];
  async function* text() {
    for await (const batch of batches) {
      if (batch.length === 0) continue;
      lines += batch.length;
      yield `${batch.join('\n')}\n`;
    }
  }
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const target = createWriteStream(join(folder, file), { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(Readable.from(text()), createGzip(), measure, target);
  return { file, lines, bytes, sha256: hash.digest('hex') };
}

/**
 * Reads the lines of a part one by one. Whether they are those that were written is known at the end only.
 *
 * @throws AppError `integrity` when a byte of it is not as it was written
 */
export async function* readPart(folder: string, part: Part): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let [lines, bytes] = [0, 0];
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const text = createGunzip();
  // Whoever stops reading stops the file, too.
  const reading = pipeline(createReadStream(join(folder, part.file)), measure, text);
  reading.catch(() => {});
  try {
    for await (const line of linesOf(text)) {
      lines += 1;
      yield line;
    }
    await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A disk that refuses is not a backup that is damaged; of what unpacks badly nothing more is to be told.
    if (error instanceof AppError || (code !== undefined && /^E(ACCES|PERM|IO|MFILE|NFILE)$/.test(code))) throw error;
    throw damagedBackup(part.file, error);
  } finally {
    text.destroy();
  }
  const whole = lines === part.lines && bytes === part.bytes && hash.digest('hex') === part.sha256;
  if (!whole) throw damagedBackup(part.file);
}

async function* linesOf(text: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of text) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, end));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
  }
  if (rest.some(({ length }) => length > 0)) yield Buffer.concat(rest).toString('utf8');
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its file systems keep a journal of names.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
