import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { isApart, pagesUrl } from '../addresses.js';
import { isOfThisMachine } from '../closed.js';
import type { Config } from '../config.js';
import type { Context } from '../context.js';
import { ROOT } from '../paths.js';
import type { Readiness } from '../readiness.js';
import { CITY_NAME, OFFICE, SECTION } from '../rule/office.js';
import { fileRoutes, type SendCode } from './fileRoutes.js';
import { GUIDE_NAMES, guidePage, guidePictures } from './guidePage.js';
import { protectiveHeaders } from './headers.js';
import { metrics, onlyFromWithin, type Watch } from './metrics.js';
import { noticeRoutes } from './noticeRoutes.js';
import { onError } from './onError.js';
import type { OpenStreams } from './openStreams.js';
import { rulePage } from './rulePage.js';
import { entraSignIn } from './signIn.js';
import { countTries, limitRequests } from './tries.js';

/** What the web edge is given by the composition root. */
export interface WebParts {
  ctx: Context;
  log: Logger;
  readiness: Readiness;
  /** Answers `POST /api/messages`: what could be read, and what could not. */
  messages: [RequestHandler, ErrorRequestHandler];
  /** Sends a six-digit code to a person's own chat. */
  sendCode: SendCode;
  streams: OpenStreams;
  watch: Watch;
  /** Whether jobs are worked on; a process that has stopped to is to be started anew. */
  isAtWork(): boolean;
}

/** Our own scripts, styles and pictures, which say nothing of anybody. */
const ONE_HOUR = ['Cache-Control', 'public, max-age=3600'] as const;
/** What of the pages is no script. */
const PUBLIC = join(ROOT, 'bot', 'web', 'public');
/** Teams sends activities of up to 256 KB. */
const ACTIVITY_LIMIT = '256kb';

/** What answers at each port. */
export interface Web {
  /** At `PORT`. */
  main: RequestListener;
  /** At `FILES_PORT`, where that is set. */
  files?: RequestListener;
}

/**
 * The web edge: messages endpoint, file pages, public notice and rule (第3条第1項), guides, health.
 *
 * Where `FILES_URL` is apart from `PUBLIC_URL` there are two applications, for Teams and for people, and neither knows the other's
 * routes. A port of its own tells them apart by what an operator wired; without it the name that a request gives has to
 * (docs/decisions/0029-two-addresses.md).
 */
export function createWeb(parts: WebParts): Web {
  const { config } = parts.ctx;
  const { publicUrl, trustProxy, filesTrustProxy, filesPort } = config;
  // Whoever watches asks often, and has to hear that the database hangs: no limit is counted in it for them.
  const forPeople = [demoOnly, health, watching, filesApi, pages];
  if (!isApart(config)) return { main: applicationOf(parts, publicUrl, trustProxy, [messagesEndpoint, ...forPeople]) };
  const notice = config.publicNotice ? [noticePages] : [];
  const forTeams = [messagesEndpoint, demoOnly, health, limited, ...notice];
  const people = applicationOf(parts, pagesUrl(config), filesTrustProxy, forPeople);
  if (filesPort !== undefined) return { main: applicationOf(parts, publicUrl, trustProxy, forTeams), files: people };
  // Whoever watches the bot from its own machine calls it by no public name.
  const teams = applicationOf(parts, publicUrl, trustProxy, [watchingFromHere, ...forTeams]);
  return { main: (req, res) => (isCalled(req, pagesUrl(config)) ? people : teams)(req, res) };
}

/** Adds routes to an application. */
type Part = (app: Express, parts: WebParts) => void;

/** An application of these parts in their order, with what every answer has and a sentence for all that none of them knows. */
function applicationOf(parts: WebParts, address: string, trustProxy: number, served: readonly Part[]): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustProxy);
  app.use(protectiveHeaders(address));
  for (const add of served) add(app, parts);
  app.use(
    (_req, res) => void res.status(404).json({ message: 'ページが見つかりませんでした。アドレスをご確認ください。' }),
  );
  app.use(onError(parts.log));
  return app;
}

/**
 * Whether a request gives this address's host as its own. `Host` alone is looked at, to the letter: `X-Forwarded-Host` is passed on
 * by proxies that know nothing of it, and whatever is no such name belongs to the side that has nothing to hide.
 */
