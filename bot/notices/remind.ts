import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Request } from '../db/generated/client.js';
import { peopleWithRole } from '../directory/people.js';
import { civilDate, daysBetween } from '../japanese/civil.js';
import { alone, type Report } from '../jobs/alone.js';
import { decidersOf } from '../requests/deciders.js';
import { mayRemindAt, type Reminder, remindersDue } from '../rule/reminders.js';
import { retentionOf } from '../rule/retention.js';
import { oweNotice } from './owe.js';

const OPEN = ['submitted', 'returned', 'approved', 'answered', 'received'] as const;

/**
 * Owes the reminders that are due now, each once: undecided applications and running-out recordings to those who decide (the
 * latter to the 取扱者 as well), unused links and missing registrations to the chief.
 *
 * @returns how many requests were looked at; 0 outside office hours
 */
export async function remind(ctx: Context, report: Report): Promise<number> {
  const now = ctx.clock.now();
  if (!mayRemindAt(now)) return 0;
  const open = await ctx.db.client.request.findMany({
    where: { status: { in: [...OPEN] } },
    orderBy: { submittedAt: 'asc' },
  });
  for (const request of open) {
    await alone('reminders of a request', report, () => remindOf(ctx, request, now));
  }
  return open.length;
}

async function remindOf(ctx: Context, request: Request, now: Date): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const due = remindersDue(await factsOf(tx, ctx, request, now), civilDate(now), ctx.config.reminders);
    for (const reminder of due) {
      for (const personId of readersOf(ctx, request, reminder)) {
        await oweNotice(tx, ctx, { kind: 'reminder', requestId: request.id, personId, about: reminder.about });
      }
    }
  });
}

async function factsOf(tx: Tx, ctx: Context, request: Request, now: Date) {
  const today = civilDate(now);
  const link = await tx.link.findFirst({
    where: {
      requestId: request.id,
      kind: 'answer',
      recipientId: request.chiefId ?? '',
      revokedAt: null,
      expiresAt: { gt: now },
    },
    orderBy: { expiresAt: 'asc' },
  });
  return {
    status: request.status,
    submittedOn: request.submittedAt && civilDate(request.submittedAt),
    answeredOn: request.answeredAt && civilDate(request.answeredAt),
    preserved:
      (await tx.preserved.count({ where: { storeKey: { not: null }, matter: { requestId: request.id } } })) > 0,
    retentionLeft: retentionOf(request.callDate ?? today, today, ctx.config.retention).daysLeft,
    linkId: link?.id ?? null,
    linkLeft: link && daysBetween(today, civilDate(link.expiresAt)),
  };
}

function readersOf(ctx: Context, request: Request, { kind }: Reminder): string[] {
  if (kind === 'link' || kind === 'unregistered') return request.chiefId === null ? [] : [request.chiefId];
  const deciders = decidersOf(ctx, request).map(({ id }) => id);
  if (kind === 'undecided') return deciders;
  const operators = peopleWithRole(ctx.directory, 'operator').map(({ id }) => id);
  const chief = request.status === 'returned' && request.chiefId !== null ? [request.chiefId] : [];
  return [...new Set([...chief, ...deciders, ...operators])];
}
