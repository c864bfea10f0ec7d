import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express from 'express';
import { pagesUrl } from '../addresses.js';
import type { Config } from '../config.js';
import { protectiveHeaders } from './headers.js';
import type { Web } from './server.js';

/** What stands before the product from the first moment to the last. */
export interface FrontDoor {
  web: Web;
  /** From now on the product answers. */
  open(web: Web): void;
  /** From now on every answer says that the connection is not to be used again. */
  beginClosing(): void;
}

/** After how many seconds whoever calls too early may try again. */
const AGAIN_SECONDS = 10;

const NOT_YET = 'ただいま準備しています。1分ほどおいて、もう一度お試しください。';

/**
 * A front door: while nothing is behind it, because the database is not there yet, it says so, and that the process lives.
 *
 * @param apart whether people have a port of their own
 */
export function createFrontDoor(config: Config, apart: boolean): FrontDoor {
  let behind: Web | undefined;
  let closing = false;
  const at = (which: 'main' | 'files', waiting: RequestListener) => (req: IncomingMessage, res: ServerResponse) => {
    if (closing) res.setHeader('Connection', 'close');
    (behind?.[which] ?? waiting)(req, res);
  };
  const main = at('main', waitingRoom(config.publicUrl, !apart));
  return {
    web: apart ? { main, files: at('files', waitingRoom(pagesUrl(config), true)) } : { main },
    open(web) {
      behind = web;
    },
    beginClosing() {
      closing = true;
    },
  };
}

/** @param watched whether it is asked if it is ready */
function waitingRoom(address: string, watched: boolean): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.use(protectiveHeaders(address));
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  if (watched)
    app.get('/readyz', (_req, res) => void res.status(503).json({ status: 'starting', waiting: ['database'] }));
  app.use((_req, res) => {
    res.set('Retry-After', String(AGAIN_SECONDS)).status(503).json({ message: NOT_YET });
  });
  return app;
}
