import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { AppError } from '../errors.js';

const codeOf = (error: unknown) => (error as { code?: unknown }).code;

/** What we need of `fs-native-extensions`. */
interface Locks {
  tryLock(descriptor: number, offset?: number, length?: number): boolean;
}

/** Loads the system's locks: only here, for an installation on a PostgreSQL server needs none and may run where there are none. */
async function systemLocks(): Promise<Locks> {
  try {
    return (await import('fs-native-extensions')).default;
  } catch (cause) {
    throw new AppError(
      'config',
      `the embedded database cannot be used on this kind of machine (${process.platform}, ${process.arch}), where its folder cannot be locked; set DATABASE_URL to a PostgreSQL server`,
      'このコンピューターでは、内蔵のデータベースを使えません。',
      { cause },
    );
  }
}

/** Asks the system for the lock; false when somebody has it. */
function take({ tryLock }: Locks, file: number): boolean {
  try {
    return tryLock(file, ...RANGE);
  } catch (cause) {
    throw new AppError(
      'config',
      `the data folder lies on a file system that has no locks (${String(codeOf(cause))}); set DATA_DIR to a folder on a local disk, or DATABASE_URL to a PostgreSQL server`,
      'データフォルダーを、ほかの処理から守ることができません。',
      { cause },
    );
  }
}

/** On Windows nobody else can read what is locked: there it is one byte far behind the note, elsewhere the file. */
const FAR = 2 ** 30;
const RANGE: [] | [number, number] = process.platform === 'win32' ? [FAR, 1] : [];

/** The process that a note names; undefined when it names none, as before its holder has written it. */
function named(note: number): number | undefined {
  const bytes = Buffer.alloc(20);
  const pid = Number.parseInt(bytes.toString('utf8', 0, readSync(note, bytes, 0, bytes.length, 0)), 10);
  return pid > 0 ? pid : undefined;
}

/**
 * Whether a process has files of the database open: so a bot is known from before there was this lock, which wrote the note only. Linux
 * tells it of processes of our own account and container; elsewhere nobody is known.
 */
function worksIn(folder: string, pid: number): boolean {
  if (pid === process.pid) return false;
  const opened = `/proc/${pid}/fd`;
  const database = join(realpathSync(folder), 'database', sep);
  try {
    return readdirSync(opened).some((each) => {
      try {
        return readlinkSync(join(opened, each)).startsWith(database);
      } catch {
        // Closed meanwhile.
        return false;
      }
    });
  } catch {
    return false;
  }
}

function inUse(holder: number | undefined): AppError {
  return new AppError(
    'config',
    `the data folder is in use by ${holder === undefined ? 'another process' : `process ${holder}`}; stop it first or set DATA_DIR to another folder`,
    'システムはすでに起動しています。',
  );
}

/**
 * Takes the data folder for this process: the embedded database is one process's own and a second writer would destroy it. The lock is
 * the system's, on the file `lock.pid`: it ends with the process, however that ends, and holds between containers that share the
 * folder. The note in the file is for people, and for bots of earlier versions, which stay away while its process runs; it is never
 * removed, for who waits at a removed file waits for nothing.
 *
 * @returns the function that gives the folder back
 * @throws AppError `config` when another process has it, or when the system has no such locks
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const locks = await systemLocks();
  const path = join(folder, 'lock.pid');
  const note = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    if (!take(locks, note)) throw inUse(named(note));
    // A bot of an earlier version may have put its own file in the place of this one.
    const holder = named(note);
    if (!isAt(path, note) || (holder !== undefined && worksIn(folder, holder))) throw inUse(holder);
    ftruncateSync(note);
    writeSync(note, String(process.pid), 0);
  } catch (error) {
    closeSync(note);
    throw error;
  }
  return () => {
    ftruncateSync(note);
    closeSync(note);
  };
}

/** Whether a file is still the one of that name. */
function isAt(path: string, file: number): boolean {
  try {
    return statSync(path).ino === fstatSync(file).ino;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
