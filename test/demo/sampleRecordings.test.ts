import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../bot/clock.js';
import type { Database } from '../../bot/db/database.js';
import { writeSampleRecordings } from '../../bot/demo/sampleRecordings.js';
import { addDays, civilDate, civilTime, daysBetween } from '../../bot/japanese/civil.js';
import { importRecordings } from '../../bot/recordings/importRecordings.js';
import { freshDatabase } from '../helpers/database.js';
import { fingerprint } from '../recordings/recorderFolder.js';

const at = (moment: string): Clock => ({ now: () => new Date(`${moment}+09:00`) });
const MORNING = at('2026-11-24T09:40:00');
let database: Database;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(async () => {
  await database.close();
});

beforeEach(async () => {
  await database.client.recording.deleteMany();
  folder = join(await mkdtemp(join(tmpdir(), 'demo-')), 'recorder');
});

afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true });
});

async function importAt(clock: Clock) {
  await writeSampleRecordings(folder, clock);
  const summary = await importRecordings(database, clock, { folder, areaCode: '096' });
  const recordings = await database.client.recording.findMany({ orderBy: { startedAt: 'asc' } });
  return { summary, recordings };
}

describe('the demo’s recorder', () => {
  it('holds calls of the past hundred days that import without a problem', async () => {
    const { summary, recordings } = await importAt(MORNING);
    expect(summary).toMatchObject({ rows: 15, added: 15, problemCount: 0 });
    const ages = recordings.map(({ startedAt }) => daysBetween(civilDate(startedAt), civilDate(MORNING.now())));
    expect(ages[0]).toBe(96);
    expect(ages.filter((age) => age > 90)).toHaveLength(1);
    expect(new Set(recordings.map(({ format }) => format))).toEqual(new Set(['mulaw', 'alaw', 'pcm16']));
    expect(new Set(recordings.map(({ direction }) => direction))).toEqual(
      new Set(['incoming', 'outgoing', 'internal']),
    );
    expect(recordings.some(({ otherNumber }) => otherNumber === null)).toBe(true);
    for (const { seconds, indexSeconds } of recordings) expect(Math.abs(seconds - indexSeconds)).toBeLessThan(1);
  });

  it('holds yesterday’s angry call in its two parts and a call within the last hour', async () => {
    const { recordings } = await importAt(MORNING);
    const told = recordings
      .slice(-3)
      .map((it) => [civilDate(it.startedAt), civilTime(it.startedAt), it.otherNumber, it.cityNumber, it.seconds]);
    expect(told).toEqual([
      ['2026-11-23', '14:03', '+819012345678', '12345', 25.4],
      ['2026-11-23', '14:05', '+819012345678', '12346', 31],
      ['2026-11-24', '09:15', '+81961112222', '12345', 41],
    ]);
  });

  it('has nothing new after a restart on the same day', async () => {
    await importAt(MORNING);
    const before = await fingerprint(folder);
    const { summary } = await importAt(at('2026-11-24T23:59:00'));
    expect(summary).toMatchObject({ added: 0, unchanged: 15, problemCount: 0 });
    expect(await fingerprint(folder)).toEqual(before);
  });

  it('comes back byte for byte when its folder is lost', async () => {
    await importAt(MORNING);
    await rm(folder, { recursive: true });
    const { summary } = await importAt(MORNING);
    expect(summary).toMatchObject({ added: 0, unchanged: 15, problemCount: 0 });
  });

  it('is filled again when its filling was interrupted', async () => {
    await writeSampleRecordings(folder, MORNING);
    await rm(join(folder, 'index.csv'));
    await writeFile(join(folder, '20261123_140320_12345.wav'), '');
    expect((await importAt(MORNING)).summary).toMatchObject({ added: 15, problemCount: 0 });
  });

  it('gets new calls on the next day and keeps those that requests may rest on', async () => {
    const { recordings: before } = await importAt(MORNING);
    const { summary, recordings } = await importAt(at('2026-11-25T09:40:00'));
    expect(summary).toMatchObject({ added: 15, unchanged: 15, problemCount: 0 });
    expect(recordings).toEqual(expect.arrayContaining(before));
  });

  it('lets go of what is older than a hundred days', async () => {
    await writeSampleRecordings(folder, MORNING);
    await writeSampleRecordings(folder, at('2026-12-01T09:40:00'));
    const index = await readFile(join(folder, 'index.csv'), 'utf8');
    const oldest = addDays('2026-12-01', -100).replaceAll('-', '');
    const names = (await readdir(folder)).filter((name) => name !== 'index.csv');
    expect(names).toHaveLength(29);
    expect(names.every((name) => name >= oldest && index.includes(name))).toBe(true);
    expect((await importAt(at('2026-12-01T10:00:00'))).summary).toMatchObject({ rows: 29, added: 29, problemCount: 0 });
  });
});
