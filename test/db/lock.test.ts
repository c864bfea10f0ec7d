import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** What another process of the compiled program says when it wants the folder. */
function otherProcess(): string {
  const lock = pathToFileURL(join(ROOT, 'dist', 'bot', 'db', 'lock.js')).href;
  const program = `
    const { lockFolder } = await import(${JSON.stringify(lock)});
    try {
      lockFolder(${JSON.stringify(folder)});
      console.log('has it');
    } catch (error) {
      console.log(error.code + ': ' + error.message);
    }`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  return stdout.trim();
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
});
