import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { ROOT } from '../paths.js';
import { fileRoutes, type SendCode } from './fileRoutes.js';
import { metrics } from './metrics.js';

/** What the web edge is given by the composition root. */
export interface WebParts {
  ctx: Context;
  log: Logger;
  /** Answers `POST /api/messages`. */
  messages: RequestHandler;
  /** Sends a six-digit code to a person's own chat. */
  sendCode: SendCode;
}

const PAGE_LIMIT = '16kb';
/** Teams sends activities of up to 256 KB. */
const ACTIVITY_LIMIT = '256kb';

/** The Express application: messages endpoint, file pages, public notice (第3条第1項), health. */
export function createWeb({ ctx, log, messages, sendCode }: WebParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          connectSrc: ["'self'"],
          mediaSrc: ["'self'", 'blob:'],
          imgSrc: ["'self'", 'data:'],
          formAction: ["'none'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: ctx.config.publicUrl.startsWith('https://'),
    }),
  );
  app.post('/api/messages', express.json({ limit: ACTIVITY_LIMIT }), messages);

  const assets = { index: false, maxAge: '1h', redirect: false } as const;
  app.use('/assets', express.static(join(ROOT, 'bot', 'web', 'public'), assets));
  app.use('/assets', express.static(join(ROOT, 'dist', 'bot', 'web', 'page'), assets));
  app.get('/assets/tokens.css', (_req, res) => res.sendFile(tokensFile(), { maxAge: '1h' }));
  app.get('/', (_req, res) => res.redirect('/notice'));
  app.get('/files', page('files.html'));
  app.get('/notice', page('notice.html'));
  app.use('/files/api', express.json({ limit: PAGE_LIMIT }), fileRoutes(ctx, sendCode));

  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', async (_req, res) => {
    await ctx.db.client.$queryRaw`SELECT 1`;
    res.json({ status: 'ready' });
  });

  app.get('/metrics', metrics(ctx));

  app.use(
    (_req, res) => void res.status(404).json({ message: 'ページが見つかりませんでした。アドレスをご確認ください。' }),
  );
  app.use(onError(log));
  return app;
}

function tokensFile(): string {
  return createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css');
}

function page(name: string): RequestHandler {
  return (_req, res) => {
    res.set('Cache-Control', 'no-store').sendFile(join(ROOT, 'bot', 'web', 'public', name));
  };
}

const STATUS: Partial<Record<AppError['code'], number>> = {
  link_unusable: 410,
  used_up: 409,
  not_found: 404,
  wrong_state: 409,
  stale: 409,
  not_in_directory: 403,
  invalid_input: 400,
  not_allowed: 403,
  unavailable: 503,
};

function onError(log: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof AppError) return void res.status(STATUS[error.code] ?? 500).json({ message: error.forPerson });
    const status = (error as { status?: unknown }).status;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      return void res
        .status(status)
        .json({ message: '送られた内容を読み取れませんでした。画面を開き直してください。' });
    }
    log.error({ type: error instanceof Error ? error.name : typeof error }, 'request failed');
    res.status(500).json({ message: '処理できませんでした。少し時間をおいて、もう一度お試しください。' });
  };
}

/** A listening server and how to end it. */
export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Listens; port 0 takes a free one. `close` lets requests under way finish, but waits for no idle connection. */
export function listen(app: Express, host: string, port: number): Promise<Listening> {
  const server: Server = createServer(app);
  // Long enough for a large recording over a slow line.
  server.requestTimeout = 600_000;
  server.headersTimeout = 15_000;
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
