import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Notice, Prisma, Request } from '../db/generated/client.js';
import { chiefsOfSection } from '../directory/people.js';
import { decidersOf } from '../requests/deciders.js';
import { candidatesOf } from '../requests/reads/examine.js';
import { type MatterKind, matterRule } from '../rule/matters.js';
import { waitsIn } from '../rule/reminders.js';
import { isInOffice } from './uninstalled.js';

type Owed = Notice & { request: Request | null };

/**
 * Was the message true when it was owed, and is not any more? A call to act, after what it asks for was done, or when a later one
 * of the same kind for the same person takes its place. Everything else is news, and is told however late.
 */
export async function isOvertaken(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'config' | 'directory'>,
  notice: Owed,
): Promise<boolean> {
  const { id, key, request, personId, kind, createdAt } = notice;
  if (kind === 'deputySet' || kind === 'deputyChanged') return deputyEnded(tx, notice);
  if (kind === 'uninstalled') return !isInOffice(ctx, aboutOf(key)) || (await hasChat(tx, aboutOf(key)));
  if (kind === 'matterWaits') return !(await matterWaits(tx, notice));
  const call = callOf(notice);
  const states = waitsIn(call);
  if (states === undefined || request === null) return false;
  if (!states.includes(request.status) || (await isDone(tx, ctx, call, notice, request))) return true;
  const later = await tx.notice.findMany({
    where: { requestId: request.id, personId, kind, id: { not: id }, createdAt: { gt: createdAt } },
  });
  return later.some((one) => callOf(one) === call);
}

/** A link that was revoked, for whatever reason: a button to it leads nowhere. */
async function linkIsOver(tx: Tx, which: Prisma.LinkWhereInput): Promise<boolean> {
  return (await tx.link.count({ where: { ...which, revokedAt: null } })) === 0;
}

/** Whether somebody has a chat with the bot: they opened it, or it was installed for them. */
export async function hasChat(tx: Tx, personId: string): Promise<boolean> {
  return (await tx.conversation.count({ where: { personId, kind: 'personal' } })) > 0;
}

/** A period that has ended before its deputy could be told of it. */
async function deputyEnded(tx: Tx, { key }: Notice): Promise<boolean> {
  const period = await tx.deputyPeriod.findUnique({ where: { id: aboutOf(key) } });
  return period?.endedAt !== null;
}

/** Whether somebody still has to do something with the matter that a message is about. */
async function matterWaits(tx: Tx, { key }: Notice): Promise<boolean> {
  const matter = await tx.matter.findUnique({ where: { id: matterIn(aboutOf(key)).id } });
  return matter !== null && matterRule(matter.kind as MatterKind).waiting.includes(matter.status);
}

/** The matter, or the kind of one, that a message is about, and what was done with it or since when it waits. */
export function matterIn(about: string): { id: string; what: string } {
  const [id = '', what = ''] = about.split('.');
  return { id, what };
}

/** What a message is about, as its key has it. */
export function aboutOf(key: string): string {
  return key.split(':')[2] ?? '';
}

/** What a call asked for may be done without the request having moved. */
async function isDone(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'config' | 'directory'>,
  call: string,
  { key, personId }: Owed,
  request: Request,
): Promise<boolean> {
  switch (call) {
    case 'prepared':
      return request.draftOwner !== null && request.draftOwner !== personId;
    case 'handedBack':
      return request.draftOwner !== personId;
    case 'no-recording':
      return (await candidatesOf(tx, ctx, request)).candidates.length > 0;
    case 'no-decider':
      return decidersOf(ctx, request).length > 0;
    case 'answered':
    case 'refused':
      return linkIsOver(tx, { requestId: request.id, kind: 'answer', recipientId: personId ?? '', edition: 1 });
    case 'shared':
      return linkIsOver(tx, { id: aboutOf(key) });
    case 'link':
      // Re-issued, or stopped: the link that was to expire is none any more.
      return linkIsOver(tx, { id: aboutOf(key).slice('link-'.length) });
    case 'no-chief':
      return chiefsOfSection(ctx.directory, request).some(({ id }) => id === request.chiefId);
    default:
      return false;
  }
}

/** What a message calls to do: a reminder and a trouble name it at the beginning of what they are about. */
function callOf({ kind, key }: Pick<Notice, 'kind' | 'key'>): string {
  const about = aboutOf(key);
  if (kind === 'trouble') return about.split('.')[0] ?? '';
  return kind === 'reminder' ? (about.split('-')[0] ?? '') : kind;
}
