import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { believedKeys } from '../audit/keys.js';
import { restoreBackup } from '../backup/restore.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { openByteStore, openKeyWrapper } from '../files/store.js';
import { holdKind, kindOf, makePrivate } from '../folders.js';
import { SECTION } from '../rule/office.js';
import { contentsOf, count, goneWords, tellMissing } from './backup.js';

/**
 * Puts a backup back into an empty database and an empty store, and tells the operator what comes next.
 *
 * @returns the exit code: 0, or 2 where files were missing in the store when the backup was made
 * @throws AppError as `restoreBackup`, `invalid_input` with how it is used, `config` where another process has the database
 */
export async function runRestore(
  config: Config,
  args: string[],
  clock: Clock,
  out: NodeJS.WritableStream,
): Promise<number> {
  const { folder, keepFiles } = readCommand(args);
  const { dataDir } = config;
  makePrivate(dataDir, config);
  holdKind(dataDir, kindOf(config));
  const { manifest, rows, proved } = await restoreBackup(folder, {
    ...{ config, clock, keepFiles, kind: kindOf(config), keys: believedKeys(config) },
    ...{ bytes: await openByteStore(config), wrapper: await openKeyWrapper(config) },
  });
  out.write(
    [
      `バックアップを戻しました（${contentsOf(manifest)}）。${count(rows)}行を戻し、保管先のファイル${count(proved)}件が、記録されたハッシュ値と一致しました。`,
      `　このあとボットを起動すると、取得リンクはすべて止まっています。${SECTION}の管理責任者か取扱者が、届いたカードの「復元しました」を押すと、新しいリンクが作られます。`,
      ...goneWords(manifest),
      '',
    ].join('\n'),
  );
  return tellMissing(manifest, out);
}

function readCommand(args: string[]): { folder: string; keepFiles: boolean } {
  try {
    const options = { 'keep-files': { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) throw misused();
    return { folder: resolve(folder), keepFiles: values['keep-files'] };
  } catch (error) {
    throw error instanceof AppError ? error : misused(error);
  }
}

function misused(cause?: unknown): AppError {
  return new AppError(
    'invalid_input',
    'npm run restore -- FOLDER [--keep-files]',
    '戻すバックアップを、次の形で指定してください。',
    { cause },
  );
}
