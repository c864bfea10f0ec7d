import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { believedKeys } from '../audit/keys.js';
import { checkBackup } from '../backup/check.js';
import { backupsIn } from '../backup/folders.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { openKeyWrapper } from '../files/store.js';
import { contentsOf, count, goneWords, tellMissing } from './backup.js';

/** The newest backup must not be older, in milliseconds: one is made every night. */
const OLDEST_MS = 2 * 86_400_000;

/**
 * Looks through a backup, or through the newest one in `BACKUP_DIR`, without restoring it, and says in a sentence what came of it.
 *
 * @returns the exit code: 0, or 2 where files are missing in it or the newest one is too old
 * @throws AppError as `checkBackup`, `not_found` where there is none, `invalid_input` with how it is used
 */
export async function runCheck(
  config: Config,
  args: string[],
  clock: Clock,
  out: NodeJS.WritableStream,
): Promise<number> {
  const { folder, old } = await chosen(config, args, clock);
  const keys = believedKeys(config);
  const wrapper = config.masterKeys.length > 0 || config.keyVaultKey !== '' ? await openKeyWrapper(config) : undefined;
  const { manifest, proved } = await checkBackup(folder, { keys, wrapper });
  const files =
    proved === undefined
      ? 'ファイルを開く鍵が設定されていないため、ファイルの中身は確かめていません'
      : `ファイル${count(proved)}件の中身も、記録されたハッシュ値と一致しました`;
  const signed = keys.size > 0 ? '' : '。署名の鍵が設定されていないため、署名は確かめていません';
  out.write(
    `バックアップに異常はありません（${manifest.name}、${contentsOf(manifest)}。監査記録はつながっています。${files}${signed}）。\n`,
  );
  for (const line of goneWords(manifest)) out.write(`${line}\n`);
  const code = tellMissing(manifest, out);
  if (!old) return code;
  out.write(
    '　ただし、最も新しいバックアップが2日より前のものです。ボットのログ（no backup could be made）をご確認ください。\n',
  );
  return 2;
}

async function chosen({ backupDir }: Config, args: string[], clock: Clock): Promise<{ folder: string; old: boolean }> {
  const [named, ...more] = readPositionals(args);
  if (more.length > 0) throw misused();
  if (named !== undefined) return { folder: resolve(named), old: false };
  if (backupDir === '') throw misused();
  const newest = (await backupsIn(backupDir)).find(({ finished }) => finished);
  if (newest === undefined) {
    throw new AppError(
      'not_found',
      `there is no finished backup in ${backupDir}`,
      'BACKUP_DIRに、完成したバックアップがありません。',
    );
  }
  return {
    folder: join(backupDir, newest.name),
    old: clock.now().getTime() - newest.at.getTime() > OLDEST_MS,
  };
}

function readPositionals(args: string[]): string[] {
  try {
    return parseArgs({ args, allowPositionals: true }).positionals;
  } catch (error) {
    throw misused(error);
  }
}

function misused(cause?: unknown): AppError {
  return new AppError(
    'invalid_input',
    'npm run check -- FOLDER (or set BACKUP_DIR)',
    '確かめるバックアップを指定してください。BACKUP_DIRを設定するか、次の形で指定します。',
    { cause },
  );
}
