import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../bot/clock.js';
import type { Database } from '../../bot/db/database.js';
import { type ImportOptions, importRecordings } from '../../bot/recordings/importRecordings.js';
import { freshDatabase } from '../helpers/database.js';
import { fingerprint, HEADER, recorderFolder, riff, row, SAMPLE_EXPORT, waveFile } from './recorderFolder.js';

const clock: Clock = { now: () => new Date('2026-11-24T01:00:00Z') };
const folders: string[] = [];
let database: Database;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(async () => {
  await database.close();
});

beforeEach(async () => {
  await database.client.recording.deleteMany();
  await database.client.importRun.deleteMany();
});

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folderOf(rows: string[], files: Record<string, Buffer> = {}): Promise<string> {
  const folder = await recorderFolder(rows, files);
  folders.push(folder);
  return folder;
}

function importFrom(folder: string, options: Partial<ImportOptions> = {}) {
  return importRecordings(database, clock, { folder, areaCode: '096', ...options });
}

async function problemsOf(folder: string) {
  const { problems } = await importFrom(folder);
  return problems.map(({ kind, line, fileName }) => [kind, line, fileName]);
}

function storedNames() {
  return database.client.recording
    .findMany({ orderBy: { fileName: 'asc' } })
    .then((recordings) => recordings.map(({ fileName }) => fileName));
}

