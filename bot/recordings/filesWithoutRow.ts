import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { batchesOf } from './batches.js';
import type { Run } from './importBatch.js';
import { stateOf } from './inspectFile.js';
import { INDEX_FILE } from './recorderIndex.js';
import { systemError } from './systemError.js';

const BATCH_NAMES = 500;

/**
 * Reports the files of the folder that neither this index names nor an earlier import knew (a recorder may keep only the latest
 * calls in its index). Reads the folder as a stream and asks the database by the batch, so it needs no list of all files.
 *
 * @param startedAt when the reading of the index began
 */
export async function findFilesWithoutRow(run: Run, startedAt: Date): Promise<void> {
  try {
    await compareFolder(run, startedAt);
  } catch (error) {
    if (systemError(error)?.syscall !== 'opendir') throw error;
    run.problems.add('unreadable', {
      message: '書き出し先のフォルダーの一覧を読み取れません。読み取りの権限を確認してください。',
    });
  }
}

async function compareFolder(run: Run, startedAt: Date): Promise<void> {
  for await (const names of batchesOf(unnamedFiles(run), BATCH_NAMES)) {
    const known = await run.database.client.recording.findMany({
      where: { fileName: { in: names } },
      select: { fileName: true },
    });
    const imported = new Set(known.map(({ fileName }) => fileName));
    for (const fileName of names) {
      if (!imported.has(fileName) && !(await arrivedMeanwhile(run, startedAt, fileName))) {
        run.problems.add('file_without_row', { fileName });
      }
    }
  }
}

async function* unnamedFiles({ folder, seen, refused }: Run): AsyncGenerator<string> {
  for await (const entry of await opendir(folder, { bufferSize: 256 })) {
    const { name } = entry;
    // Hidden files are the file system's and the recorder's own.
    if (!entry.isFile() || name === INDEX_FILE || name.startsWith('.')) continue;
    if (!seen.has(name) && !refused.has(name)) yield name;
  }
}

/** True for a file written while the index was being read: its row could not be there yet. */
async function arrivedMeanwhile({ folder, clock }: Run, startedAt: Date, fileName: string): Promise<boolean> {
  const state = await stateOf(join(folder, fileName));
  if (state === 'missing') return true;
  if (state === 'unreadable') return false;
  return state.modifiedAt > startedAt && state.modifiedAt <= clock.now();
}
