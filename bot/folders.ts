import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
 * Takes from group and others what they were left in a folder of our own: earlier versions let the embedded database make its files for
 * all, whatever the umask said.
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

/** Whose data a bot works with: made-up ones, those of somebody who tries it out, or those of an installation. */
export type DataKind = 'demo' | 'own' | 'real';

export function kindOf({ demo, demoOwnData }: { demo: boolean; demoOwnData: boolean }): DataKind {
  if (!demo) return 'real';
  return demoOwnData ? 'own' : 'demo';
}

/**
 * Notes at the first start whose data a folder holds, and refuses another kind later: a demo, which verifies nobody, never opens what
 * an installation left behind.
 *
 * @throws AppError `config`
 */
export function holdKind(folder: string, kind: DataKind): void {
  const path = join(folder, 'kind');
  const written = ((): string => {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      return '';
    }
  })();
  // Empty after a power cut in the moment when it was made.
  if (written === '') writeFileSync(path, `${kind}\n`, { mode: 0o600, flush: true });
  if (written === '' || written === kind) return;
  throw new AppError(
    'config',
    `DATA_DIR: ${folder} holds the data of another kind of bot (${written}, now ${kind}); set DATA_DIR to another folder`,
    'このデータフォルダーは、別の用途のボットが使っています。',
  );
}

async function sync(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes names durable: a file's name is part of its folder, a new folder's name part of the one above.
 *
 * @param lowest the folder to begin with
 * @param highest a folder above it, or itself: the last
 */
export async function syncFolders(lowest: string, highest: string): Promise<void> {
  // Windows cannot open a folder; its file systems keep a journal of names.
  if (process.platform === 'win32') return;
  for (let folder = lowest; folder.length >= highest.length; folder = dirname(folder)) {
    await sync(folder, 'r');
    if (folder === dirname(folder)) return;
  }
}

/** So many files are flushed at a time, of which file systems make one step on the disk. */
const AT_A_TIME = 4;

/** Makes a folder durable, with all that is in it. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }));
  const files = paths.filter(({ entry }) => entry.isFile()).values();
  const some = async () => {
    // Windows flushes only what may be written.
    for (const { path } of files) await sync(path, 'r+');
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, some));
  for (const { path } of paths.filter(({ entry }) => entry.isDirectory())) await syncFolders(path, path);
  await syncFolders(folder, folder);
}
