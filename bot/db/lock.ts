import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.js';

const codeOf = (error: unknown) => (error as { code?: unknown }).code;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return codeOf(error) === 'EPERM';
  }
}

/** The running process that a note names; 0 when the note was left behind, undefined when there is none. */
function holderOf(note: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(note, 'utf8'), 10);
    return Number.isInteger(pid) && pid !== process.pid && isRunning(pid) ? pid : 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Gives our note a name, unless the name is taken: with its content in one step, so that nobody reads half a note. */
function take(mine: string, name: string): boolean {
  try {
    linkSync(mine, name);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts our note in the place of one that was left behind; false when there is none any more. One process at a time: whoever saw
 * the left-over note a moment ago would otherwise remove the note of somebody who has taken the folder since.
 */
function replaceLeftOver(path: string, mine: string): boolean {
  const turn = `${path}.turn`;
  if (!take(mine, turn)) {
    const holder = holderOf(turn);
    if (holder === undefined) return false;
    if (holder > 0) throw inUse(holder);
    // Its process was killed in the one moment between two steps; taking the turn, too, could let two in.
    throw new AppError(
      'config',
      `the data folder could not be locked; if no bot runs, delete ${turn} and start again`,
      'システムを起動できませんでした。',
    );
  }
  try {
    if (holderOf(path) !== 0) return false;
    renameSync(mine, path);
    return true;
  } finally {
    rmSync(turn, { force: true });
  }
}

function inUse(holder: number): AppError {
  return new AppError(
    'config',
    `the data folder is in use by process ${holder}; stop it first or set DATA_DIR to another folder`,
    'システムはすでに起動しています。',
  );
}

/**
 * Takes the data folder for this process: the embedded database is one process's own and a second writer would destroy it.
 * A lock left by a process that was killed is taken over, by one of those who try. Returns the function that gives the folder
 * back.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock.pid');
  const mine = join(folder, `lock.${process.pid}`);
  writeFileSync(mine, String(process.pid));
  try {
    while (!take(mine, path)) {
      const holder = holderOf(path);
      if (holder === undefined) continue;
      if (holder > 0) throw inUse(holder);
      if (replaceLeftOver(path, mine)) break;
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(path, { force: true });
}
