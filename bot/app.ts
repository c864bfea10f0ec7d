import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { openHeadPlaces } from './audit/places.js';
import { openRecorder } from './audit/recorder.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Context } from './context.js';
import { type Database, openDatabase } from './db/database.js';
import { Directory } from './directory/directory.js';
import { type DirectoryLoad, loadDirectory } from './directory/loadDirectory.js';
import { openFileStore } from './files/store.js';
import { holdKind, makePrivate } from './folders.js';
import { checkLog, publishHead } from './housekeeping/heads.js';
import { keepHouse } from './housekeeping/keepHouse.js';
import { holdIfOlder, holdUntilKnown } from './housekeeping/restored.js';
import { handOverToSuccessors } from './housekeeping/succeed.js';
import type { Report } from './jobs/alone.js';
import { openQueue } from './jobs/queue.js';
import { type JobHandlers, runPending, startWorkers } from './jobs/worker.js';
import { deliverNotice, refreshCards } from './notices/deliver.js';
import { tellOfDirectory } from './notices/directoryNews.js';
import { presentApplication } from './notices/present.js';
import { createReadiness, type Readiness } from './readiness.js';
import { type ImportSummary, importRecordings } from './recordings/importRecordings.js';
import { columnsFrom } from './recordings/indexRow.js';
import { answerRequest } from './requests/answer.js';
import { keptSince } from './rule/retention.js';
import { codeCard } from './teams/cards/notices.js';
import { loadCards } from './teams/cards/render.js';
import { fetchFromChat } from './teams/in/attachment.js';
import { createBot, describe } from './teams/in/bot.js';
import { createMessages } from './teams/in/messages.js';
import { createCarrier } from './teams/out/carrier.js';
import { personalConversation, renewSeals, sealEarlier } from './teams/out/conversations.js';
import { Messenger } from './teams/out/messenger.js';
import { type Keys, MICROSOFTS_KEYS } from './teams/sdk/microsoft.js';
import { openTeams } from './teams/sdk/open.js';
import type { FetchFile } from './teams/sdk/port.js';
import { OpenStreams } from './web/openStreams.js';
import { createWeb, type Listening, listen } from './web/server.js';

/** How often changes of the directory by other processes are looked for, in milliseconds. */
const DIRECTORY_LOOK_MS = 5000;

/** The running product. Tests build the same one with their own clock, database and logger. */
export interface App {
  ctx: Context;
  port: number;
  /** Whether people can be answered yet. */
  readiness: Readiness;
  /** Takes over the directory file if it changed. */
  refreshDirectory(): Promise<DirectoryLoad>;
  /** Looks for new recordings in the recorder's folder. */
  importNow(): Promise<ImportSummary>;
  /** Looks at the end of the audit log and tells those in charge when it is not whole. */
  checkLog(): Promise<void>;
  /** Deletes what is no longer kept, lays open applications before new deciders, reminds. */
  housekeeping(): Promise<void>;
  /** Works off every job that is due, and waits for codes under way and for what was sent to be settled (tests). */
  runPending(): Promise<void>;
  /** Works off jobs as they come, until the app is closed. */
  startWorkers(): Promise<void>;
  close(): Promise<void>;
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
}

