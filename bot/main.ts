import { join } from 'node:path';
import type { Logger } from 'pino';
import { startApp } from './app.js';
import { systemClock } from './clock.js';
import { type Config, parseConfig } from './config.js';
import { untilBack } from './db/untilBack.js';
import { writeSampleDirectory } from './demo/sampleDirectory.js';
import { writeSampleRecordings } from './demo/sampleRecordings.js';
import { AppError } from './errors.js';
import { startSchedules } from './jobs/schedules.js';
import { captureOutput, createLogger } from './logger.js';
import { withDemoSecrets } from './secret.js';
import { describe } from './teams/in/bot.js';

/** For how long calls are still taken once the process is told to stop, in milliseconds: whoever sends them has to notice. */
const DRAIN_MS = 2000;

/** After so long it ends, whatever is still under way, in milliseconds. */
const STOP_MS = 18_000;

/** Fills what a demo lacks: its secrets, sample recordings dated relative to today, a sample directory. */
async function withDemoData(config: Config): Promise<Config> {
  if (!config.demo) return config;
  const demo = withDemoSecrets(config);
  if (demo.recorderDir === '') {
    demo.recorderDir = join(demo.dataDir, 'sample-recorder');
    await writeSampleRecordings(demo.recorderDir, systemClock);
  }
  if (demo.directoryFile === '') demo.directoryFile = await writeSampleDirectory(demo.dataDir);
  return demo;
}

/** What nobody foresaw ends the process, and is in the log before: its kind and place, not its words. */
function dieTold(log: Logger): void {
  const die = (error: unknown) => {
    log.fatal({ err: describe(error) }, 'ended by an error that nobody foresaw');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

async function main(): Promise<void> {
  // What is written is for the bot's own account.
  process.umask(0o077);
  // Where it is set packages print what they work with: cards, with numbers and names.
  delete process.env.DEBUG;
  const config = await withDemoData(parseConfig(process.env));
  if (!config.demo && config.databaseOwnerUrl !== '') {
    throw new AppError(
      'config',
      'DATABASE_OWNER_URL: is for `npm run migrate` only; move it from .env to .env.owner, out of the reach of the bot’s account',
      '設定に誤りがあります。',
    );
  }
  const log = createLogger(config);
  captureOutput(log);
  dieTold(log);
  const app = await startApp({ config, clock: systemClock, log });
  await untilBack(() => app.refreshDirectory());
  // A file of heads that cannot be read is for the operator to mend; people are served meanwhile.
  await app.checkLog().catch((error: unknown) => {
    log.error({ type: error instanceof Error ? error.name : typeof error }, 'the audit log was not checked');
  });
  await app.startWorkers();

  const stopSchedules = startSchedules(log, config, app);

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    stopSchedules();
    setTimeout(() => {
      log.error('not everything came to an end');
      process.exit(1);
    }, STOP_MS).unref();
    app.close(DRAIN_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: describe(error) }, 'not everything could be closed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  log.info({ port: app.port, filesPort: app.filesPort, demo: config.demo, teamsSdk: config.teamsSdk }, 'ready');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
