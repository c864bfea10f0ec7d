import type { Logger } from 'pino';
import { isApart } from './addresses.js';
import { openHeadPlaces, warnOfWeakPlaces } from './audit/places.js';
import { openRecorder } from './audit/recorder.js';
import { openChatModel } from './azure/chatModel.js';
import { openGraph } from './azure/graph.js';
import type { StorageCredential } from './azure/storage.js';
import { answerBackups } from './backup/ask.js';
import { BackupKeeper } from './backup/keeper.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Context } from './context.js';
import { isDatabaseAway } from './db/away.js';
import { type Database, openDatabase } from './db/database.js';
import { openThrottles } from './db/throttle.js';
import { untilBack } from './db/untilBack.js';
import { DIRECTORY_CHANNEL, Directory } from './directory/directory.js';
import type { DirectoryLoad } from './directory/loadDirectory.js';
import { isStorageFault } from './files/faults.js';
import { openByteStore, openFileStore } from './files/store.js';
import { holdKind, kindOf, makePrivate } from './folders.js';
import { type OtherClocks, otherClocks } from './housekeeping/clockJump.js';
import { checkLog, publishHead } from './housekeeping/heads.js';
import { type House, keepHouse } from './housekeeping/keepHouse.js';
import { checkWholeLog } from './housekeeping/logCheck.js';
import { sealPlainFiles } from './housekeeping/plainFiles.js';
import { holdIfOlder, holdUntilKnown } from './housekeeping/restored.js';
import { secretsOf } from './housekeeping/secrets.js';
import { keepDirectory } from './housekeeping/takeOver.js';
import { civilDate } from './japanese/civil.js';
import type { Report } from './jobs/alone.js';
import { openQueue } from './jobs/queue.js';
import { type JobHandlers, type JobNews, runPending, startWorkers, type Workers } from './jobs/worker.js';
import { holdCity } from './matters/city.js';
import { preserveRecordings } from './matters/preserve.js';
import { applySettings, renewSettingsSeal, SETTINGS_CHANNEL } from './matters/settings.js';
import { deliverNotice, refreshCards, updateCard } from './notices/deliver.js';
import { findOwed } from './notices/findOwed.js';
import { type Limit, Pace } from './notices/pace.js';
import { presentApplication } from './notices/present.js';
import { type SystemNews, tellOffice } from './notices/systemNews.js';
import { Presence } from './presence.js';
import { createReadiness, type Readiness } from './readiness.js';
import { type ImportSummary, importRecordings } from './recordings/importRecordings.js';
import { columnsFrom } from './recordings/indexRow.js';
import { answerRequest } from './requests/answer.js';
import { keptSince } from './rule/retention.js';
import { loadCards } from './teams/cards/render.js';
import { fetchFromChat } from './teams/in/attachment.js';
import { createBot, describe } from './teams/in/bot.js';
import { createMessages } from './teams/in/messages.js';
import { createCarrier } from './teams/out/carrier.js';
import { CodeSender } from './teams/out/codes.js';
import { renewSeals, sealEarlier } from './teams/out/conversations.js';
import { Installer } from './teams/out/install.js';
import { Messenger } from './teams/out/messenger.js';
import { type Keys, MICROSOFTS_KEYS } from './teams/sdk/microsoft.js';
import { openTeams } from './teams/sdk/open.js';
import type { FetchFile } from './teams/sdk/port.js';
import type { SendCode } from './web/fileRoutes.js';
import { createFrontDoor, type FrontDoor } from './web/frontDoor.js';
import { createWatch } from './web/metrics.js';
import { OpenStreams } from './web/openStreams.js';
import { createWeb, type Listening, listen } from './web/server.js';

/** How often changes of directory and settings by other processes are looked for that were not heard of, in milliseconds. */
const NEWS_LOOK_MS = 60_000;

/** How often it is tried out whether files can be kept, in milliseconds. */
const STORAGE_LOOK_MS = 60_000;

/** A process that has not looked at its queue for so long does no work, in milliseconds. */
const MOST_SINCE_LOOK_MS = 120_000;

