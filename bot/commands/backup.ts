import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openRecorder } from '../audit/recorder.js';
import { askForBackup } from '../backup/ask.js';
import { makeBackup } from '../backup/make.js';
import { type Manifest, readManifest } from '../backup/manifest.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { openByteStore } from '../files/store.js';
import { kindOf } from '../folders.js';
import { civilDate, civilTime } from '../japanese/civil.js';
import { fileSize } from '../japanese/fileSize.js';
import { formatWarekiShort } from '../japanese/wareki.js';
import { withDatabase } from './frame.js';

/**
 * Makes a backup, `--out FOLDER` or in `BACKUP_DIR`, and tells the operator what is in it and what is not. A running bot makes it itself
 * where the database is its own.
 *
 * @returns the exit code: 0, or 2 where files were missing in the store
 * @throws AppError `invalid_input` with how it is used, `config` where there is no database, and as `makeBackup`
 */
export async function runBackup(
  config: Config,
  args: string[],
  clock: Clock,
  out: NodeJS.WritableStream,
): Promise<number> {
  const into = resolve(targetOf(args, config.backupDir));
  const asked = config.databaseUrl === '' ? await askForBackup(config.dataDir, into) : undefined;
  const folder = asked ?? (await makeHere(config, into, clock));
  const manifest = await readManifest(folder);
  out.write(`バックアップを作成しました（${contentsOf(manifest)}）。\n　フォルダー　${folder}\n`);
  out.write(
    [
      '　電話番号や氏名を含みます。公文書と同じくお取り扱いください。',
      '　鍵（MASTER_KEYS・AUDIT_KEYS・LINK_SECRET）と確認値のファイル（AUDIT_HEAD_FILE）は含みません。鍵がないと復元できません。別々の安全な場所に保管してください。',
      ...goneWords(manifest),
      '',
    ].join('\n'),
  );
  return tellMissing(manifest, out);
}

function targetOf(args: string[], backupDir: string): string {
  const { out } = readOptions(() => parseArgs({ args, options: { out: { type: 'string' } } }).values);
  const target = out ?? backupDir;
  if (target === '') throw misused();
  return target;
}

function readOptions<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw misused(error);
  }
}

function misused(cause?: unknown): AppError {
  return new AppError(
    'invalid_input',
    'npm run backup -- --out FOLDER (or set BACKUP_DIR)',
    'バックアップ先を指定してください。BACKUP_DIRを設定するか、次の形で指定します。',
    { cause },
  );
}

function makeHere(config: Config, into: string, clock: Clock): Promise<string> {
  const needed = { of: 'バックアップするデータベースがありません。', changes: false };
  return withDatabase(config, needed, async (db) => {
    const recorder = await openRecorder(db, clock, config.auditKeys);
    const engine = config.databaseUrl === '' ? ('embedded' as const) : ('postgresql' as const);
    const parts = { db, bytes: await openByteStore(config), kind: kindOf(config), engine, ...recorder };
    return (await makeBackup(parts, into, { channel: 'command' })).folder;
  });
}

/** What is in a backup, in a few words. */
export function contentsOf({ at, tables, files }: Manifest): string {
  const moment = new Date(at);
  const rows = tables.reduce((sum, { part }) => sum + part.lines, 0);
  const size = tables.reduce((sum, { part }) => sum + part.bytes, files.bytes);
  return `${formatWarekiShort(civilDate(moment))} ${civilTime(moment)}現在、${count(rows)}行、ファイル${count(files.kept)}件、${fileSize(size)}`;
}

/** Files that were deleted while the backup was made, where there are any. */
export function goneWords({ files }: Manifest): string[] {
  if (files.gone === 0) return [];
  return [
    `　作成している間に、保管の期間が終わるなどして削除されたファイルが${count(files.gone)}件あります（異常ではありません）。`,
  ];
}

/** Tells of files that were missing in the store. @returns the exit code */
export function tellMissing({ files }: Manifest, out: NodeJS.WritableStream): number {
  if (files.missing === 0) return 0;
  out.write(
    `　保管先になかった、または壊れていたファイルが${count(files.missing)}件あり、このバックアップには入っていません。以前のバックアップをご確認ください。\n`,
  );
  return 2;
}

export function count(value: number): string {
  return value.toLocaleString('ja-JP');
}
