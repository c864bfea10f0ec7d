import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Notice, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { SECTION } from '../rule/office.js';
import { sendAgain } from './owe.js';

/** A message that could not be sent, with the person it is for. */
export type UnsentNotice = Notice & { name: string; request: Request | null };

const LIST_LENGTH = 10;

function assertOffice(actor: Actor): void {
  if (hasRole(actor, 'manager', 'operator')) return;
  throw new AppError(
    'not_allowed',
    'not of the office',
    `未達の一覧は、${SECTION}の管理責任者と取扱者がご覧になれます。`,
  );
}

/** The messages that could not be sent, newest first; for the 管理責任者 and the 取扱者. */
export async function listUnsent(ctx: Context, actor: Actor): Promise<UnsentNotice[]> {
  assertOffice(actor);
  const notices = await ctx.db.client.notice.findMany({
    where: { state: 'unreachable' },
    include: { request: true },
    orderBy: { createdAt: 'desc' },
    take: LIST_LENGTH,
  });
  return notices.map((notice) => ({
    ...notice,
    name: ctx.directory.person(notice.personId ?? '')?.name ?? '決裁チャネル',
  }));
}

/** Tries every unsent message once more (再送). Returns how many are on their way. */
export async function resendUnsent(ctx: Context, actor: Actor, via: Via): Promise<number> {
  assertOffice(actor);
  return ctx.db.transaction(async (tx) => {
    const notices = await sendAgain(tx, ctx);
    if (notices > 0) {
      await appendAudit(tx, ctx, {
        actor: { id: actor.personId, name: actor.name },
        action: 'notice.resend',
        channel: via.channel,
        data: { notices },
      });
    }
    return notices;
  });
}
