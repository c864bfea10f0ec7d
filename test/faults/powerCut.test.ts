import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chanceFrom } from '../../bot/demo/chance.js';
import { ROOT } from '../../bot/paths.js';
import { many, SEED } from '../helpers/chance.js';
import { Disk, type Op, readRecord } from './disk.js';

const PROGRAMS = join(ROOT, 'test', 'faults');
const BOT = pathToFileURL(join(ROOT, 'dist', 'bot')).href;
const DATABASE = `${BOT}/db/database.js`;

// Each cut is a start of the database, and there are many.
jest.setTimeout(600_000);

let place = '';
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'power-cut-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function program(name: string, args: string[], { node = [] as string[], env = {} } = {}) {
  return spawn(process.execPath, [...node, join(PROGRAMS, name), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
}

/** A program whose every step in a folder goes into a record. */
function recorded(name: string, args: string[], folder: string, record: string) {
  const node = ['--import', pathToFileURL(join(PROGRAMS, 'recorder.mjs')).href];
  return program(name, args, { node, env: { RECORDED_FOLDER: folder, RECORD: record } });
}

/** Lines that a program said, when it has ended. @throws Error when it did not end well */
async function said(child: ReturnType<typeof program>): Promise<string[]> {
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += String(data);
  });
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`ended with ${code} after ${lines.length} lines: ${errors.slice(0, 2000)}`);
  return lines;
}

/** What is in a database. */
interface Contents {
  rows: number[];
  damaged: number[];
  beside: number[];
  made: number[];
}

async function contents(folder: string): Promise<Contents> {
  const [line = ''] = await said(program('reader.mjs', [DATABASE, folder]));
  return JSON.parse(line) as Contents;
}

/** What is wrong with a database whose program had said these lines; nothing, when every acknowledged row is there, once and whole. */
function wrong(lines: readonly string[], { rows, damaged, beside, made }: Contents): string[] {
  const acknowledged = lines.filter((line) => /^\d+$/.test(line)).map(Number);
  const next = (acknowledged.at(-1) ?? 0) + 1;
  const tables = lines.filter((line) => line.startsWith('made ')).map((line) => Number(line.slice('made '.length)));
  return [
    ...acknowledged.filter((n) => !rows.includes(n)).map((n) => `lost: ${n}`),
    ...rows.filter((n, index) => rows.indexOf(n) !== index).map((n) => `twice: ${n}`),
    // The one that was on its way when the power went may be there, undone ones never.
    ...rows.filter((n) => n < 0 || n > next).map((n) => `never committed: ${n}`),
    ...damaged.map((n) => `damaged: ${n}`),
    ...rows.filter((n) => n % 3 === 0 && !beside.includes(n)).map((n) => `half a transaction: ${n}`),
    ...beside.filter((n) => !rows.includes(n)).map((n) => `half a transaction: ${n}`),
    ...tables.filter((n) => !made.includes(n)).map((n) => `table lost: ${n}`),
  ];
}

describe('after a power cut', () => {
  let ops: Op[] = [];
  const record = () => join(place, 'record');
  beforeAll(async () => {
    const folder = join(place, 'recorded');
    const rows = String(many(90, 56));
    const lines = await said(recorded('writer.mjs', [DATABASE, folder, rows], folder, record()));
    expect(lines.at(-1)).toBe('closed');
    ops = readRecord(record());
  });

  /** What is wrong after a cut at each of these places in the record. */
  async function cutAt(moments: number[], found: 'flushed' | 'part'): Promise<Record<string, string[]>> {
    const disk = new Disk(record());
    const lines: string[] = [];
    const told: Record<string, string[]> = {};
    let applied = 0;
    for (const moment of moments.toSorted((a, b) => a - b)) {
      for (const op of ops.slice(applied, moment)) {
        disk.apply(op);
        if (op.op === 'said') lines.push(op.words.trim());
      }
      applied = moment;
      const folder = join(place, `${found}-${moment}`);
      disk.cut(folder, found === 'part' ? chanceFrom(SEED + moment) : undefined);
      const problems = await contents(folder).then(
        (there) => wrong(lines, there),
        (error: unknown) => [String(error)],
      );
      if (problems.length > 0) told[`after ${moment} of ${ops.length}`] = problems;
      rmSync(folder, { recursive: true, force: true });
    }
    disk.close();
    return told;
  }

  const ready = () => ops.findIndex((op) => op.op === 'said');

  /** Moments of the record since the database was ready: some right after something was acknowledged, some anywhere. */
  function moments(count: number, apart: number): number[] {
    const chance = chanceFrom(SEED + apart);
    const acknowledged = ops.flatMap((op, index) => (op.op === 'said' ? [index + 1] : []));
    return Array.from({ length: count }, (_, index) => {
      const one = index % 2 === 0 ? acknowledged[Math.floor(chance() * acknowledged.length)] : undefined;
      return one ?? ready() + Math.floor(chance() * (ops.length - ready()));
    });
  }

  it('everything acknowledged is there once, when nothing is left of what was not flushed', async () => {
    expect(await cutAt(moments(many(10, 4), 1), 'flushed')).toEqual({});
  });

  it('everything acknowledged is there once, when some sectors were on their way and others not', async () => {
    expect(await cutAt(moments(many(12, 4), 2), 'part')).toEqual({});
  });

  it('in the middle of making the database, it is made', async () => {
    const chance = chanceFrom(SEED + 3);
    const during = Array.from({ length: many(4, 2) }, () => Math.floor(chance() * ready()));
    expect(await cutAt(during, 'part')).toEqual({});
  });

  it('a commit is one flush', () => {
    const paths = new Map(ops.flatMap((op) => (op.op === 'open' ? [[op.id, op.path] as const] : [])));
    let flushed: string[] = [];
    const each: string[][] = [];
    for (const op of ops) {
      if (op.op === 'sync') flushed.push(paths.get(op.id) ?? '');
      if (op.op !== 'said') continue;
      each.push(flushed);
      flushed = [];
    }
    // The first two rows: between two sayings one statement outside a transaction, or one transaction.
    const [, , second = [], third = []] = each;
    for (const files of [second, third])
      expect(files).toEqual([expect.stringMatching(/^database\/pg_wal\/[0-9A-F]{24}$/)]);
  });
});

