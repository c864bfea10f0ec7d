import type { Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication, TurnContext } from 'botbuilder';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Context } from '../../context.js';
import { createRefuse } from '../out/refusals.js';
import { type Refusal, readCall, refusalOfCall, refusalOfToken } from './gate.js';

/** What the messages endpoint is made of. */
export interface MessagesParts {
  ctx: Context;
  log: Logger;
  authentication: ConfigurationBotFrameworkAuthentication;
  adapter: CloudAdapter;
  /** What an admitted call makes the bot do. */
  run(context: TurnContext): Promise<unknown>;
}

/**
 * Answers `POST /api/messages`: first the gate, then the SDK's adapter, which verifies once more and runs the turn. The
 * second handler answers calls whose body could not be read. A refused call leaves one row in the audit log, nothing else.
 */
export function createMessages(parts: MessagesParts): [RequestHandler, ErrorRequestHandler] {
  const { ctx, log, authentication, adapter, run } = parts;
  const refuse = createRefuse(ctx, log);

  async function judge(body: unknown, authorization: string | undefined): Promise<Refusal | undefined> {
    const call = readCall(body);
    if (call === undefined) return 'unreadable';
    const refusal = refusalOfToken(ctx.config, call, authorization);
    if (refusal !== undefined) return refusal;
    try {
      const { claimsIdentity } = await authentication.authenticateRequest(call as Activity, authorization ?? '');
      return refusalOfCall(ctx.config, call, claimsIdentity);
    } catch (error) {
      return isTokenFault(error) ? 'token' : 'unverifiable';
    }
  }

  return [
    async (req, res) => {
      const refusal = await judge(req.body, req.get('authorization'));
      if (refusal !== undefined) return refuse(req, res, refusal);
      await adapter.process(req, res, async (context) => void (await run(context)));
    },
    async (error: unknown, req, res, next) => {
      const { status } = error as { status?: unknown };
      if (typeof status !== 'number' || status >= 500) return next(error);
      await refuse(req, res, 'unreadable', status);
    },
  ];
}

/** Did the SDK refuse the token, or could it verify none, because it did not get the Bot Framework's keys? */
function isTokenFault(error: unknown): boolean {
  const { name, statusCode } = error as { name?: unknown; statusCode?: unknown };
  return statusCode === 401 || ['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'].includes(String(name));
}
