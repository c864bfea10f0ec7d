import { AppError } from '../errors.js';
import { OFFICE } from '../rule/office.js';

/** What is stored is not what the bot stored: nothing of it may be given out. */
export function damaged(message: string, cause?: unknown): AppError {
  return new AppError(
    'integrity',
    message,
    `保存されているファイルに異常が見つかったため、読み出しを中止しました。${OFFICE}へお問い合わせください。`,
    { cause },
  );
}

const KEY_MISSING = 'the key of a stored file is missing';

/** A stored file has no key: it was damaged, or replaced while it was being opened. */
export function keyMissing(): AppError {
  return damaged(KEY_MISSING);
}

export function isKeyMissing(error: unknown): boolean {
  return error instanceof AppError && error.message === KEY_MISSING;
}

/** There is no such file in the store. */
export function missing(): AppError {
  return new AppError(
    'unavailable',
    'a stored file is missing',
    `ファイルを読み出せませんでした。${OFFICE}へお問い合わせください。`,
  );
}

/** The key that protects a stored file cannot be had now; the file itself may be sound. */
export function keyUnavailable(message: string, cause?: unknown): AppError {
  return new AppError(
    'unavailable',
    message,
    'ファイルを保護する鍵を利用できませんでした。少し時間をおいて、もう一度お試しください。',
    { cause },
  );
}

/** The place where files are kept does not do what it is asked; the files themselves may be sound. */
export function unreachable(message: string): AppError {
  return new AppError(
    'unavailable',
    message,
    `ファイルの保管先を利用できませんでした。少し時間をおいて、もう一度お試しください。続く場合は${OFFICE}へお問い合わせください。`,
  );
}

/** Somebody else replaced or removed the file while it was being read or written. */
export function overtaken(message: string): AppError {
  return new AppError(
    'unavailable',
    message,
    '処理の途中でファイルが更新または削除されたため、中止しました。もう一度お試しください。',
  );
}

/** What systems call a place that is full, may not be written to, or is not there. */
const FAULTS = /^(?:ENOSPC|EDQUOT|EROFS|EIO|ENOTDIR|EACCES|EPERM|ENODEV|ENXIO|ESTALE|EMFILE|ENFILE)$/;

/** Whether a file could not be kept or read for a fault of the place, as far as an error tells. */
export function isStorageFault(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'unavailable';
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' && FAULTS.test(code);
}
