import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.js';
import type { FileStore, StoredFile } from '../files/fileStore.js';

/** The recording a copy is made of. */
export interface CopySource {
  fileName: string;
  sha256: string;
  size: bigint;
  /** Set for a file that was extracted by hand and lies in our store. */
  storeKey: string | null;
  /** Where a preserved copy of it lies in our store (保全), for when the recorder has it no more. */
  preservedKey?: string;
}

/**
 * Makes 複製データ of one recording (第5条, 第6条第2項): streams the recorder's file into the store and compares the SHA-256 with
 * the one taken at import. The recorder's folder is only read (第4条第1項). Copying again gives the same stored file.
 *
 * @param key the copy's place in the store
 * @throws AppError `unavailable` when the file is gone, `integrity` when it is not the file that was imported
 */
export async function copyRecording(
  files: FileStore,
  recorderDir: string,
  source: CopySource,
  key: string,
): Promise<StoredFile> {
  // A file extracted by hand lies in the folder of its own request; any other is somebody else's, named there in the tables.
  const [, requestId = ''] = key.split('/');
  if (source.storeKey !== null && !source.storeKey.startsWith(`extracts/${requestId}/`)) throw differs();
  let content: Readable;
  try {
    content = await openSource(files, recorderDir, source);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'a recording is no longer in the recorder folder',
      '録音ファイルを録音装置から読み出せませんでした。録音装置の接続と保存期間をご確認ください。',
      { cause },
    );
  }
  const stored = await files.put(key, content);
  if (stored.sha256 !== source.sha256 || BigInt(stored.size) !== source.size) {
    await files.remove(key);
    throw differs();
  }
  return stored;
}

/** The recorder's file, or what lies in the store in its place. */
async function openSource(files: FileStore, recorderDir: string, source: CopySource): Promise<Readable> {
  const { fileName, storeKey, preservedKey } = source;
  if (storeKey !== null) return files.open(storeKey);
  try {
    return (await open(join(recorderDir, fileName), 'r')).createReadStream();
  } catch (error) {
    if (preservedKey === undefined) throw error;
    return files.open(preservedKey);
  }
}

function differs(): AppError {
  return new AppError(
    'integrity',
    'a recording differs from what was imported',
    '録音ファイルが取込み時と異なるため、複製を中止しました。録音装置をご確認ください。',
  );
}