/** The running product. Tests build the same one with their own clock, database and logger. */
export interface App {
  ctx: Context;
  port: number;
  /** Where people are served, if at a port of their own (`FILES_PORT`). */
  filesPort: number | undefined;
  /** Whether people can be answered yet. */
  readiness: Readiness;
  /** Takes over the directory file if it changed. */
  refreshDirectory(): Promise<DirectoryLoad>;
  /** Looks for new recordings in the recorder's folder; undefined where another process is at it. */
  importNow(): Promise<ImportSummary | undefined>;
  /** Looks at the end of the audit log and tells those in charge when it is not whole. */
  checkLog(): Promise<void>;
  /** Deletes what is no longer kept, lays open applications before new deciders, reminds. */
  housekeeping(): Promise<void>;
  /** Gives a job to each message that is owed and has none. @returns how many there were */
  findOwed(): Promise<number>;
  /** Makes the backup of this night, if there is none yet. */
  backup(): Promise<void>;
  /** Works off every job that is due, and waits for codes under way and for what was sent to be settled (tests). */
  runPending(): Promise<void>;
  /** Works off jobs as they come, until the app is closed. */
  startWorkers(): Promise<void>;
  /**
   * Brings everything to an end: calls are answered, jobs are done or given back.
   *
   * @param drain for how long calls are still taken, in milliseconds
   */
  close(drain?: number): Promise<void>;
}

export interface AppParts {
  config: Config;
  clock: Clock;
  log: Logger;
  /** An open database to use instead of the configured one; the app closes it. */
  database?: Database;
  /** Fetches files from Microsoft's hosts; tests stand in for the network here. */
  fetchFile?: FetchFile;
  /** Where to look for the keys of those who call, if not at the Bot Framework (tests). */
  keys?: Keys;
  /** What other clocks say, if not the database's server; null where the clock is not doubted (tests, whose clock jumps). */
  clocks?: OtherClocks | null;
  /** What Teams takes in one conversation, if something else than it says (tests). */
  limits?: readonly Limit[];
  /** Enters the container of files instead of the bot's identity (tests). */
  storage?: StorageCredential;
}

/**
 * Listens, and builds the product by hand behind its door: database, queue, use cases, Teams, web. While the database is away it waits.
 *
 * @throws AppError `config` for what only whoever set it up can mend
 */
export async function startApp({ config: wanted, ...parts }: AppParts): Promise<App> {
  const { dataDir } = wanted;
  const { log } = parts;
  makePrivate(dataDir, wanted);
  holdKind(dataDir, kindOf(wanted));
  if (wanted.demoOwnData) log.warn('a demo with data of your own: whoever uses this machine can act in anybody’s name');
  const config = { ...wanted };
  const apart = isApart(config) && config.filesPort !== undefined;
  const door = createFrontDoor(config, apart);
  const listening = await listen(door.web, config);
  log.info({ port: listening.port }, 'listening');
  if (config.publicUrl === '') config.publicUrl = `http://${config.host}:${listening.port}`;
  try {
    const { database } = parts;
    if (database !== undefined) return await build({ ...parts, config, database }, door, listening);
    for (let told = false; ; ) {
      const opened = await openWhenThere(config, () => {
        if (!told) log.warn('the database is away');
        told = true;
      });
      try {
        return await build({ ...parts, config, database: opened }, door, listening);
      } catch (error) {
        await opened.close();
        if (!isDatabaseAway(error)) throw error;
      }
    }
  } catch (error) {
    await listening.close();
    throw error;
  }
}

/** Opens the database as soon as it is there. @param onAway hears that it is not */
function openWhenThere(config: Config, onAway: () => void): Promise<Database> {
  const {
    databaseUrl: url,
    databaseDirectUrl: directUrl,
    databaseOwnerUrl: ownerUrl,
    databaseTimeoutSeconds: timeoutSeconds,
    dataDir,
    demo,
    auditYears,
  } = config;
  return untilBack(
    () =>
      openDatabase({
        ...{ url, directUrl, ownerUrl, dataDir, timeoutSeconds },
        migratedApart: !demo,
        trimsLog: auditYears !== undefined,
      }),
    onAway,
  );
}

