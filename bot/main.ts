import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { startApp } from './app.js';
import { systemClock } from './clock.js';
import { type Config, parseConfig } from './config.js';
import { writeSampleDirectory } from './demo/sampleDirectory.js';
import { writeSampleRecordings } from './demo/sampleRecordings.js';
import { AppError } from './errors.js';
import { createLogger } from './logger.js';
import { demoSecret } from './secret.js';

/** How often the directory file is looked at for changes, in milliseconds. */
const DIRECTORY_LOOK_MS = 5000;

/** How long the directory file must have stayed as it is before it is read: a half-written one would take rights away. */
const DIRECTORY_QUIET_MS = 2 * DIRECTORY_LOOK_MS;

/** When the directory file is tried again after it could not be read or taken over, in milliseconds. */
const DIRECTORY_AGAIN_MS = 60_000;

/** How often reminders, deletions and new periods of 代決 are seen to, in milliseconds. */
const HOUSEKEEPING_MS = 15 * 60_000;

/** Fills what a demo lacks: a link secret, a master key, sample recordings dated relative to today, a sample directory. */
async function withDemoData(config: Config): Promise<Config> {
  if (!config.demo) return config;
  const demo = { ...config };
  if (demo.linkSecret === '') demo.linkSecret = demoSecret(demo.dataDir, 'link');
  if (demo.masterKeys.length === 0) demo.masterKeys = [demoSecret(demo.dataDir, 'master')];
  if (demo.recorderDir === '') {
    demo.recorderDir = join(demo.dataDir, 'sample-recorder');
    await writeSampleRecordings(demo.recorderDir, systemClock);
  }
  if (demo.directoryFile === '') demo.directoryFile = await writeSampleDirectory(demo.dataDir);
  return demo;
}

async function main(): Promise<void> {
  const config = await withDemoData(parseConfig(process.env));
  const log = createLogger(config);
  const app = await startApp({ config, clock: systemClock, log });
  await app.refreshDirectory();
  await app.startWorkers();

  // One at a time: what is still at work when its turn comes again is left to finish.
  const inBackground = (what: string, work: () => Promise<unknown>) => {
    let working = false;
    return () => {
      if (working) return;
      working = true;
      work()
        .catch((error: unknown) =>
          log.error({ type: error instanceof Error ? error.name : typeof error }, `${what} failed`),
        )
        .finally(() => {
          working = false;
        });
    };
  };
  let quiet: NodeJS.Timeout | undefined;
  const refreshDirectory = inBackground('directory refresh', async () => {
    try {
      await app.refreshDirectory();
    } catch (error) {
      quiet = setTimeout(refreshDirectory, DIRECTORY_AGAIN_MS);
      throw error;
    }
  });
  watchFile(config.directoryFile, { interval: DIRECTORY_LOOK_MS }, () => {
    clearTimeout(quiet);
    quiet = setTimeout(refreshDirectory, DIRECTORY_QUIET_MS);
  });
  const importInTurn = inBackground('import', async () => {
    if (config.recorderDir !== '') await app.importNow();
  });
  importInTurn();
  const importing = setInterval(importInTurn, config.importMinutes * 60_000);
  const housekeeping = inBackground('housekeeping', app.housekeeping);
  housekeeping();
  const keeping = setInterval(housekeeping, HOUSEKEEPING_MS);

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    clearInterval(importing);
    clearInterval(keeping);
    clearTimeout(quiet);
    unwatchFile(config.directoryFile);
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  log.info({ port: app.port, demo: config.demo }, 'ready');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
