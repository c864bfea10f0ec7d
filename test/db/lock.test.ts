import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder } from '../../bot/db/lock.js';
import { ROOT } from '../../bot/paths.js';
import { many } from '../helpers/chance.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LOCK = pathToFileURL(join(ROOT, 'dist', 'bot', 'db', 'lock.js')).href;

/** A program that takes each folder it reads a line of, with the compiled lock, and says how it went; `-` gives all of them back. */
const PROGRAM = `
  import { createInterface } from 'node:readline';
  const { lockFolder } = await import(${JSON.stringify(LOCK)});
  const held = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === '-') for (const giveBack of held.splice(0)) giveBack();
    else await lockFolder(line).then(
      (giveBack) => { held.push(giveBack); console.log('has it'); },
      (error) => console.log(error.code + ': ' + error.message),
    );
  }`;

interface Bot {
  process: ChildProcess;
  say(line: string): void;
  /** The next line that it says. */
  next(): Promise<string>;
}

function start(): Bot {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    say: (line) => child.stdin.write(`${line}\n`),
    next: async () => String((await lines.next()).value),
  };
}

/** What a process says that wants the folder, and then ends. */
function another(): string {
  const args = ['--input-type=module', '-e', PROGRAM];
  return spawnSync(process.execPath, args, { encoding: 'utf8', input: `${folder}\n` }).stdout.trim();
}

async function end({ process: child }: Bot, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

const IN_USE = /^config: the data folder is in use by (another process|process \d+); stop it first or set DATA_DIR/;

describe('the data folder', () => {
  it('is refused to a second process, which is told by whom it is in use and what to do', async () => {
    const giveBack = await lockFolder(folder);
    expect(another()).toBe(
      `config: the data folder is in use by process ${process.pid}; stop it first or set DATA_DIR to another folder`,
    );
    expect(readFileSync(join(folder, 'lock.pid'), 'utf8')).toBe(String(process.pid));
    giveBack();
    expect(another()).toBe('has it');
  });

  it('is refused to who has it already', async () => {
    const giveBack = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'config' });
    giveBack();
    (await lockFolder(folder))();
  });

  it('has at most one holder, however many want it in the same moment and whoever is killed', async () => {
    const races = many(1000, 300);
    const bots = Array.from({ length: 4 }, start);
    for (let race = 0; race < races; race++) {
      const wanted = join(folder, String(race));
      mkdirSync(wanted);
      // What processes left that were killed, of an earlier version, too: a number that is nobody's, half a note, a number that is
      // somebody else's by now.
      const left = [undefined, '4194305', '', String(process.pid)][race % 4];
      if (left !== undefined) writeFileSync(join(wanted, 'lock.pid'), left);
      for (const bot of bots) bot.say(wanted);
      const answers = await Promise.all(bots.map((bot) => bot.next()));
      expect(answers.filter((words) => words === 'has it')).toHaveLength(1);
      expect(answers.filter((words) => IN_USE.test(words))).toHaveLength(3);
      const holder = answers.indexOf('has it');
      // Every tenth is killed while it has the folder: it is free at once.
      if (race % 10 === 9) {
        const [killed] = bots.splice(holder, 1, start());
        if (killed) await end(killed);
      } else bots[holder]?.say('-');
      for (const bot of bots) bot.say(wanted);
      const again = await Promise.all(bots.map((bot) => bot.next()));
      expect(again.filter((words) => words === 'has it')).toHaveLength(1);
    }
    await Promise.all(bots.map((bot) => end(bot)));
  });

  it('is refused while a bot of an earlier version works in it, which wrote a note and locked nothing', async () => {
    if (process.platform !== 'linux') return;
    mkdirSync(join(folder, 'database'));
    writeFileSync(join(folder, 'lock.pid'), String(process.ppid));
    // The number is somebody else's: this one has nothing open there.
    expect(another()).toBe('has it');
    writeFileSync(join(folder, 'lock.pid'), String(process.pid));
    const file = openSync(join(folder, 'database', 'PG_VERSION'), 'w');
    expect(another()).toBe(
      `config: the data folder is in use by process ${process.pid}; stop it first or set DATA_DIR to another folder`,
    );
    closeSync(file);
    expect(another()).toBe('has it');
  });

  it('is refused to a bot of an earlier version, which reads the note, while somebody has it', async () => {
    const bot = start();
    bot.say(folder);
    expect(await bot.next()).toBe('has it');
    expect(readFileSync(join(folder, 'lock.pid'), 'utf8')).toBe(String(bot.process.pid));
    bot.say('-');
    await end(bot, 'SIGTERM');
  });

  it('cannot be locked where the package has nothing for the machine, and the operator reads what to do', () => {
    const without = `Object.defineProperty(process, 'arch', { value: 'riscv64' });${PROGRAM}`;
    const args = ['--input-type=module', '-e', without];
    expect(spawnSync(process.execPath, args, { encoding: 'utf8', input: `${folder}\n` }).stdout.trim()).toMatch(
      /^config: the embedded database cannot be used on this kind of machine \(\w+, riscv64\).*; set DATABASE_URL to a PostgreSQL server$/,
    );
  });
});
