import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Longer than any installation takes: a lock of this age belongs to a process number that something else reuses by now.
const OLDEST_MS = 30 * 60_000;
const POLL_MS = 200;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * The holder's process number; null when there is no lock; 0 when the lock is left over from a process that ended. How old it is
 * shows beside our own file, written just now: both bear the time of the file system, which need not be that of this machine.
 */
function holderOf(file, mine) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const ageMs = statSync(mine).mtimeMs - statSync(file).mtimeMs;
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) && ageMs < OLDEST_MS ? pid : 0;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Creates the lock with its content in one step, so that nobody ever reads a half-written one. */
function tryTake(file, mine) {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a left-over lock. Only one process at a time may, and it looks again first: whoever saw the left-over lock a moment
 * ago would otherwise remove the lock of somebody who has taken it over since, and let a third one in.
 */
function clearStale(file, mine) {
  const clearing = `${file}.clearing`;
  if (!tryTake(clearing, mine)) {
    // It is held for less than a millisecond, unless the process was ended just then.
    if (holderOf(clearing, mine) === 0) rmSync(clearing, { force: true });
    return;
  }
  try {
    if (holderOf(file, mine) === 0) rmSync(file, { force: true });
  } finally {
    rmSync(clearing, { force: true });
  }
}

/**
 * Runs `work` while no other process that uses the same lock file does; waits for its turn as long as it takes.
 * A lock left by a process that ended (or older than 30 minutes) is taken over.
 *
 * @template T
 * @param {string} file path of the lock; its folder is made when missing
 * @param {() => Promise<T>} work
 * @param {(pid: number) => void} [onWait] told once who holds the lock, when there is waiting to do
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait = () => {}) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  let told = false;
  try {
    for (;;) {
      writeFileSync(mine, String(process.pid));
      if (tryTake(file, mine)) break;
      const holder = holderOf(file, mine);
      if (holder === 0) clearStale(file, mine);
      if (!holder) continue;
      if (!told) onWait(holder);
      told = true;
      await sleep(POLL_MS);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