function isCalled({ headers }: IncomingMessage, address: string): boolean {
  const { host, hostname, port, protocol } = new URL(address);
  const given = headers.host?.toLowerCase();
  return given === host || given === `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

const messagesEndpoint: Part = (app, { messages }) => {
  app.post('/api/messages', express.json({ limit: ACTIVITY_LIMIT }), ...messages);
};

const demoOnly: Part = (app, { ctx }) => {
  if (ctx.config.demo) app.use(onlyThisMachine);
};

const limited: Part = (app, { ctx }) => {
  app.use(limitRequests(ctx));
};

/** The link's API, its pages' other end of a sign-in, and the general limit behind it. */
const filesApi: Part = (app, { ctx, log, readiness, sendCode, streams }) => {
  const tries = countTries(ctx);
  const entra = ctx.config.linkSignIn === 'entra' ? entraSignIn(ctx, log, tries) : undefined;
  // Before the general limit: whoever holds a link is not slowed down by others behind the same address.
  app.use('/files/api', (_req, res, next) => {
    if (ctx.links.held) res.status(503).json({ message: LINKS_HELD });
    // Who has left is known once the directory's file was read.
    else if (readiness.missing().includes('directory')) res.status(503).json({ message: STARTING });
    else next();
  });
  app.use('/files/api', fileRoutes(ctx, tries, streams, sendCode, entra?.begin));
  app.use(limitRequests(ctx));
  if (entra) app.get('/files/signin', entra.end);
};

const pages: Part = (app, parts) => {
  const assets = { index: false, redirect: false, setHeaders: (res: ServerResponse) => res.setHeader(...ONE_HOUR) };
  app.use('/assets', express.static(PUBLIC, assets));
  app.use('/assets', express.static(join(ROOT, 'dist', 'bot', 'web', 'page'), assets));
  app.get('/files', filesPage(parts.ctx.config.linkSignIn));
  noticePages(app, parts);
  app.use('/guides/pictures', guidePictures(assets));
  for (const guide of GUIDE_NAMES) app.get(`/guides/${guide}`, page(guidePage(guide)));
};

/** The public notice, the rule that it rests on and their style sheets: what anybody may read (第3条第1項). */
const noticePages: Part = (app, { ctx }) => {
  for (const style of ['base.css', 'pages.css']) app.get(`/assets/${style}`, asset(join(PUBLIC, style)));
  app.get('/assets/tokens.css', asset(tokensFile()));
  app.get('/', (_req, res) => res.redirect('/notice'));
  app.use(noticeRoutes(ctx));
  app.get('/rule', page(rulePage()));
};

const health: Part = (app, { isAtWork }) => {
  app.get('/healthz', (_req, res) => {
    if (isAtWork()) res.json({ status: 'ok' });
    else res.status(503).json({ status: 'stuck' });
  });
};

/** For whoever watches the bot. */
const watching: Part = (app, { ctx, readiness, watch }) => {
  app.get('/readyz', ready(ctx, readiness));
  app.get('/metrics', onlyFromWithin(ctx.config.metricsFrom), metrics(watch));
};

/** The same where everybody may call. */
const watchingFromHere: Part = (app, { ctx, readiness, watch }) => {
  const known = onlyFromWithin(ctx.config.metricsFrom);
  app.get('/readyz', known, ready(ctx, readiness));
  app.get('/metrics', known, metrics(watch));
};

function ready({ db, storage }: Context, readiness: Readiness): RequestHandler {
  return async (_req, res) => {
    if (readiness.stopping) return void res.status(503).json({ status: 'stopping' });
    if (!db.presence.away) await db.client.$queryRaw`SELECT 1`.catch((error: unknown) => db.presence.suspectIf(error));
    const away = [...(db.presence.away ? ['database'] : []), ...(storage.away ? ['storage'] : [])];
    if (away.length > 0) return void res.status(503).json({ status: 'waiting', waiting: away });
    const waiting = readiness.missing();
    if (waiting.length > 0) res.status(503).json({ status: 'starting', waiting });
    // A log that was tampered with does not stop the office; whoever watches is told.
    else res.json({ status: 'ready', auditLog: readiness.log ?? 'unchecked' });
  };
}

function tokensFile(): string {
  return createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css');
}

/** The demo answers to nobody else, and to no page that was lured here under another name. */
const onlyThisMachine: RequestHandler = (req, res, next) => {
  if (isOfThisMachine(req)) next();
  else res.status(403).json({ message: 'デモは、このコンピューターのブラウザーからのみご利用いただけます。' });
};

const STARTING = 'ただいま準備しています。1分ほどおいて、もう一度お試しください。';

const LINKS_HELD = `ただいま取得リンクを確認しています。しばらくしてから、もう一度お試しください。システムのデータを復元したときは、${SECTION}の確認が済み次第、新しいリンクをTeamsにお送りします。`;

/** A page that is the same for everybody, made once. */
function page(html: string): RequestHandler {
  return (_req, res) => void res.type('html').send(html);
}

/** A file of ours that says nothing of anybody. */
function asset(file: string): RequestHandler {
  return (_req, res) => res.set(...ONE_HOUR).sendFile(file);
}

/** The link's page, told whose it is and which way its reader proves who they are. */
function filesPage(signIn: Config['linkSignIn']): RequestHandler {
  const html = readFileSync(join(PUBLIC, 'files.html'), 'utf8');
  const told: Record<string, string> = { signIn, city: CITY_NAME, office: OFFICE };
  return page(html.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => told[name] ?? placeholder));
}

/** What listens and how to end it. */
export interface Listening {
  port: number;
  /** Where people are served, if at a port of their own. */
  filesPort?: number;
  /**
   * Goes on answering for a while; then takes no more connections, and answers what was received. Whoever has by the end not sent a
   * whole request, or not taken a whole answer, is cut off.
   *
   * @param drain for how long it goes on, in milliseconds: whoever sends calls here has to find out first that they should go elsewhere
   */
  close(drain?: number): Promise<void>;
}

/** How long the other end may take, in milliseconds. */
export interface Patience {
  /** For the head of a request. */
  head: number;
  /** For a whole request; long enough to upload a large recording over a slow line. */
  request: number;
  /** For the next byte in either direction. An answer may take as long as it likes while bytes move. */
  silence: number;
  /** How often the first two are looked at. */
  look: number;
}

const MOST_CONNECTIONS = 1000;

/** How long a connection is kept on which nothing is asked, in milliseconds. */
const KEPT_MS = 75_000;

const PATIENCE: Patience = { head: 15_000, request: 600_000, silence: 120_000, look: 5000 };

/** How long requests under way may take when no more connections are taken, in milliseconds. */
const CLOSE_MS = 10_000;

/** Listens, at both ports or at none; port 0 takes a free one. */
export async function listen(
  { main, files }: Web,
  at: Pick<Config, 'host' | 'port' | 'filesHost' | 'filesPort'>,
  patience = PATIENCE,
): Promise<Listening> {
  const outer = await listenAt(main, at.host, at.port, patience);
  if (files === undefined) return outer;
  try {
    const inner = await listenAt(files, at.filesHost, at.filesPort ?? 0, patience);
    const close = async (drain?: number) => void (await Promise.all([outer.close(drain), inner.close(drain)]));
    return { port: outer.port, filesPort: inner.port, close };
  } catch (error) {
    await outer.close();
    throw error;
  }
}

function listenAt(answer: RequestListener, host: string, port: number, patience: Patience): Promise<Listening> {
  const server: Server = createServer(
    {
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.look,
    },
    answer,
  );
  server.timeout = patience.silence;
  // Longer than proxies keep a connection that they may use again: who closes it first must not be this side.
  server.keepAliveTimeout = KEPT_MS;
  // Beyond so many a flood would take the memory of those who are served.
  server.maxConnections = MOST_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        port: actual,
        close: (drain = 0) => closeServer(server, drain),
      });
    });
  });
}

async function closeServer(server: Server, drain: number): Promise<void> {
  if (drain > 0) await pause(drain);
  // Right after connections were taken and bytes were read: what came in until now is in the server's hands.
  await new Promise(setImmediate);
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await new Promise<void>((closed) => {
    server.close(() => closed());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}
