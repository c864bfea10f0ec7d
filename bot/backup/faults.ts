import { AppError } from '../errors.js';

/** A backup is not what was written. @param where the part of it that is meant, for the operator */
export function damagedBackup(where: string, cause?: unknown): AppError {
  return new AppError(
    'integrity',
    `the backup is damaged: ${where}`,
    'バックアップが壊れているか、書き換えられています。復元には、別のバックアップをお使いください。',
    { cause },
  );
}

/** Whoever makes a backup was told to stop. */
export function interrupted(): AppError {
  return new AppError(
    'unavailable',
    'the backup was interrupted',
    'バックアップを途中で止めました。もう一度行ってください。',
  );
}

const THERE = '同じ名前のバックアップがすでにあります。少し時間をおいて、もう一度行ってください。';

/** What an operator is told of a disk that refuses. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: 'バックアップ先の空き容量が足りません。空けるか、別の場所を指定してください。',
  EDQUOT: 'バックアップ先の割当て容量が足りません。空けるか、別の場所を指定してください。',
  EFBIG: 'バックアップ先には、この大きさのファイルを書けません。別の場所を指定してください。',
  EACCES: 'バックアップ先に書き込む権限がありません。フォルダーの権限をご確認ください。',
  EPERM: 'バックアップ先に書き込む権限がありません。フォルダーの権限をご確認ください。',
  EROFS: 'バックアップ先は読取り専用です。別の場所を指定してください。',
  ENOTDIR: 'バックアップ先がフォルダーではありません。別の場所を指定してください。',
  ENOENT: 'バックアップ先のフォルダーがありません。接続をご確認ください。',
  EEXIST: THERE,
  ENOTEMPTY: THERE,
  EIO: 'バックアップ先のディスクに異常があります。別の場所を指定してください。',
};

/** What a folder refused, in a sentence; anything else as it is. */
export function toldOfDisk(error: unknown): unknown {
  const code = String((error as { code?: unknown }).code);
  const sentence = error instanceof AppError ? undefined : REFUSALS[code];
  if (sentence === undefined) return error;
  return new AppError('unavailable', `the folder of the backup refused: ${(error as Error).message}`, sentence, {
    cause: error,
  });
}
