import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { isOfThisMachine } from '../closed.js';
import type { Config } from '../config.js';
import type { Context } from '../context.js';
import { ROOT } from '../paths.js';
import type { Readiness } from '../readiness.js';
import { fileRoutes, type SendCode } from './fileRoutes.js';
import { GUIDE_NAMES, guidePage, guidePictures } from './guidePage.js';
import { protectiveHeaders } from './headers.js';
import { metrics, onlyFromThisMachine } from './metrics.js';
import { noticePage } from './noticePage.js';
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
}

/** Our own scripts, styles and pictures, which say nothing of anybody. */
const ONE_HOUR = ['Cache-Control', 'public, max-age=3600'] as const;
/** Teams sends activities of up to 256 KB. */
const ACTIVITY_LIMIT = '256kb';

/** The Express application: messages endpoint, file pages, public notice and rule (第3条第1項), guides, health. */
export function createWeb({ ctx, log, readiness, messages, sendCode, streams }: WebParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', ctx.config.trustProxy);
  app.use(protectiveHeaders(ctx.config));
  app.post('/api/messages', express.json({ limit: ACTIVITY_LIMIT }), ...messages);

  if (ctx.config.demo) app.use(onlyThisMachine);
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
  app.use(limitRequests());

  const assets = { index: false, redirect: false, setHeaders: (res: ServerResponse) => res.setHeader(...ONE_HOUR) };
  app.use('/assets', express.static(join(ROOT, 'bot', 'web', 'public'), assets));
  app.use('/assets', express.static(join(ROOT, 'dist', 'bot', 'web', 'page'), assets));
  app.get('/assets/tokens.css', (_req, res) => res.set(...ONE_HOUR).sendFile(tokensFile()));
  app.get('/', (_req, res) => res.redirect('/notice'));
  app.get('/files', filesPage(ctx.config.linkSignIn));
  if (entra) app.get('/files/signin', entra.end);
  app.get('/notice', page(noticePage(ctx.config)));
  app.get('/rule', page(rulePage()));
  app.use('/guides/pictures', guidePictures(assets));
  for (const guide of GUIDE_NAMES) app.get(`/guides/${guide}`, page(guidePage(guide)));

  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', async (_req, res) => {
    await ctx.db.client.$queryRaw`SELECT 1`;
    const waiting = readiness.missing();
    if (waiting.length > 0) res.status(503).json({ status: 'starting', waiting });
    // A log that was tampered with does not stop the office; whoever watches is told.
    else res.json({ status: 'ready', auditLog: readiness.log ?? 'unchecked' });
  });

  app.get('/metrics', onlyFromThisMachine, metrics(ctx));

  app.use(
    (_req, res) => void res.status(404).json({ message: 'ページが見つかりませんでした。アドレスをご確認ください。' }),
  );
  app.use(onError(log));
  return app;
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

const LINKS_HELD =
  'ただいま取得リンクを確認しています。しばらくしてから、もう一度お試しください。システムのデータを復元したときは、管財課の確認が済み次第、新しいリンクをTeamsにお送りします。';

/** A page that is the same for everybody, made once. */
function page(html: string): RequestHandler {
  return (_req, res) => void res.type('html').send(html);
}

/** The link's page, told which way its reader proves who they are. */
function filesPage(signIn: Config['linkSignIn']): RequestHandler {
  const html = readFileSync(join(ROOT, 'bot', 'web', 'public', 'files.html'), 'utf8');
  const told = html.replace('data-sign-in="code"', `data-sign-in="${signIn}"`);
  return page(told);
}

/** A listening server and how to end it. */
export interface Listening {
  port: number;
  close(): Promise<void>;
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

const PATIENCE: Patience = { head: 15_000, request: 600_000, silence: 120_000, look: 5000 };

/** Listens; port 0 takes a free one. `close` lets requests under way finish, but waits for no idle connection. */
export function listen(app: Express, host: string, port: number, patience = PATIENCE): Promise<Listening> {
  const server: Server = createServer(
    {
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.look,
    },
    app,
  );
  server.timeout = patience.silence;
  // Beyond so many a flood would take the memory of those who are served.
  server.maxConnections = MOST_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        port: actual,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeIdleConnections();
          }),
      });
    });
  });
}
