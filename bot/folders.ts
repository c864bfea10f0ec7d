import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors.js';

/** Rights of group and others. */
const OTHERS = 0o077;

/**
 * Makes the data folder, for the bot's own account only. One that is there and that others can look into is refused where it holds
 * real data, for what lies in it may have been read; the demo closes it.
 *
 * @throws AppError `config`
 */
export function makePrivate(folder: string, { demo }: { demo: boolean }): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32' || (statSync(folder).mode & OTHERS) === 0) return;
  if (!demo) {
    throw new AppError(
      'config',
      `DATA_DIR: others can look into ${folder}; close it with: chmod -R go= ${folder}`,
      'データフォルダーを、ほかの利用者が読める状態です。',
    );
  }
  chmodSync(folder, 0o700);
}

/**
 * Takes from group and others what they were left in a folder of our own: the embedded database makes its files for all, whatever the
 * umask says. In between only the folder itself keeps others away.
 */
export function closeFiles(folder: string): void {
  if (process.platform === 'win32') return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mode } = statSync(path);
    if ((mode & OTHERS) !== 0) chmodSync(path, mode & 0o700);
  }
}
