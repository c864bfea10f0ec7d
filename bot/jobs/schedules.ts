import { unwatchFile, watchFile } from 'node:fs';
import type { Logger } from 'pino';

/** How often the directory file is looked at for changes, in milliseconds. */
const DIRECTORY_LOOK_MS = 1000;

/** How long the directory file must have stayed as it is before it is read: a half-written one would take rights away. */
const DIRECTORY_QUIET_MS = 3 * DIRECTORY_LOOK_MS;

/** When the directory file is tried again after it could not be read or taken over, in milliseconds. */
const DIRECTORY_AGAIN_MS = 60_000;

/** How often reminders, deletions and new periods of 代決 are seen to, in milliseconds. */
const HOUSEKEEPING_MS = 15 * 60_000;

/** How often messages are looked for that are owed and have no job, in milliseconds. */
const OWED_MS = 60_000;

/** What is done again and again while the bot runs. */
export interface Scheduled {
  refreshDirectory(): Promise<unknown>;
  importNow(): Promise<unknown>;
  housekeeping(): Promise<unknown>;
  findOwed(): Promise<unknown>;
  backup(): Promise<unknown>;
}

/** Where to look, and how often. */
export interface Schedule {
  /** Empty where there is none. */
  directoryFile: string;
  /** Empty where nothing is imported. */
  recorderDir: string;
  importMinutes: number;
}

/**
 * Starts what is done regularly, each for itself: of one kind never two at a time, and one that fails is logged and done again at
 * its next turn.
 *
 * @returns the function that stops it
 */
export function startSchedules(
  log: Logger,
  { directoryFile, recorderDir, importMinutes }: Schedule,
  work: Scheduled,
): () => void {
  const inTurn = (what: string, task: () => Promise<unknown>) => {
    let working = false;
    return () => {
      if (working) return;
      working = true;
      task()
        .catch((error: unknown) =>
          log.error({ type: error instanceof Error ? error.name : typeof error }, `${what} failed`),
        )
        .finally(() => {
          working = false;
        });
    };
  };
  let quiet: NodeJS.Timeout | undefined;
  const refreshDirectory = inTurn('directory refresh', async () => {
    try {
      await work.refreshDirectory();
    } catch (error) {
      quiet = setTimeout(refreshDirectory, DIRECTORY_AGAIN_MS);
      throw error;
    }
  });
  watchFile(directoryFile, { interval: DIRECTORY_LOOK_MS }, () => {
    clearTimeout(quiet);
    quiet = setTimeout(refreshDirectory, DIRECTORY_QUIET_MS);
  });
  const importing = inTurn('import', async () => {
    if (recorderDir !== '') await work.importNow();
  });
  const housekeeping = inTurn('housekeeping', () => work.housekeeping());
  const findOwed = inTurn('search for messages owed', () => work.findOwed());
  const backup = inTurn('backup', () => work.backup());
  importing();
  housekeeping();
  findOwed();
  backup();
  const timers = [
    setInterval(importing, importMinutes * 60_000),
    setInterval(housekeeping, HOUSEKEEPING_MS),
    setInterval(findOwed, OWED_MS),
    setInterval(backup, HOUSEKEEPING_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    clearTimeout(quiet);
    unwatchFile(directoryFile);
  };
}
