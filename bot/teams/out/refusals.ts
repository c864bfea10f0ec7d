import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { type AuditChannel, appendAudit } from '../../audit/append.js';
import type { Context } from '../../context.js';
import { senderOf } from '../../sender.js';
import type { Refusal } from '../in/gate.js';

/** So many refused calls of all addresses together get a row within a minute: whoever has many must not fill the log. */
const AUDITED_OF_ALL = 300;

/** So many refused calls of one address get a row each in the audit log within a minute; the others share one. */
const AUDITED = 30;

const STATUS: Record<Refusal, number> = {
  host: 403,
  unreadable: 400,
  no_token: 401,
  token_form: 401,
  issuer: 401,
  token: 401,
  unverifiable: 503,
  audience: 403,
  channel: 403,
  service: 403,
  tenant: 403,
};

/** Answers a refused call; the HTTP status is the reason's own unless another is given. */
export type Refuse = (req: Request, res: Response, because: Refusal, status?: number) => Promise<void>;

/**
 * Answers refused calls so that each leaves one row in the audit log. Whoever floods gets no more rows after the thirtieth of
 * a minute but one, and 429. An address is the other end of the connection; behind a proxy all callers share it, which is why
 * only refused calls are counted and an admitted one never comes here.
 */
export function createRefuse(ctx: Context, log: Logger): Refuse {
  const refused = ctx.throttles.of('gate', AUDITED);
  const ofAll = ctx.throttles.of('gate of all', AUDITED_OF_ALL);
  return async (req, res, because, status = STATUS[because]) => {
    const own = await refused.take(senderOf(req.ip ?? ''));
    const { allowed, firstRefused, retryAfter } = own.allowed ? await ofAll.take('all') : own;
    if (allowed) {
      // Without the Bot Framework's keys nobody gets in: that is for the operator to see to.
      log[because === 'unverifiable' ? 'error' : 'warn']({ because }, 'activity refused at the gate');
      await auditRefusal(ctx, because, 'chat');
      res.status(status).json({ message: '呼び出し元を確認できないため、受け付けられません。' });
      return;
    }
    if (firstRefused) {
      log.warn('many activities refused at the gate, the rest of this minute is not told');
      await ctx.db.transaction((tx) =>
        appendAudit(tx, ctx, { actor: null, action: 'gate.throttled', channel: 'chat' }),
      );
    }
    res.set('Retry-After', String(retryAfter));
    res.status(429).json({ message: '受け付けられない呼び出しが続いています。しばらくお待ちください。' });
  };
}

/** Writes one row: that a call, or sending to a stored conversation, was refused, and why; nothing of its contents. */
export async function auditRefusal(
  ctx: Context,
  because: Refusal | 'stored_reference',
  channel: AuditChannel,
): Promise<void> {
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, { actor: null, action: 'gate.refused', channel, data: { because } }),
  );
}
