import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
    // A link leads elsewhere, and what has gone meanwhile needs no closing.
    if (!entry.isFile() && !entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const mode = lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & OTHERS) !== 0) chmodSync(path, mode & 0o700);
  }
}

/**
 * Notes at the first start whose data a folder holds, and refuses another kind later: a demo, which verifies nobody, never opens what
 * an installation left behind.
 *
 * @throws AppError `config`
 */
export function holdKind(folder: string, kind: 'demo' | 'own' | 'real'): void {
  const path = join(folder, 'kind');
  const written = ((): string => {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      writeFileSync(path, `${kind}\n`, { mode: 0o600 });
      return kind;
    }
  })();
  if (written === kind) return;
  throw new AppError(
    'config',
    `DATA_DIR: ${folder} holds the data of another kind of bot (${written}, now ${kind}); set DATA_DIR to another folder`,
    'このデータフォルダーは、別の用途のボットが使っています。',
  );
}