describe('after a process was killed', () => {
  it('everything acknowledged is there once, kill after kill in the same folder', async () => {
    const folder = join(place, 'killed');
    const chance = chanceFrom(SEED + 4);
    const lines: string[] = [];
    for (let kill = 0; kill < many(4, 2); kill++) {
      const from = Math.max(0, ...lines.filter((line) => /^\d+$/.test(line)).map(Number)) + 2;
      const child = program('writer.mjs', [DATABASE, folder, '100000', String(from)]);
      const ended = once(child, 'close');
      let left = 2 + Math.floor(chance() * 40);
      for await (const line of createInterface({ input: child.stdout })) {
        lines.push(line);
        if (--left === 0) child.kill('SIGKILL');
      }
      await ended;
      const there = await contents(folder);
      const acknowledged = lines.filter((line) => /^\d+$/.test(line)).map(Number);
      expect(acknowledged.filter((n) => !there.rows.includes(n))).toEqual([]);
      expect(new Set(there.rows).size).toBe(there.rows.length);
      expect(there.rows.filter((n) => n < 0)).toEqual([]);
      expect(there.damaged).toEqual([]);
    }
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('a disk that does not take what is flushed', () => {
  it('ends the process before anything is acknowledged that it does not have', async () => {
    const folder = join(place, 'broken');
    const breaking = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { fsyncSync, writeSync } = fs;
      let broken = false;
      fs.writeSync = (fd, ...what) => {
        if (fd === 1 && what[0] === '9\\n') broken = true;
        return writeSync(fd, ...what);
      };
      fs.fsyncSync = (fd) => {
        if (broken) throw Object.assign(new Error('the disk is broken'), { code: 'EIO' });
        fsyncSync(fd);
      };
      syncBuiltinESMExports();`;
    const node = ['--import', `data:text/javascript,${encodeURIComponent(breaking)}`];
    const child = program('writer.mjs', [DATABASE, folder, '30'], { node });
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(errors).toMatch(/^the embedded database could not go on, most likely because of the disk: .*PANIC: .*fsync/);
    expect(lines.at(-1)).toBe('9');
    expect(wrong(lines, await contents(folder))).toEqual([]);
  });
});

describe('files and heads of the audit log', () => {
  it('that were acknowledged are there after a power cut in any moment, whole', async () => {
    const folder = join(place, 'kept');
    const record = join(place, 'record-of-files');
    await said(recorded('keeper.mjs', [BOT, folder], folder, record));
    const ops = readRecord(record);
    const disk = new Disk(record);
    const lines: string[] = [];
    for (const [moment, op] of ops.entries()) {
      disk.apply(op);
      if (op.op === 'said') lines.push(op.words.trim());
      const found = join(place, 'found');
      disk.cut(found, moment % 2 === 0 ? undefined : chanceFrom(SEED + moment));
      const kept = (kind: string) =>
        lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.split(' ')[1] ?? '');
      const removed = kept('removed');
      for (const key of kept('file').filter((each) => !removed.includes(each))) {
        // The last one may be on its way to being removed.
        const path = join(found, 'files', key);
        if (!existsSync(path) && lines.at(-1) === `head ${key.split('/').at(-1)}`) continue;
        expect(readFileSync(path, 'utf8')).toBe(`a piece, and ${key.split('/').at(-1)} more`);
      }
      for (const key of removed) expect(existsSync(join(found, 'files', key))).toBe(false);
      const acknowledged = kept('head').map(Number);
      const text =
        acknowledged.length === 0 ? '' : readFileSync(join(found, 'heads', 'of', 'the', 'log.jsonl'), 'utf8');
      const heads = text.split('\n').slice(0, acknowledged.length);
      expect(heads.filter((line) => line !== '').map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(
        acknowledged,
      );
      rmSync(found, { recursive: true, force: true });
    }
    disk.close();
    expect(lines).toHaveLength(27);
  });
});