describe('importing what the recorder exported', () => {
  it('stores the eight calls of the sample export with numbers, length, format and hash', async () => {
    const summary = await importFrom(SAMPLE_EXPORT);
    expect(summary).toMatchObject({
      complete: true,
      rows: 8,
      added: 8,
      unchanged: 0,
      expired: 0,
      problems: [],
      problemCount: 0,
    });
    const stored = await database.client.recording.findMany({ orderBy: { startedAt: 'asc' } });
    expect(
      stored.map((it) => [it.otherNumber, it.cityNumber, it.direction, it.indexSeconds, it.format, it.seconds]),
    ).toEqual([
      ['+81963282111', '12345', 'incoming', 26, 'mulaw', 205772 / 8000],
      ['+819012345678', '12345', 'incoming', 14, 'mulaw', 109512 / 8000],
      ['+819012345678', '12346', 'incoming', 8, 'mulaw', 63587 / 8000],
      ['+81942123456', '23456', 'outgoing', 10, 'alaw', 81116 / 8000],
      [null, '20001', 'incoming', 7, 'pcm16', 107312 / 16000],
      ['+81961112222', '34567', 'incoming', 7, 'mulaw', 55179 / 8000],
      ['+81963282111', '12345', 'incoming', 12, 'mulaw', 93456 / 8000],
      ['12345', '45678', 'internal', 6, 'pcm16', 100696 / 16000],
    ]);
    expect(stored[0]?.startedAt).toEqual(new Date('2026-09-15T00:30:12Z'));
    for (const { fileName, sha256, size } of stored) {
      const bytes = await readFile(join(SAMPLE_EXPORT, fileName));
      expect([sha256, size]).toEqual([createHash('sha256').update(bytes).digest('hex'), BigInt(bytes.length)]);
    }
  });

  it('notes each run with its counts for the operator', async () => {
    const folder = await folderOf([row('a.wav'), row('b.wav')], { 'a.wav': waveFile() });
    await importFrom(folder);
    expect(await database.client.importRun.findMany()).toEqual([
      {
        ...{ id: expect.any(Number), startedAt: clock.now(), finishedAt: clock.now(), rows: 2, added: 1, problems: 1 },
        ...{ files: 1, bytes: BigInt(waveFile().length), oldestAt: new Date('2026-09-15T00:30:12Z'), lost: 0 },
      },
    ]);
  });

  it('adds nothing when it is run again, and only the new call after another call', async () => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': waveFile() });
    expect(await importFrom(folder)).toMatchObject({ rows: 1, added: 1, unchanged: 0 });
    expect(await importFrom(folder)).toMatchObject({ rows: 1, added: 0, unchanged: 1, problemCount: 0 });
    await writeFile(join(folder, 'index.csv'), [HEADER, row('a.wav'), row('b.wav'), ''].join('\n'));
    await writeFile(join(folder, 'b.wav'), waveFile());
    expect(await importFrom(folder)).toMatchObject({ rows: 2, added: 1, unchanged: 1, problemCount: 0 });
    expect(await storedNames()).toEqual(['a.wav', 'b.wav']);
  });

  it('loses and doubles nothing when two imports run at the same time', async () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.wav`, waveFile()]));
    const folder = await folderOf(
      Object.keys(files).map((name) => row(name)),
      files,
    );
    const [one, other] = await Promise.all([importFrom(folder), importFrom(folder)]);
    expect(one.added + other.added).toBe(40);
    expect(await database.client.recording.count()).toBe(40);
  });

  it('passes over calls whose retention period is over', async () => {
    const files = { 'old.wav': waveFile(), 'new.wav': waveFile() };
    const folder = await folderOf([row('old.wav', '2026/08/01 10:00:00'), row('new.wav')], files);
    const summary = await importFrom(folder, { notBefore: new Date('2026-08-26T00:00:00+09:00') });
    expect(summary).toMatchObject({ rows: 2, added: 1, expired: 1, problemCount: 0 });
    expect(await storedNames()).toEqual(['new.wav']);
  });

  it('stops between two batches when it is told to, and goes on with the next run', async () => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': waveFile() });
    await expect(importFrom(folder, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(await importFrom(folder)).toMatchObject({ added: 1 });
  });
});

describe('the recorder’s folder stays as it is (第4条第1項)', () => {
  it('imports from a folder that cannot be written to and leaves no trace in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'recorder-'));
    folders.push(folder);
    await cp(SAMPLE_EXPORT, folder, { recursive: true, preserveTimestamps: true });
    await writeFile(join(folder, 'no-row.wav'), waveFile());
    await writeFile(join(folder, '20260916_084500_34567.wav'), '');
    for (const name of ['index.csv', 'no-row.wav']) await chmod(join(folder, name), 0o444);
    await chmod(folder, 0o555);
    const before = await fingerprint(folder);
    expect(await importFrom(folder)).toMatchObject({ added: 7, problemCount: 2 });
    expect(await importFrom(folder)).toMatchObject({ added: 0, unchanged: 7, problemCount: 2 });
    expect(await fingerprint(folder)).toEqual(before);
    await chmod(folder, 0o755);
  });

  it('reports a file whose bytes changed after the import and keeps the hash taken then', async () => {
    const folder = await folderOf([row('a.wav'), row('b.wav')], { 'a.wav': waveFile(), 'b.wav': waveFile() });
    await importFrom(folder);
    const before = await database.client.recording.findMany({ orderBy: { fileName: 'asc' } });
    await writeFile(join(folder, 'a.wav'), waveFile({ sound: Buffer.alloc(8000, 0x7f) }));
    await utimes(join(folder, 'a.wav'), new Date(), new Date('2026-11-25T00:00:00Z'));
    await writeFile(join(folder, 'b.wav'), waveFile({ sound: Buffer.alloc(9000, 0xff) }));
    expect(await problemsOf(folder)).toEqual([
      ['changed_file', 2, 'a.wav'],
      ['changed_file', 3, 'b.wav'],
    ]);
    expect(await database.client.recording.findMany({ orderBy: { fileName: 'asc' } })).toEqual(before);
  });

  it('accepts the same bytes under a new time, as after a restored disk', async () => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': waveFile() });
    await importFrom(folder);
    const moved = new Date('2026-11-20T00:00:00Z');
    await utimes(join(folder, 'a.wav'), moved, moved);
    expect(await importFrom(folder)).toMatchObject({ added: 0, unchanged: 1, problemCount: 0 });
    const stored = await database.client.recording.findUniqueOrThrow({ where: { fileName: 'a.wav' } });
    expect(stored.modifiedAt).toEqual(moved);
  });

  it('reports call data that changed after the import and keeps those imported', async () => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': waveFile() });
    await importFrom(folder);
    await writeFile(join(folder, 'index.csv'), [HEADER, row('a.wav', '2026/09/15 11:00:00')].join('\n'));
    expect(await problemsOf(folder)).toEqual([['changed_row', 2, 'a.wav']]);
    const stored = await database.client.recording.findUniqueOrThrow({ where: { fileName: 'a.wav' } });
    expect(stored.startedAt).toEqual(new Date('2026-09-15T00:30:12Z'));
  });
});

describe('what is wrong stops nothing else', () => {
  it('gives each kind of damage its own line and imports the good calls around it', async () => {
    const whole = waveFile();
    const folder = await folderOf(
      [
        row('first.wav'),
        row('gone.wav'),
        row('empty.wav'),
        row('cut.wav'),
        row('text.wav'),
        row('codec.wav'),
        row('first.wav'),
        row('impossible.wav', '2026/02/30 10:00:00'),
        row('../outside.wav'),
        row('folder.wav'),
        row('link.wav'),
        row('last.wav'),
      ],
      {
        'first.wav': whole,
        'last.wav': whole,
        'empty.wav': Buffer.alloc(0),
        'cut.wav': whole.subarray(0, 4000),
        'text.wav': Buffer.from('no sound at all'),
        'codec.wav': waveFile({ tag: 49, bits: 8 }),
        'impossible.wav': whole,
        'stray.wav': whole,
        '.hidden': whole,
      },
    );
    await mkdir(join(folder, 'folder.wav'));
    await symlink('first.wav', join(folder, 'link.wav'));
    expect(await problemsOf(folder)).toEqual([
      ['duplicate_row', 8, 'first.wav'],
      ['bad_row', 9, 'impossible.wav'],
      ['bad_row', 10, undefined],
      ['row_without_file', 3, 'gone.wav'],
      ['empty_file', 4, 'empty.wav'],
      ['truncated', 5, 'cut.wav'],
      ['not_wave', 6, 'text.wav'],
      ['unsupported_format', 7, 'codec.wav'],
      ['unreadable', 11, 'folder.wav'],
      ['unreadable', 12, 'link.wav'],
      ['file_without_row', undefined, 'stray.wav'],
    ]);
    expect(await storedNames()).toEqual(['first.wav', 'last.wav']);
  });

  it('tells the operator in one Japanese line what is wrong and what to do', async () => {
    const folder = await folderOf([row('a.wav'), row('a.wav'), row('b.wav', '2026/13/01 00:00:00')], {
      'c.wav': waveFile(),
    });
    for (const { message } of (await importFrom(folder)).problems) {
      expect(message).toMatch(/^[^\n]+(確認してください。|（要綱第4条第1項）。)$/);
    }
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['cut off', waveFile().subarray(0, 5000)],
    ['a header without its end', riff(waveFile().subarray(12, 40))],
  ])('imports a file that was %s once the recorder has finished it', async (_, unfinished) => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': unfinished });
    expect(await importFrom(folder)).toMatchObject({ added: 0, problemCount: 1 });
    await writeFile(join(folder, 'a.wav'), waveFile());
    expect(await importFrom(folder)).toMatchObject({ added: 1, problemCount: 0 });
  });

  it('does not complain of imported files whose rows the recorder has dropped from its index', async () => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': waveFile() });
    await importFrom(folder);
    await writeFile(join(folder, 'index.csv'), `${HEADER}\n`);
    expect(await importFrom(folder)).toMatchObject({ rows: 0, problemCount: 0 });
  });

  it('reports an imported file that has gone, and keeps what is known of it', async () => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': waveFile() });
    await importFrom(folder);
    await rm(join(folder, 'a.wav'));
    const { problems } = await importFrom(folder);
    expect(problems).toEqual([
      { kind: 'row_without_file', line: 2, fileName: 'a.wav', message: expect.stringContaining('取込み済み') },
    ]);
    expect(await storedNames()).toEqual(['a.wav']);
  });

  it('leaves a file that arrives during the run to the next run', async () => {
    const folder = await folderOf([row('a.wav')], { 'a.wav': waveFile(), 'late.wav': waveFile() });
    const [start, arrival, end] = [10, 11, 12].map((hour) => new Date(`2026-11-24T${hour}:00:00Z`)) as [
      Date,
      Date,
      Date,
    ];
    await utimes(join(folder, 'late.wav'), arrival, arrival);
    let time = start;
    const onProgress = () => {
      time = end;
    };
    const moving: Clock = { now: () => time };
    const summary = await importRecordings(database, moving, { folder, areaCode: '096', onProgress });
    expect(summary).toMatchObject({ added: 1, problemCount: 0 });
    expect(await problemsOf(folder)).toEqual([['file_without_row', undefined, 'late.wav']]);
  });

  it.each([
    ['there is no index', undefined, 'missing_index'],
    ['the index lacks a column', '通話開始日時,通話時間\n', 'bad_index'],
    ['the index is empty', '', 'bad_index'],
    ['the index is no text', 'x'.repeat(200_000), 'bad_index'],
  ])('reports one problem, not one for every file, when %s', async (_, index, kind) => {
    const folder = await folderOf([], { 'a.wav': waveFile(), 'b.wav': waveFile() });
    if (index === undefined) await rm(join(folder, 'index.csv'));
    else await writeFile(join(folder, 'index.csv'), index);
    const { complete, problems } = await importFrom(folder);
    expect(complete).toBe(false);
    expect(problems.map((problem) => [problem.kind, problem.fileName])).toEqual([[kind, 'index.csv']]);
    expect(await database.client.importRun.findFirst()).toMatchObject({ finishedAt: clock.now(), problems: 1 });
  });

  it('counts every problem and keeps the first thousand', async () => {
    const folder = await folderOf(Array.from({ length: 1200 }, (_, i) => row(`${i}.wav`)));
    const { problems, problemCount, rows } = await importFrom(folder);
    expect([rows, problemCount, problems.length]).toEqual([1200, 1200, 1000]);
  });
});
