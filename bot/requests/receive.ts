import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import { tidySentence } from '../japanese/text.js';
import type { Actor } from '../rule/actor.js';
import { TRANSITIONS } from '../rule/states.js';
import { auditStep, type Moved, moveRequest } from './move.js';
import { oweNotice } from './owe.js';

const MAX_NUMBER = 60;

/** 受領: the chief says that the copy has arrived. @throws AppError `not_found`, `not_allowed`, `wrong_state` */
export async function receiveRequest(ctx: Context, actor: Actor, via: Via, requestId: string): Promise<Moved> {
  return moveRequest(ctx, actor, via, 'receive', { requestId }, async () => ({
    data: { receivedAt: ctx.clock.now() },
  }));
}

/** 受領 by the first download; in the transaction that counts the download. Later downloads change nothing. The chief is told what ends the matter. */
export async function receiveByDownload(tx: Tx, ctx: Context, requestId: string): Promise<void> {
  const now = ctx.clock.now();
  const { count } = await tx.request.updateMany({
    where: { id: requestId, status: { in: [...TRANSITIONS.receive.from] } },
    data: { status: TRANSITIONS.receive.to, receivedAt: now, updatedAt: now, version: { increment: 1 } },
  });
  if (count === 0) return;
  const { chiefId } = await tx.request.findUniqueOrThrow({ where: { id: requestId } });
  if (chiefId !== null) await oweNotice(tx, ctx, { kind: 'downloaded', requestId, personId: chiefId, about: 'first' });
  await ctx.queue.enqueue(tx, 'refresh', { requestId });
  await auditStep(tx, ctx, null, { channel: 'web' }, requestId, 'receive');
}

/**
 * 文書登録 (the ※ line of 様式第1号): the number in the 総合文書管理システム under which the copy is kept as a public document. It
 * ends the matter.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`, `invalid_input`
 */
export async function registerRequest(
  ctx: Context,
  actor: Actor,
  via: Via,
  input: { requestId: string; number: string },
): Promise<Moved> {
  const number = tidySentence(input.number);
  if (number === '' || number.length > MAX_NUMBER) {
    throw new AppError(
      'invalid_input',
      'no registration number',
      number === ''
        ? '総合文書管理システムに登録した番号を入力してください。'
        : `総合文書管理システムに登録した番号は、${MAX_NUMBER}字以内で入力してください。`,
    );
  }
  return moveRequest(ctx, actor, via, 'register', input, async (_tx, request) => ({
    data: {
      filedAt: ctx.clock.now(),
      registeredNumber: number,
      ...(request.receivedAt === null ? { receivedAt: ctx.clock.now() } : {}),
    },
  }));
}
