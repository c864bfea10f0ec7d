import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod/v4';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { beginSignIn, endSignIn, type Refusal } from '../links/entra.js';
import { entraProvider } from '../links/entraProvider.js';
import { openTransaction } from '../links/entraTransaction.js';
import { endReplaced } from '../links/session.js';
import { readToken } from '../links/token.js';
import { tellRecipient } from '../requests/linkNews.js';
import type { SignInAddress } from './answers.js';
import {
  clearTransaction,
  marksOf,
  readSession,
  readTransaction,
  setMark,
  setSession,
  setTransaction,
} from './cookie.js';
import { type SignInTrouble, signInPage } from './signInPage.js';
import type { Tries } from './tries.js';

/** The two ends of a sign-in with Microsoft Entra ID. */
export interface EntraSignIn {
  /** `POST /files/api/signin`: takes the link's token, answers with the provider's address. */
  begin: RequestHandler;
  /** `GET /files/signin`: the provider sends the browser back here. */
  end: RequestHandler;
}

/** The link's token in its own alphabet, since it comes back in an address; anything else opens nothing. */
const BEGIN = z.object({
  token: z
    .string()
    .max(200)
    .regex(/^[\w-]+\.[\w-]+$/)
    .catch(''),
});

/** Nobody learns whether a link is unknown or somebody else's. */
const NOT_YOURS: readonly Refusal[] = ['tenant', 'link', 'person', 'left'];

/** Sign-in with Microsoft Entra ID for the link's page (docs/decisions/0015-link-sign-in-with-entra.md). */
export function entraSignIn(ctx: Context, log: Logger, tries: Tries): EntraSignIn {
  const provider = entraProvider(ctx);
  const { linkSecrets } = ctx.config;

  const begin: RequestHandler = async (req, res) => {
    const { token } = BEGIN.parse(req.body ?? {});
    const begun = await beginSignIn(ctx, provider, token);
    setTransaction(res, ctx.config, begun);
    res.json({ address: begun.address } satisfies SignInAddress);
  };

  const end: RequestHandler = async (req, res, next) => {
    // Only an answer of the provider is looked at; a scanner or preview of the bare address leaves no trace.
    if (req.method !== 'GET' || !('code' in req.query || 'error' in req.query)) return next();
    const show = (status: number, trouble: SignInTrouble, href?: string) =>
      res.status(status).type('html').send(signInPage(trouble, href));
    const answer = new URL(req.originalUrl, 'https://localhost').searchParams;
    const state = answer.get('state') ?? '';
    const sealed = readTransaction(req, ctx.config, state);
    const begun = sealed === undefined ? undefined : await openTransaction(linkSecrets, sealed, ctx.clock.now());
    const linkId = typeof begun === 'object' ? readToken(linkSecrets, begun.token) : undefined;
    if (!(await tries.allow(req, res, linkId))) return;
    try {
      const { token, session, because } = await endSignIn(
        ctx,
        provider,
        answer,
        begun,
        marksOf(req, ctx.config),
        (tx, link, event, sessionId) => tellRecipient(tx, ctx, link, event, sessionId),
      );
      const linkPage = token === '' ? undefined : `/files#${token}`;
      if (sealed !== undefined) clearTransaction(res, ctx.config, state);
      if (session === undefined) {
        show(403, NOT_YOURS.includes(because) ? 'refused' : 'unconfirmed', linkPage);
        return;
      }
      await endReplaced(ctx, readSession(req, ctx.config, session.linkId), session);
      setSession(res, ctx.config, session);
      setMark(res, ctx.config, session);
      res.redirect(303, `/files#${token}`);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      log.warn({ cause: nameOf(error.cause) }, error.message);
      // The cookie stays: the button brings the same answer again.
      show(503, 'unavailable', '');
    }
  };

  return { begin, end };
}

/** The library's name for a failure of the provider; its message may hold addresses. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
