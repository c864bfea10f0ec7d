import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The recorder's export that every test may read: eight calls, CP932 index. */
export const SAMPLE_EXPORT = join(import.meta.dirname, '..', 'fixtures', 'recorder-export');

export const HEADER = '通話開始日時,通話時間,発着信,相手方電話番号,市側電話番号,ファイル名';

export interface WaveParts {
  tag?: number;
  bits?: number;
  channels?: number;
  sampleRate?: number;
  sound?: Buffer;
}

export function chunk(id: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 'latin1');
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

export function riff(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  const header = Buffer.alloc(8);
  header.write('RIFF', 'latin1');
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body]);
}

export function fmt({ tag = 7, bits = 8, channels = 1, sampleRate = 8000 }: WaveParts): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(sampleRate, 4);
  body.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  body.writeUInt16LE((channels * bits) / 8, 12);
  body.writeUInt16LE(bits, 14);
  return body;
}

/** A complete WAV file; by default one second of μ-law. */
export function waveFile(parts: WaveParts = {}): Buffer {
  return riff(chunk('fmt ', fmt(parts)), chunk('data', parts.sound ?? Buffer.alloc(8000, 0xff)));
}

/** A row of the index for a file. */
export function row(fileName: string, start = '2026/09/15 09:30:12'): string {
  return `${start},00:00:01,着信,09012345678,12345,${fileName}`;
}

/** A fresh folder with an index of these rows and these files. */
export async function recorderFolder(rows: string[], files: Record<string, Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recorder-'));
  await writeFile(join(folder, 'index.csv'), `${[HEADER, ...rows].join('\r\n')}\r\n`);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

/** Everything that can be seen of a folder from outside: names, modes, times, sizes and hashes. */
export async function fingerprint(folder: string): Promise<string[]> {
  const lines = await Promise.all(
    ['.', ...(await readdir(folder, { recursive: true }))].sort().map(async (name) => {
      const path = join(folder, name);
      const { mode, mtimeMs, ctimeMs, size, ino } = await stat(path);
      const bytes = (await stat(path)).isFile() ? await readFile(path) : Buffer.alloc(0);
      const hash = createHash('sha256').update(bytes).digest('hex');
      return [name, mode, mtimeMs, ctimeMs, size, ino, hash].join(' ');
    }),
  );
  return lines;
}
