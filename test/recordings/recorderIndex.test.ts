import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { columnsFrom } from '../../bot/recordings/indexRow.js';
import { type IndexEntry, type IndexOptions, readRecorderIndex } from '../../bot/recordings/recorderIndex.js';
import { HEADER, row, SAMPLE_EXPORT } from './recorderFolder.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'index-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function read(content: string | Buffer, options: Partial<IndexOptions> = {}): Promise<IndexEntry[]> {
  const path = join(folder, 'index.csv');
  await writeFile(path, content);
  const handle = await open(path, 'r');
  try {
    const entries: IndexEntry[] = [];
    for await (const entry of readRecorderIndex(handle, { areaCode: '096', ...options })) entries.push(entry);
    return entries;
  } finally {
    await handle.close();
  }
}

async function readRow(cells: string): Promise<IndexEntry | undefined> {
  return (await read(`${HEADER}\n${cells}\n`))[0];
}

const cp932 = () => readFile(join(SAMPLE_EXPORT, 'index.csv'));
const utf8 = async () => new TextDecoder('shift_jis').decode(await cp932());

describe('the recorder’s index', () => {
  it('says the same in CP932, in UTF-8 and in UTF-8 with a byte order mark', async () => {
    const entries = await read(await cp932());
    expect(entries).toHaveLength(8);
    expect(entries[7]).toEqual({
      line: 9,
      row: {
        startedAt: new Date('2026-09-17T12:00:00+09:00'),
        seconds: 6,
        direction: 'internal',
        otherNumber: '12345',
        cityNumber: '45678',
        fileName: '20260917_120000_45678.wav',
      },
    });
    expect(await read(await utf8())).toEqual(entries);
    expect(await read(`\ufeff${await utf8()}`)).toEqual(entries);
  });

  it('reads CP932 under a header of plain letters', async () => {
    const usual = HEADER.split(',');
    const own = ['start', 'length', 'way', 'other', 'own', 'file'];
    const rows = (await cp932()).toString('latin1').split('\n').slice(1);
    const content = Buffer.from([own.join(','), ...rows].join('\n'), 'latin1');
    const columns = columnsFrom(Object.fromEntries(usual.map((name, index) => [name, own[index] ?? ''])));
    expect(await read(content, { columns })).toEqual(await read(await cp932()));
  });

  it('finds its columns in any order, among others, with spaces and quotes', async () => {
    const content = [
      '連番,ファイル名,市側電話番号, 相手方電話番号,発着信,通話時間,通話開始日時',
      '1,"a.wav", 12345 ,"(096)328-2111",着信,00:01:05,2026/09/15 09:30:12',
    ].join('\n');
    expect(await read(content)).toEqual([
      { line: 2, row: expect.objectContaining({ fileName: 'a.wav', otherNumber: '+81963282111', seconds: 65 }) },
    ]);
  });

  it('may leave out the last line end and hold empty lines', async () => {
    const entries = await read([HEADER, '', row('a.wav'), ',,,,,', row('b.wav')].join('\r\n'));
    expect(entries.map(({ line }) => line)).toEqual([3, 5]);
  });

  it('loses one call to a broken quote, not those after it', async () => {
    const broken = row('b.wav').replace('着信', '"着信');
    const entries = await read(
      [HEADER, row('a.wav'), broken, row('c.wav'), `x"y,"${row('d.wav')}`, row('e.wav')].join('\n'),
    );
    expect(entries.map((entry) => ('row' in entry ? entry.row.fileName : entry.line))).toEqual([
      'a.wav',
      'b.wav',
      'c.wav',
      5,
      'e.wav',
    ]);
  });

  it('loses one call to a damaged byte, not those after it', async () => {
    const damaged = Buffer.from(`${HEADER}\n${row('a.wav')}\n${row('b.wav')}\n`);
    damaged[damaged.indexOf(',着信') + 1] = 0xff;
    const entries = await read(damaged);
    expect(entries).toEqual([
      { line: 2, fileName: 'a.wav', problem: expect.stringContaining('発着信') },
      { line: 3, row: expect.objectContaining({ fileName: 'b.wav' }) },
    ]);
  });

  it.each([
    ['', '通話開始日時'],
    [HEADER.replace('通話時間', 'つうわ'), '通話時間'],
    [`${'x'.repeat(200_000)}\n`, '読み取れません'],
  ])('is refused as a whole when its columns cannot be found', async (content, word) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'invalid_input',
      forPerson: expect.stringContaining(word),
    });
  });

  it('tells how far the reading has come', async () => {
    const content = await cp932();
    const told: number[] = [];
    await read(content, { onBytes: (bytes) => told.push(bytes) });
    expect(told).toHaveLength(9);
    expect(told.at(-1)).toBe(content.length);
  });
});

