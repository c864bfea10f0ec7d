import { writeFile } from 'node:fs/promises';
import { AppError } from '../errors.js';

/**
 * Writes a file for its owner's eyes only that was not there before: not into one that somebody else put in its place, nor through a link.
 *
 * @throws AppError `invalid_input` when something of that name is there
 */
export async function writeNewFile(path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'EEXIST') throw cause;
    throw new AppError(
      'invalid_input',
      `${path} is there already`,
      '同じ名前のファイルがすでにあります。名前には時刻（分）が入りますので、1分ほどおいてやり直すか、別のフォルダーを指定してください。',
      { cause },
    );
  }
}
