import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';

const LOCK_MODULE = pathToFileURL(join(ROOT, 'scripts', 'lock.mjs')).href;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process of its own that notes when it comes in and goes out while it holds the lock. */
function holder(body: string, { before = '', whenWaiting = '' } = {}): Promise<number | null> {
  const program = `
    import fs, { appendFileSync } from 'node:fs';
    import { readFile } from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const lock = ${JSON.stringify(join(folder, 'the.lock'))};
    ${before}
    const { withLock } = await import(${JSON.stringify(LOCK_MODULE)});
    const note = (word) => appendFileSync(${JSON.stringify(join(folder, 'notes'))}, word + '\\n');
    await withLock(lock, async () => { ${body} }, () => { ${whenWaiting} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', resolve));
}

const WORK = `note('in'); for (let i = 0; i < 50; i += 1) await readFile(process.execPath.replace(/[^/\\\\]*$/, '') + '.').catch(() => {}); note('out');`;
const notes = () => readFileSync(join(folder, 'notes'), 'utf8').trim().split('\n');

describe('the lock of the set-up', () => {
  it('lets five processes in one after the other, never two at once', async () => {
    const codes = await Promise.all(Array.from({ length: 5 }, () => holder(WORK)));
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    expect(notes()).toEqual(Array.from({ length: 5 }, () => ['in', 'out']).flat());
  });

  it('is taken over from a process that ended without giving it back', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, 'the.lock'), String(pid));
    expect(await Promise.all([holder(WORK), holder(WORK), holder(WORK)])).toEqual([0, 0, 0]);
    expect(notes()).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  });

  it('is left to whoever took it over while somebody else was looking at the left-over one', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, 'the.lock'), String(pid));
    // Just after it has been read, the lock belongs to the process of this test, which gives it back when it is waited for.
    const overtaken = `
      const { readFileSync, renameSync, rmSync, writeFileSync } = fs;
      fs.readFileSync = (path, ...how) => {
        const text = readFileSync(path, ...how);
        if (path === lock && text === '${pid}') writeFileSync(lock, String(process.ppid));
        return text;
      };
      fs.renameSync = (path, to) => { if (path === lock) note('moves it'); renameSync(path, to); };
      fs.rmSync = (path, how) => { if (path === lock) note('removes it'); rmSync(path, how); };
      syncBuiltinESMExports();`;
    const whenWaiting = `note('waits'); fs.unlinkSync(lock);`;
    expect(await holder(`note('in');`, { before: overtaken, whenWaiting })).toBe(0);
    expect(notes()).toEqual(['waits', 'in', 'removes it']);
  });

  it.each([
    [29, ['waits', 'in']],
    [31, ['in']],
  ])('of a process that lives is %d minutes old: %j', async (minutes, expected) => {
    const lock = join(folder, 'the.lock');
    writeFileSync(lock, String(process.pid));
    const since = (statSync(lock).mtimeMs - minutes * 60_000) / 1000;
    utimesSync(lock, since, since);
    expect(await holder(`note('in');`, { whenWaiting: `note('waits'); fs.unlinkSync(lock);` })).toBe(0);
    expect(notes()).toEqual(expected);
  });

  it('is given back when the work fails, and the failure is not hidden', async () => {
    expect(await holder(`note('in'); throw new Error('no');`)).toBe(1);
    expect(existsSync(join(folder, 'the.lock'))).toBe(false);
    expect(await holder(WORK)).toBe(0);
  });
});