describe('the names of its columns', () => {
  it('are configured by the usual names', () => {
    expect(columnsFrom({ 通話開始日時: 'start', ファイル名: 'file' })).toEqual({
      startedAt: 'start',
      fileName: 'file',
    });
  });

  it('cannot be configured for a column that does not exist', () => {
    expect(() => columnsFrom({ 通話日: 'start' })).toThrow(expect.objectContaining({ code: 'config' }));
  });
});

describe('a row of the index', () => {
  it.each([
    ['0963282111', '+81963282111'],
    ['(096)328-2111', '+81963282111'],
    ['328-2111', '+81963282111'],
    ['+81-96-328-2111', '+81963282111'],
    ['０９０１２３４５６７８', '+819012345678'],
    ['12345', '12345'],
    ['110', '110'],
    ['非通知', null],
    ['公衆電話', null],
    ['', null],
  ])('with the other side’s number %s keeps it as %s', async (written, kept) => {
    const entry = await readRow(`2026/09/15 09:30:12,00:00:26,着信,${written},12345,a.wav`);
    expect(entry).toMatchObject({ row: { otherNumber: kept } });
  });

  it.each([
    ['2026/09/15 00:30:05', '2026-09-14T15:30:05Z'],
    ['2026-9-5 9:05:00', '2026-09-05T00:05:00Z'],
    ['2028/02/29 23:59:59', '2028-02-29T14:59:59Z'],
  ])('that began at %s in Tokyo began at %s', async (written, moment) => {
    const entry = await readRow(`${written},00:00:26,着信,非通知,12345,a.wav`);
    expect(entry).toMatchObject({ row: { startedAt: new Date(moment) } });
  });

  it.each([
    ['日時', '2026/02/30 10:00:00,00:00:26,着信,非通知,12345,a.wav'],
    ['日時', '2026/09/15 24:00:00,00:00:26,着信,非通知,12345,a.wav'],
    ['日時', ',00:00:26,着信,非通知,12345,a.wav'],
    ['通話時間', '2026/09/15 09:30:12,00:61:00,着信,非通知,12345,a.wav'],
    ['通話時間', '2026/09/15 09:30:12,-00:00:05,着信,非通知,12345,a.wav'],
    ['通話時間', '2026/09/15 09:30:12,26秒,着信,非通知,12345,a.wav'],
    ['発着信', '2026/09/15 09:30:12,00:00:26,転送,非通知,12345,a.wav'],
    ['発着信', '2026/09/15 09:30:12,00:00:26,constructor,非通知,12345,a.wav'],
    ['相手方電話番号', '2026/09/15 09:30:12,00:00:26,着信,不明な相手,12345,a.wav'],
    ['市側電話番号', '2026/09/15 09:30:12,00:00:26,着信,非通知,,a.wav'],
    ['市側電話番号', '2026/09/15 09:30:12,00:00:26,着信,非通知,非通知,a.wav'],
  ])('is refused with its line when its %s cannot be right', async (word, cells) => {
    expect(await readRow(cells)).toEqual({ line: 2, fileName: 'a.wav', problem: expect.stringContaining(word) });
  });

  it.each([
    '',
    '.',
    '..',
    '../a.wav',
    'x/../../a.wav',
    '/etc/passwd',
    'a\\b.wav',
    '..\\a.wav',
    'a\u0000.wav',
    `${'長'.repeat(90)}.wav`,
  ])('never leads out of the folder: %j is refused as a file name', async (name) => {
    const entry = await readRow(row(name));
    expect(entry).toEqual({ line: 2, problem: expect.stringContaining('ファイル名') });
  });

  it('that was cut short is refused', async () => {
    expect(await readRow('2026/09/15 09:30:12,00:00:26')).toMatchObject({ problem: expect.any(String) });
  });
});
