import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { AppError } from '../errors.js';
import type { Tries } from './tries.js';

/** Bodies of the link's page are a token and a code. */
const BODY_LIMIT = '16kb';

const OPEN_AGAIN = '画面を開き直してください。';

/**
 * What stands before the link's API: GET and POST only, nothing for a browser that fetches ahead, POSTs of our own page only,
 * bodies that are JSON objects. What is refused here is audited, as long as its sender is allowed tries.
 */
export function fileGuard(tries: Tries): Router {
  const router = Router();
  router.use(onlyGetAndPost);
  router.post(/.*/, async (req, res, next) => {
    if (isOwnPage(req)) return next();
    if (!(await tries.note(req, res, 'link.foreign_post'))) return;
    throw new AppError('not_allowed', 'a POST from another site', OPEN_AGAIN);
  });
  const unreadable: ErrorRequestHandler = async (error, req, res, next) => {
    if (await tries.note(req, res, 'link.unreadable')) next(error);
  };
  // Apart, so that what was refused above is not written down once more as unreadable.
  router.use(Router().use(express.json({ limit: BODY_LIMIT }), onlyObjects, unreadable));
  return router;
}

/** HEAD would run what GET runs, and a prefetch is no reader: neither may count as an opening. */
const onlyGetAndPost: RequestHandler = (req, res, next) => {
  if (req.method !== 'GET' && req.method !== 'POST') {
    res.status(405).set('Allow', 'GET, POST').json({ message: OPEN_AGAIN });
  } else if (/prefetch|prerender|preview/.test(`${req.get('sec-purpose')} ${req.get('purpose')} ${req.get('x-moz')}`)) {
    res.status(403).json({ message: OPEN_AGAIN });
  } else next();
};

const onlyObjects: RequestHandler = (req, _res, next) => {
  if (!Array.isArray(req.body)) return next();
  throw new AppError('invalid_input', 'a body that is no object', `送られた内容を読み取れませんでした。${OPEN_AGAIN}`);
};

/** True for a POST that our own page's script made: other sites can neither set this header nor pass Sec-Fetch-Site. */
function isOwnPage(req: Request): boolean {
  const site = req.get('sec-fetch-site');
  return req.get('x-kumamoto-page') === '1' && (site === undefined || site === 'same-origin');
}