async function build(
  {
    config,
    clock,
    log,
    database: db,
    fetchFile = fetch,
    keys = MICROSOFTS_KEYS,
    storage: credential,
    clocks,
    limits,
  }: AppParts & { database: Database },
  door: FrontDoor,
  listening: Listening,
): Promise<App> {
  const { databaseUrl: url } = config;
  const files = await openFileStore(config, log, credential);
  const storage = new Presence(() => files.tryOut(), isStorageFault);
  if (url !== '' && db.ownsAuditLog)
    log.warn('the database role can change the audit log; migrate as another (npm run migrate)');
  const queue = openQueue(db);
  if (!config.demo && config.notice.published === '') {
    log.warn('the public notice has no date of publication; set NOTICE_PUBLISHED');
  }
  if (isApart(config) && config.filesPort === undefined)
    log.warn('what is for people only is told apart by the name that a request gives; set FILES_PORT');
  const { auditSigner } = await openRecorder(db, clock, config.auditKeys);
  await holdCity(db);
  await applySettings({ db, config });
  await renewSettingsSeal({ db, config });
  await sealEarlier({ db, clock, auditSigner, config });
  const directory = await Directory.open(db, config.linkSecrets);
  const headPlaces = openHeadPlaces(config, clock);
  await warnOfWeakPlaces(headPlaces, log);
  const readiness = createReadiness();
  const ctx: Context = {
    db,
    directory,
    clock,
    auditSigner,
    headPlaces,
    queue,
    config,
    files,
    storage,
    readiness,
    throttles: openThrottles(db, config.linkSecrets),
    links: { held: true },
    chatModel: openChatModel(config, (why) => log.warn(why, 'the chat model did not answer')),
  };
  await renewSeals(ctx);
  if (config.fileStore === 'disk') {
    const { sealed, removed, left } = await sealPlainFiles(ctx, await openByteStore(config));
    if (sealed > 0) log.info({ files: sealed }, 'files from before encryption were encrypted');
    if (removed > 0) log.info({ files: removed }, 'files from before encryption, of copies long removed, were removed');
    if (left > 0)
      log.error(
        { files: left },
        'unencrypted files in the folder of the files are those of no row; nobody is given them',
      );
  }
  // A place of heads that cannot be reached holds links; housekeeping looks again.
  await holdUntilKnown(ctx).catch((error: unknown) =>
    log.error({ err: describe(error) }, 'links are held: kept heads cannot be read'),
  );

  const render = loadCards();
  // The SDKs would print whole requests; what went wrong may be logged, what was said may not.
  const onError = (error: Error) => log.error({ err: describe(error) }, 'turn ended by an error');
  const teams = await openTeams({ config, onError, fetchFile });
  const pace = new Pace(db, limits);
  const messenger = new Messenger(teams, render, ctx, pace, log);
  const bot = createBot({ ctx, messenger, render, log, readiness });
  const messages = createMessages({ ctx, log, keys, receive: teams.answerWith(bot) });
  const codes = new CodeSender(ctx, messenger, log);
  const report: Report = (step, error) => log.error({ step, err: describe(error) }, 'housekeeping failed');

  const people = keepDirectory(ctx, log, report);
  const columns = columnsFrom(config.recorderColumns);
  const importNow = async (): Promise<ImportSummary | undefined> => {
    const { recorderDir: folder, areaCode, retention } = config;
    const notBefore = keptSince(clock.now(), retention);
    readiness.done('import');
    const read = () => importRecordings(db, clock, { folder, areaCode, columns, notBefore });
    const summary = await db.alone('import', 'leave', read);
    if (summary === undefined) return undefined;
    log.info({ rows: summary.rows, added: summary.added, problems: summary.problemCount }, 'import finished');
    if (summary.newlyLost > 0) await tellOffice(ctx, `recorder-${civilDate(clock.now())}`);
    // File names hold extensions, so the log says where and what only; `npm run import` prints the sentences.
    for (const { kind, line } of summary.problems.slice(0, 20)) log.warn({ kind, line }, 'import problem');
    return summary;
  };

  const installer = new Installer(ctx, config.graph.install ? openGraph(config) : null, log);
  const carrier = createCarrier(ctx, messenger, installer);
  // A job may have been asked for by another process, with a change of who decides.
  const withPeople =
    <D>(work: (data: D) => Promise<void>) =>
    async (data: D): Promise<void> => {
      await directory.refresh();
      await work(data);
    };
  const handlers: JobHandlers = {
    submitted: withPeople(({ requestId }) => presentApplication(ctx, requestId)),
    answer: withPeople(({ requestId }) => answerRequest(ctx, requestId)),
    notify: withPeople(({ noticeId }) => deliverNotice(ctx, carrier, noticeId)),
    refresh: withPeople(({ requestId }) => refreshCards(ctx, requestId)),
    update: withPeople(({ noticeId }) => updateCard(ctx, carrier, noticeId)),
    head: () => publishHead(ctx),
    verify: withPeople((asked) => checkWholeLog(ctx, asked)),
    preserve: ({ matterId }) => preserveRecordings(ctx, matterId),
    directory: async () => void (await people.refresh()),
    fetch: withPeople((file) => fetchFromChat(ctx, messenger, file, teams.fetchFile)),
  };

  const streams = new OpenStreams(ctx, () => log.warn('the right to what is being sent could not be looked at'));
  const tell = (about: SystemNews) =>
    tellOffice(ctx, about).catch((error: unknown) =>
      log.error({ err: describe(error) }, 'the office could not be told'),
    );
  const watch = createWatch(ctx, () => secretsOf(ctx));
  const news: JobNews = { ...watch.news, troubled: ({ name, id }) => void tell(`job-${name}-${id}`) };
  const backups = new BackupKeeper(
    {
      ...{ db, clock, auditSigner, kind: kindOf(config), engine: url === '' ? 'embedded' : 'postgresql' },
      bytes: await openByteStore(config, credential),
    },
    { folder: config.backupDir, days: config.backupDays },
    log,
    () => void tell(`backup-${civilDate(clock.now()).replaceAll('-', '')}`),
  );
  const house: House = {
    pace,
    clocks: clocks === undefined ? otherClocks(db, url !== '') : clocks,
    memory: {},
    removeOldBackups: () => backups.removeOld(),
  };
  let stopAnswering = () => {};
  let workers: Workers | undefined;
  let looking: NodeJS.Timeout | undefined;
  let trying: NodeJS.Timeout | undefined;
  let stopListening = async () => {};
  const isAtWork = () => (workers?.sinceLook() ?? 0) < MOST_SINCE_LOOK_MS;
  db.presence.onChange((away) => {
    if (away) log.warn('the database is away');
    else log.info('the database is back');
    if (!away) workers?.wake();
  });
  storage.onChange((away) => {
    if (away) log.error('files cannot be kept');
    else log.info('files can be kept again');
    void tell(`storage-${away ? 'away' : 'back'}-${clock.now().getTime()}`);
    if (!away) workers?.wake();
  });
  const sendCode: SendCode = (...code) => codes.send(...code);
  door.open(createWeb({ ctx, log, readiness, messages, sendCode, streams, watch, isAtWork }));

  if (config.recorderDir === '') readiness.done('import');
  if (config.directoryFile === '') readiness.done('directory');

  return {
    ctx,
    port: listening.port,
    filesPort: listening.filesPort,
    readiness,
    refreshDirectory: people.refresh,
    importNow,
    async checkLog() {
      await holdIfOlder(ctx);
      if (ctx.links.held)
        log.error('the database is an older state than it was; links are held until somebody says 「復元しました」');
      // A log that is older than its heads is told of once, by what has to be done.
      const whole = !ctx.links.held && (await checkLog(ctx));
      readiness.log = whole ? 'whole' : 'broken';
      if (!whole) log.error('the end of the audit log is not whole; run npm run audit:verify');
    },
    housekeeping: async () => void (await db.alone('housekeeping', 'leave', () => keepHouse(ctx, house, report))),
    findOwed: () => findOwed(ctx),
    backup: async () => void (await db.alone('backup', 'leave', () => backups.nightly())),
    async runPending() {
      await codes.settled();
      await messenger.settled();
      await streams.settled();
      await runPending({ queue, handlers, log, news, storage });
    },
    async startWorkers() {
      storage.suspect();
      trying = setInterval(() => storage.suspect(), STORAGE_LOOK_MS);
      workers = startWorkers({ queue, handlers, log, news, storage, presence: db.presence });
      const look = () =>
        void people.look().catch((error: unknown) => {
          db.presence.suspectIf(error);
          if (!db.presence.away) log.warn({ err: describe(error) }, 'the directory was not read');
        });
      const heard = () =>
        void applySettings(ctx).catch((error: unknown) => {
          db.presence.suspectIf(error);
          if (!db.presence.away) log.warn({ err: describe(error) }, 'the settings were not read');
        });
      const hear = () => {
        look();
        heard();
      };
      // Over one connection: a look at what did not change costs next to nothing.
      stopListening = db.listen([DIRECTORY_CHANNEL, SETTINGS_CHANNEL], hear);
      looking = setInterval(hear, NEWS_LOOK_MS);
      if (url === '') stopAnswering = answerBackups(config.dataDir, (into) => backups.make(into, 'command'), log);
      readiness.done('workers');
    },
    async close(drain) {
      clearInterval(looking);
      clearInterval(trying);
      readiness.giveUp();
      door.beginClosing();
      // What comes in while jobs are brought to an end is answered; what it asks for waits for the next process.
      stopAnswering();
      await Promise.all([listening.close(drain), workers?.stop(), stopListening(), backups.close(), storage.close()]);
      await codes.settled();
      await db.close();
    },
  };
}