/** Builds the product by hand: database, queue, use cases, Teams, web; then listens. */
export async function startApp({
  config: wanted,
  clock,
  log,
  database,
  fetchFile = fetch,
  keys = MICROSOFTS_KEYS,
}: AppParts): Promise<App> {
  const { databaseUrl: url, databaseOwnerUrl: ownerUrl, dataDir, demo } = wanted;
  makePrivate(dataDir, wanted);
  holdKind(dataDir, demo ? (wanted.demoOwnData ? 'own' : 'demo') : 'real');
  if (wanted.demoOwnData) log.warn('a demo with data of your own: whoever uses this machine can act in anybody’s name');
  const files = await openFileStore(wanted);
  const db = database ?? (await openDatabase({ url, ownerUrl, dataDir, migratedApart: !demo }));
  if (url !== '' && db.ownsAuditLog)
    log.warn('the database role can change the audit log; migrate as another (npm run migrate)');
  const queue = await openQueue(db, (error) => log.warn({ type: error.name }, 'queue trouble'));
  const config = { ...wanted };
  if (!config.demo && config.notice.published === '') {
    log.warn('the public notice has no date of publication; set NOTICE_PUBLISHED');
  }
  const { auditSigner } = await openRecorder(db, clock, config.auditKeys);
  await sealEarlier({ db, clock, auditSigner, config });
  const directory = await Directory.open(db, config.linkSecrets);
  const headPlaces = openHeadPlaces(config, clock);
  const ctx: Context = { db, directory, clock, auditSigner, headPlaces, queue, config, files, links: { held: true } };
  await renewSeals(ctx);
  // A place of heads that cannot be reached holds links; housekeeping looks again.
  await holdUntilKnown(ctx).catch((error: unknown) =>
    log.error({ err: describe(error) }, 'links are held: kept heads cannot be read'),
  );

  const render = loadCards();
  // The SDKs would print whole requests; what went wrong may be logged, what was said may not.
  const onError = (error: Error) => log.error({ err: describe(error) }, 'turn ended by an error');
  const teams = await openTeams({ config, onError, fetchFile });
  const messenger = new Messenger(teams, render, ctx);
  const readiness = createReadiness();
  const bot = createBot({ ctx, messenger, render, log, readiness });
  const messages = createMessages({ ctx, log, keys, receive: teams.answerWith(bot) });
  const underway = new Set<Promise<void>>();
  const sendCode = (personId: string, code: string, minutes: number): void => {
    const sending = deliverCode(personId, code, minutes).finally(() => underway.delete(sending));
    underway.add(sending);
  };
  const deliverCode = async (personId: string, code: string, minutes: number): Promise<void> => {
    try {
      const conversation = await personalConversation(ctx, personId);
      if (conversation) await messenger.send(conversation, codeCard(code, minutes));
      else log.warn('a code could not be sent: the recipient has no conversation yet');
    } catch (error) {
      log.warn({ type: error instanceof Error ? error.name : typeof error }, 'a code could not be sent');
    }
  };

  const report: Report = (step, error) => log.error({ step, err: describe(error) }, 'housekeeping failed');

  const refreshDirectory = async (): Promise<DirectoryLoad> => {
    if (config.directoryFile === '') return { state: 'unchanged' };
    const bytes = await readFile(config.directoryFile);
    await directory.refresh();
    if (!directory.trusted) log.error('somebody wrote posts into the database; the directory file is read anew');
    const sealing = { secrets: config.linkSecrets, directory };
    const load = await loadDirectory(db, ctx, bytes, sealing, (tx, not) => tellOfDirectory(tx, ctx, not));
    await directory.refresh({ from: createHash('sha256').update(bytes).digest('hex') });
    if (load.state === 'loaded') log.info({ people: load.people }, 'directory loaded');
    if (load.state === 'refused') {
      const { faults, removed, posts } = load;
      log.error(
        { faults, removed, posts },
        'directory refused; whoever is nowhere in it has lost their rights, the rest stays',
      );
    }
    if (load.state === 'held') {
      log.error({ removed: load.removed, of: load.of }, 'directory held: the manager has to confirm it');
    }
    if (load.state === 'loaded' || load.state === 'refused') await handOverToSuccessors(ctx, report);
    // A file that is refused leaves the people of the one before, if there was one.
    if (directory.posts.length > 0) readiness.done('directory');
    return load;
  };
  let distrusted: number | undefined;
  const lookAtDirectory = async (): Promise<void> => {
    await directory.refresh();
    // Once for each change of the tables: a file that is refused would otherwise be read, and told of, without end.
    if (directory.trusted || directory.version === distrusted) return;
    distrusted = directory.version;
    await refreshDirectory();
  };
  const columns = columnsFrom(config.recorderColumns);
  const importNow = async (): Promise<ImportSummary> => {
    const { recorderDir: folder, areaCode, retentionDays } = config;
    const notBefore = keptSince(clock.now(), retentionDays);
    readiness.done('import');
    const summary = await importRecordings(db, clock, { folder, areaCode, columns, notBefore });
    log.info({ rows: summary.rows, added: summary.added, problems: summary.problemCount }, 'import finished');
    // File names hold extensions, so the log says where and what only; `npm run import` prints the sentences.
    for (const { kind, line } of summary.problems.slice(0, 20)) log.warn({ kind, line }, 'import problem');
    return summary;
  };

  const carrier = createCarrier(ctx, messenger);
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
    refresh: withPeople(({ requestId }) => refreshCards(ctx, carrier, requestId)),
    head: () => publishHead(ctx),
    directory: async () => void (await refreshDirectory()),
    fetch: withPeople((file) => fetchFromChat(ctx, messenger, file, teams.fetchFile)),
  };

  const streams = new OpenStreams(ctx, () => log.warn('the right to what is being sent could not be looked at'));
  let looking: NodeJS.Timeout | undefined;
  let listening: Listening;
  try {
    listening = await listen(createWeb({ ctx, log, readiness, messages, sendCode, streams }), config.host, config.port);
  } catch (error) {
    await queue.boss.stop({ graceful: false, wait: true });
    await db.close();
    throw error;
  }
  if (config.publicUrl === '') config.publicUrl = `http://${config.host}:${listening.port}`;

  if (config.recorderDir === '') readiness.done('import');
  if (config.directoryFile === '') readiness.done('directory');

  return {
    ctx,
    port: listening.port,
    readiness,
    refreshDirectory,
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
    housekeeping: () => keepHouse(ctx, report),
    async runPending() {
      await Promise.all(underway);
      await streams.settled();
      await runPending(queue, handlers, log);
    },
    async startWorkers() {
      await startWorkers(queue, handlers, log);
      looking = setInterval(() => {
        lookAtDirectory().catch((error: unknown) => log.warn({ err: describe(error) }, 'the directory was not read'));
      }, DIRECTORY_LOOK_MS);
      readiness.done('workers');
    },
    async close() {
      clearInterval(looking);
      readiness.giveUp();
      await listening.close();
      await Promise.all(underway);
      await queue.boss.stop({ graceful: true, wait: true, timeout: 10_000 });
      await db.close();
    },
  };
}
