import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, parseConfig } from '../config.js';
import { type Database, openDatabase } from '../db/database.js';
import { openReplica, type Replica } from '../db/replica.js';
import { AppError } from '../errors.js';
import { assertCity } from '../matters/city.js';
import { applySettings } from '../matters/settings.js';
import { ROOT } from '../paths.js';

/** What every command works with. */
export interface Frame {
  config: Config;
  out: NodeJS.WritableStream;
}

/** The process that runs a command. */
type Process = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr' | 'loadEnvFile'> & { exitCode?: unknown };

/** How a command ends that could not do its work. */
export interface Failing {
  /** The sentence for a failure that nobody foresaw: 「台帳を作成できませんでした。」. */
  sentence: string;
  /** The code it ends with; 1 where it is not said. */
  code?: number;
}

/**
 * Runs one command of an operator: settings come from the environment and `.env`, a failure is told in a sentence for the person
 * and a line that says what to set, and the code says whether the work was done.
 *
 * @param work returns the code to end with
 */
export async function runCommand(
  self: Process,
  { sentence, code = 1 }: Failing,
  work: (frame: Frame) => Promise<number>,
): Promise<void> {
  // What a command writes is for whoever runs it.
  process.umask(0o077);
  try {
    const settings = join(ROOT, '.env');
    if (existsSync(settings)) self.loadEnvFile(settings);
    self.exitCode = await work({ config: parseConfig(self.env), out: self.stdout });
  } catch (error) {
    self.stderr.write(`${wordsOf(error, sentence)}\n`);
    self.exitCode = code;
  }
}

/** A table, or a column, that the database does not have (codes of Prisma). */
const OTHER_TABLES = new Set(['P2021', 'P2022']);

function wordsOf(error: unknown, sentence: string): string {
  // Of a server that was tried at several addresses there is only a code.
  const { message, code = '' } = error as { message?: string; code?: string };
  if (error instanceof AppError) return `${error.forPerson}\n${message}`;
  if (OTHER_TABLES.has(code)) {
    return `${sentence}\nデータベースの表が、このプログラムの版に合っていません。npm run migrate を実行してから、もう一度お試しください。`;
  }
  return `${sentence}\n${message || code}`;
}

/**
 * Opens the configured database for a command and closes it afterwards.
 *
 * @param of what the database is needed for, in the sentence where there is none: 「台帳のデータベースがありません。」
 * @param changes false for a command that changes nothing: then no migration is applied
 * @throws AppError `config` where there is no database, or another process has it
 */
export async function withDatabase<T>(
  config: Config,
  { of, changes }: { of?: string; changes: boolean },
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const {
    databaseUrl: url,
    databaseDirectUrl: directUrl,
    databaseOwnerUrl: ownerUrl,
    dataDir,
    demo,
    auditYears,
  } = config;
  if (of !== undefined && url === '' && !existsSync(join(dataDir, 'database'))) {
    throw new AppError('config', 'DATA_DIR: there is no database in it', of);
  }
  const db = await openDatabase(
    changes
      ? { url, directUrl, ownerUrl, dataDir, migratedApart: !demo, trimsLog: auditYears !== undefined }
      : { url, directUrl, dataDir, migrated: true },
  );
  try {
    // What the 管理責任者 changed by card holds for commands as well.
    await assertCity(db);
    await applySettings({ db, config });
    return await work(db);
  } finally {
    await db.close();
  }
}

/** Opens the replica of the configured database for a command that reads much and changes nothing, and closes it afterwards. */
export async function withReplica<T>(
  { databaseUrl, databaseDirectUrl, databaseReadUrl }: Config,
  work: (replica: Replica) => Promise<T>,
): Promise<T> {
  const replica = openReplica(databaseReadUrl, databaseDirectUrl || databaseUrl);
  try {
    return await work(replica);
  } finally {
    await replica.close();
  }
}
