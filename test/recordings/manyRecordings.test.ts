import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Clock } from '../../bot/clock.js';
import type { Database } from '../../bot/db/database.js';
import { importRecordings } from '../../bot/recordings/importRecordings.js';
import { many } from '../helpers/chance.js';
import { freshDatabase } from '../helpers/database.js';
import { HEADER, row, waveFile } from './recorderFolder.js';

const CALLS = many(20_000, 8_000);
const clock: Clock = { now: () => new Date('2026-11-24T01:00:00Z') };
let database: Database;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'recorder-'));
  const names = Array.from({ length: CALLS }, (_, index) => `20260915_${String(index).padStart(6, '0')}_12345.wav`);
  await writeFile(join(folder, 'index.csv'), [HEADER, ...names.map((name) => row(name)), ''].join('\n'));
  const sound = Buffer.alloc(80, 0xff);
  for (let start = 0; start < CALLS; start += 500) {
    const some = names.slice(start, start + 500);
    await Promise.all(some.map((name) => writeFile(join(folder, name), waveFile({ sound }))));
  }
}, 60_000);

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

function collectGarbage(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

it(`imports ${CALLS} calls, and then nothing new, without its memory growing with their number`, async () => {
  const options = { folder, areaCode: '096' };
  expect(await importRecordings(database, clock, options)).toMatchObject({
    rows: CALLS,
    added: CALLS,
    problemCount: 0,
  });
  // Measured in the second run, when everything that is loaded and compiled once has been.
  const heap = new Map<number, number>();
  const onProgress = ({ rows }: { rows: number }) => {
    if (rows === CALLS / 4 || rows === CALLS) heap.set(rows, collectGarbage());
  };
  const again = await importRecordings(database, clock, { ...options, onProgress });
  expect(again).toMatchObject({ rows: CALLS, added: 0, unchanged: CALLS, problemCount: 0 });
  const grown = (heap.get(CALLS) ?? Number.NaN) - (heap.get(CALLS / 4) ?? Number.NaN);
  // Holding the rows between the two measurements would take 270 bytes each and more.
  expect(grown).toBeLessThan(CALLS * 0.75 * 150);
}, 60_000);
