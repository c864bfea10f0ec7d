import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.js';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/**
 * Takes the data folder for this process: the embedded database is one process's own and a second writer would destroy it.
 * A lock left by a process that was killed is taken over. Returns the function that gives the folder back.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock.pid');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch {
      const owner = Number.parseInt(readFileSync(path, 'utf8'), 10);
      if (Number.isInteger(owner) && owner !== process.pid && isRunning(owner)) {
        throw new AppError(
          'config',
          `the data folder is in use by process ${owner}; stop it first or set DATA_DIR to another folder`,
          'システムはすでに起動しています。',
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new AppError('config', 'the data folder could not be locked', 'システムを起動できませんでした。');
}
