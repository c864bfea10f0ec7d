import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.js';
import { auditRefusal, type Refused } from '../links/refusal.js';
import { senderOf } from '../sender.js';

/** Tries at the links a minute from one sender; somebody who mistypes a code needs far fewer. */
const TRIES_A_MINUTE = 20;

/**
 * Tries a minute at nothing that is ours, from all senders together: whoever has many addresses must not fill the log, in which nothing
 * is ever deleted. A reader, who names a link with its MAC, is not held to it.
 */
const TRIES_OF_ALL = 300;

/** Requests a minute from one sender for everything that is not a link: pages, their styles and scripts, health. */
const REQUESTS_A_MINUTE = 600;

const TOO_MANY =
  '短い時間に続けて操作が行われたため、受付を一時的に止めています。1分ほど待ってから、もう一度お試しください。';

/** Answers that there were too many tries, and when the next may be made. */
export function answerTooMany(res: Response, retryAfter: number): void {
  res.status(429).set('Retry-After', String(retryAfter)).json({ message: TOO_MANY });
}

/** Keeps whoever tries what opens nothing from filling the audit log. */
export interface Tries {
  /**
   * Counts one try; false when it was one too many and 429 was answered. A try at a link that was named with its MAC counts for
   * that link alone, so the tries of a stranger behind the same address do not touch its reader.
   */
  allow(req: Request, res: Response, linkId?: string): Promise<boolean>;
  /** Counts a refusal and writes its row, for as long as the sender is allowed tries; false when 429 was answered. */
  note(req: Request, res: Response, refused: Refused): Promise<boolean>;
}

/**
 * Counts tries by sender. The first of a minute that is one too many is audited as
 * `link.throttled`; further ones leave no trace and cost no statement.
 */
export function countTries(ctx: Context): Tries {
  const throttle = ctx.throttles.of('tries', TRIES_A_MINUTE);
  const ofAll = ctx.throttles.of('tries of all', TRIES_OF_ALL);
  const allow: Tries['allow'] = async (req, res, linkId) => {
    const sender = senderOf(req.ip ?? '');
    const own = await throttle.take(linkId === undefined ? sender : `${sender} ${linkId}`);
    if (own.allowed && linkId !== undefined) return true;
    const together = own.allowed ? await ofAll.take('all') : own;
    const { allowed, firstRefused, retryAfter } = together;
    if (allowed) return true;
    const from = together === own ? sender : 'all';
    if (firstRefused) {
      await auditRefusal(ctx, 'link.throttled', { from, ...(linkId === undefined ? {} : { link: linkId }) });
    }
    answerTooMany(res, retryAfter);
    return false;
  };
  return {
    allow,
    async note(req, res, refused) {
      if (!(await allow(req, res))) return false;
      await auditRefusal(ctx, refused);
      return true;
    },
  };
}

/** The generous limit of everything that is neither a link nor Teams. */
export function limitRequests(ctx: Context): RequestHandler {
  const throttle = ctx.throttles.of('requests', REQUESTS_A_MINUTE);
  return async (req, res, next) => {
    const { allowed, retryAfter } = await throttle.take(senderOf(req.ip ?? ''));
    if (allowed) next();
    else answerTooMany(res, retryAfter);
  };
}
