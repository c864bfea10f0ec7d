import { AppError } from '../errors.js';

/** What is stored is not what the bot stored: nothing of it may be given out. */
export function damaged(message: string, cause?: unknown): AppError {
  return new AppError(
    'integrity',
    message,
    '保存されているファイルに異常が見つかったため、読み出しを中止しました。総務局管財課へお問い合わせください。',
    { cause },
  );
}

/** There is no such file in the store. */
export function missing(): AppError {
  return new AppError(
    'unavailable',
    'a stored file is missing',
    'ファイルを読み出せませんでした。総務局管財課へお問い合わせください。',
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
