import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder } from '../../bot/db/lock.js';
import { ROOT } from '../../bot/paths.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LOCK = pathToFileURL(join(ROOT, 'dist', 'bot', 'db', 'lock.js')).href;

/** A program that wants the folder with the compiled lock and says how it went. */
function program({ before = '', after = '' } = {}): string {
  return `
    ${before}
    const { lockFolder } = await import(${JSON.stringify(LOCK)});
    try {
      lockFolder(${JSON.stringify(folder)});
      console.log('has it');
    } catch (error) {
      console.log(error.code + ': ' + error.message);
    }
    ${after}`;
}

/** What another process says when it wants the folder. */
function otherProcess(before = ''): string {
  const args = ['--input-type=module', '-e', program({ before })];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.trim();
}

/** What that many processes say that want the folder in the same moment and stay until all have tried. */
async function atOnce(count: number): Promise<string[]> {
  const at = Date.now() + 1500;
  const code = program({
    before: `await import(${JSON.stringify(LOCK)}); while (Date.now() < ${at});`,
    after: 'process.stdin.resume();',
  });
  const children = Array.from({ length: count }, () => spawn(process.execPath, ['--input-type=module', '-e', code]));
  const said = await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
  // The end of its input ends each.
  for (const { stdin } of children) stdin.end();
  await Promise.all(children.map((child) => once(child, 'close')));
  return said.map(([words]) => String(words).trim());
}

describe('the data folder', () => {
  it('is refused to a second process, which is told by whom it is in use and what to do', () => {
    const giveBack = lockFolder(folder);
    expect(otherProcess()).toBe(
      `config: the data folder is in use by process ${process.pid}; stop it first or set DATA_DIR to another folder`,
    );
    expect(readFileSync(join(folder, 'lock.pid'), 'utf8')).toBe(String(process.pid));
    giveBack();
    expect(otherProcess()).toBe('has it');
  });

  it('is taken over from a process that ended without giving it back', () => {
    expect(otherProcess()).toBe('has it');
    expect(existsSync(join(folder, 'lock.pid'))).toBe(true);
    lockFolder(folder);
    expect(readFileSync(join(folder, 'lock.pid'), 'utf8')).toBe(String(process.pid));
  });

  it.each(['', 'not a number'])('is taken over when the note in it says %j', (note) => {
    writeFileSync(join(folder, 'lock.pid'), note);
    lockFolder(folder)();
    expect(existsSync(join(folder, 'lock.pid'))).toBe(false);
  });

  it.each([
    ['free', undefined],
    ['left behind', '4194305'],
    ['left behind half-written', ''],
  ])('goes to exactly one of six who want it at once when it is %s', async (_how, note) => {
    if (note !== undefined) writeFileSync(join(folder, 'lock.pid'), note);
    const said = await atOnce(6);
    expect(said.filter((words) => words === 'has it')).toHaveLength(1);
    expect(said.filter((words) => words.startsWith('config: the data folder is in use by process '))).toHaveLength(5);
    expect(readdirSync(folder)).toEqual(['lock.pid']);
  });

  it('is left to whoever took it over while somebody else was looking at the note left behind', () => {
    writeFileSync(join(folder, 'lock.pid'), '4194305');
    const overtaken = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { readFileSync, writeFileSync } = fs;
      fs.readFileSync = (path, ...how) => {
        const text = readFileSync(path, ...how);
        if (text === '4194305') writeFileSync(path, String(process.ppid));
        return text;
      };
      syncBuiltinESMExports();`;
    expect(otherProcess(overtaken)).toBe(
      `config: the data folder is in use by process ${process.pid}; stop it first or set DATA_DIR to another folder`,
    );
    expect(readdirSync(folder)).toEqual(['lock.pid']);
  });

  it('is not taken over by two when somebody was killed in the middle of taking it over', () => {
    writeFileSync(join(folder, 'lock.pid'), '4194305');
    writeFileSync(join(folder, 'lock.pid.turn'), '4194306');
    expect(otherProcess()).toMatch(/^config: the data folder could not be locked; .* delete .*lock\.pid\.turn/);
    rmSync(join(folder, 'lock.pid.turn'));
    expect(otherProcess()).toBe('has it');
  });
});
