import { createHash } from 'node:crypto';
import { AppError } from '../errors.js';
import type { FileStore } from '../files/fileStore.js';
import { damagedBackup } from './faults.js';
import type { NamedFile } from './named.js';

/**
 * Proves that a file is the one of which a row speaks: decrypts it, and compares size and SHA-256.
 *
 * @throws AppError `integrity` when it is not, `unavailable` when no key opens it
 */
export async function proveFile(files: FileStore, { table, storeKey, sha256, size }: NamedFile): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of await files.open(storeKey)) {
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'integrity') throw damagedBackup(storeKey, error);
    throw new AppError(
      'unavailable',
      `${storeKey}: ${error.message}`,
      'バックアップのファイルを開けません。作成した時の鍵（MASTER_KEYSまたはKEY_VAULT_KEY）が設定されているか、ご確認ください。',
      { cause: error },
    );
  }
  if (bytes !== size || hash.digest('hex') !== sha256) {
    throw damagedBackup(`${storeKey} is not the file of which its row in ${table} speaks`);
  }
}
