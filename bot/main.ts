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

/** How often reminders, deletions and new periods of 代決 are seen to, in milliseconds. */
const HOUSEKEEPING_MS = 15 * 60_000;

/** Fills what a demo lacks: a link secret, sample recordings dated relative to today, a sample directory. */
async function withDemoData(config: Config): Promise<Config> {
  if (!config.demo) return config;
  const demo = { ...config };
  if (demo.linkSecret === '') demo.linkSecret = demoSecret(demo.dataDir);
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

  const inBackground = (what: string, work: () => Promise<unknown>) => () => {
    work().catch((error: unknown) =>
      log.error({ type: error instanceof Error ? error.name : typeof error }, `${what} failed`),
    );
  };
  watchFile(
    config.directoryFile,
    { interval: DIRECTORY_LOOK_MS },
    inBackground('directory refresh', app.refreshDirectory),
  );
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
