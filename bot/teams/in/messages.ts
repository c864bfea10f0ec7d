import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { JWTPayload } from 'jose';
import type { Logger } from 'pino';
import { isOfThisMachine } from '../../closed.js';
import type { Context } from '../../context.js';
import { createRefuse } from '../out/refusals.js';
import type { Keys } from '../sdk/microsoft.js';
import type { Receive } from '../sdk/port.js';
import { describe } from './bot.js';
import { bearerOf, type Refusal, readCall, refusalOfCall, refusalOfToken } from './gate.js';
import { createVerifier, TokenFault } from './token.js';

/** What the messages endpoint is made of. */
export interface MessagesParts {
  ctx: Context;
  log: Logger;
  keys: Keys;
  /** What an admitted call is answered by. */
  receive: Receive;
}

/**
 * Answers `POST /api/messages`: first the gate, then the SDK, which runs the turn. The second handler answers calls whose body could
 * not be read. A refused call leaves one row in the audit log, nothing else.
 */
export function createMessages({ ctx, log, keys, receive }: MessagesParts): [RequestHandler, ErrorRequestHandler] {
  const { config } = ctx;
  const refuse = createRefuse(ctx, log);
  const verify = createVerifier(config.bot.id, keys);

  /** Why a call is refused, or the claims of its token; the demo has none. */
  async function judge(body: unknown, authorization: string | undefined): Promise<Refusal | { claims?: JWTPayload }> {
    const call = readCall(body);
    if (call === undefined) return 'unreadable';
    const refusal = refusalOfToken(config, call, authorization);
    if (refusal !== undefined) return refusal;
    try {
      const claims = config.demo ? undefined : await verify(bearerOf(authorization) ?? '', call.serviceUrl);
      return refusalOfCall(config, call, claims) ?? { ...(claims === undefined ? {} : { claims }) };
    } catch (error) {
      if (!(error instanceof TokenFault)) throw error;
      if (error.because === 'unverifiable') log.error({ err: describe(error.cause) }, 'a token could not be verified');
      return error.because;
    }
  }

  return [
    async (req, res) => {
      const foreign = config.demo && !isOfThisMachine(req);
      const judged = foreign ? 'host' : await judge(req.body, req.get('authorization'));
      if (typeof judged === 'string') return refuse(req, res, judged);
      await receive(req, res, judged.claims);
    },
    async (error: unknown, req, res, next) => {
      const { status } = error as { status?: unknown };
      if (typeof status !== 'number' || status >= 500) return next(error);
      await refuse(req, res, 'unreadable', status);
    },
  ];
}
