import { appendAudit } from '../../audit/append.js';
import { hasSeals } from '../../audit/recorder.js';
import { SEALED_ROW } from '../../audit/signatures.js';
import type { Context } from '../../context.js';
import type { Tx } from '../../db/database.js';
import type { Conversation } from '../../db/generated/client.js';
import { sealDirectory } from '../../directory/directory.js';
import { sendAgain } from '../../notices/owe.js';
import { makeSeal, sealFits } from '../../seal.js';
import { tenantOf } from '../in/gate.js';
import type { Activity, Address } from '../sdk/port.js';

const DAY_MS = 86_400_000;

const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Teams refreshes a card for so many people at the most. */
const MOST_REFRESHED = 60;

/** Conversation types in which only one person reads. */
export function isPersonal(activity: Partial<Activity>): boolean {
  return activity.conversation?.conversationType === 'personal';
}

/** The channel's own conversation; a reply's conversation id carries the thread behind a semicolon. */
export function conversationIdOf(activity: Partial<Activity>): string {
  return (activity.conversation?.id ?? '').split(';')[0] ?? '';
}

/** Where an answer to an activity goes: in a channel to the thread, in a chat of one person to that person. */
export function addressOf(activity: Partial<Activity>): Address {
  const personal = isPersonal(activity);
  return {
    id: activity.conversation?.id ?? '',
    kind: personal ? 'personal' : 'channel',
    tenantId: tenantOf(activity),
    serviceUrl: activity.serviceUrl ?? '',
    botId: activity.recipient?.id ?? '',
    userId: personal ? (activity.from?.id ?? null) : null,
  };
}

/**
 * Remembers where a person of the tenant can be reached, also one whom the directory does not name (yet): an appointment reaches
 * them from its first day. Nothing else of them is kept.
 */
export async function rememberPerson(ctx: Context, activity: Partial<Activity>): Promise<void> {
  const objectId = (activity.from?.aadObjectId ?? '').toLowerCase();
  if (isPersonal(activity) && OBJECT_ID.test(objectId)) await rememberConversation(ctx, activity, objectId);
}

/**
 * Remembers where a person, or with null a channel, can be reached. Somebody who speaks can be reached: what could not be sent to
 * them before is sent now.
 */
export async function rememberConversation(
  ctx: Context,
  activity: Partial<Activity>,
  personId: string | null,
): Promise<void> {
  const id = conversationIdOf(activity);
  const { id: _inThread, ...address } = addressOf(activity);
  const facts = sealed(ctx, id, { ...address, personId });
  const seenAt = ctx.clock.now();
  // Nearly always nothing is new, and one statement tells so.
  const [there] = await ctx.db.client.$queryRaw<(Conversation & { owed: boolean })[]>`
    SELECT *, EXISTS (SELECT 1 FROM "Notice" WHERE "personId" = ${personId} AND "state" = 'unreachable') AS "owed"
    FROM "Conversation" WHERE "id" = ${id}`;
  const same = there && (Object.keys(facts) as (keyof typeof facts)[]).every((key) => there[key] === facts[key]);
  // Of several chats of one person the one used last counts; noting that once a day is enough.
  if (same && !there.owed && seenAt.getTime() - there.seenAt.getTime() < DAY_MS) return;
  await ctx.db.transaction((tx) => noteConversation(tx, ctx, id, { ...address, personId }));
}

/** Whose conversation it is, and where. */
type Whose = Omit<Conversation, 'id' | 'seenAt' | 'seal'>;

const sealed = ({ config }: Pick<Context, 'config'>, id: string, whose: Whose) => ({
  ...whose,
  seal: makeSeal(config.linkSecrets, SEAL, factsOf({ id, ...whose })),
});

/** Notes a conversation under the bot's seal, and asks for what could not be sent to its person before. */
export async function noteConversation(tx: Tx, ctx: Context, id: string, whose: Whose): Promise<void> {
  const { personId } = whose;
  const facts = { ...sealed(ctx, id, whose), seenAt: ctx.clock.now() };
  await tx.conversation.upsert({ where: { id }, create: { id, ...facts }, update: facts });
  if (personId !== null) await sendAgain(tx, ctx, { personId });
}

/** What a conversation's seal is over. */
const SEAL = 'conversation';

function factsOf({
  id,
  kind,
  personId,
  tenantId,
  serviceUrl,
  botId,
  userId,
}: Omit<Conversation, 'seenAt' | 'seal'>): unknown[] {
  return [id, kind, personId, tenantId, serviceUrl, botId, userId];
}

/**
 * Whether the bot itself noted whose chat this is. A code, a card or a link must not go to a chat that somebody wrote into the table
 * as another's.
 */
export function isTheirs({ config }: Pick<Context, 'config'>, conversation: Conversation): boolean {
  return sealFits(config.linkSecrets, SEAL, factsOf(conversation), conversation.seal);
}

/** Seals conversations with the present secret, all in one statement: of everybody of the tenant who ever wrote there may be thousands. */
async function writeSeals(tx: Tx, secrets: readonly string[], conversations: readonly Conversation[]): Promise<void> {
  const ids = conversations.map(({ id }) => id);
  const seals = conversations.map((one) => makeSeal(secrets, SEAL, factsOf(one)));
  await tx.$executeRaw`
    UPDATE "Conversation" SET "seal" = new."seal"
    FROM unnest(${ids}::text[], ${seals}::text[]) AS new("id", "seal") WHERE "Conversation"."id" = new."id"`;
}

/**
 * Seals the conversations and the directory that a version without seals left, once: a row of the log says that it was done, and what
 * has no seal afterwards is believed no more.
 */
export async function sealEarlier(ctx: Pick<Context, 'db' | 'clock' | 'auditSigner' | 'config'>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    if (await hasSeals(tx)) return;
    const earlier = await tx.conversation.findMany({ where: { seal: null } });
    if (earlier.length === 0 && ctx.auditSigner === null) return;
    await writeSeals(tx, ctx.config.linkSecrets, earlier);
    // Of no file: so the file is read anew at this start, and posts that it does not give go.
    await sealDirectory(tx, ctx.config.linkSecrets, null);
    await appendAudit(tx, ctx, { actor: null, action: SEALED_ROW, channel: 'job', data: { count: earlier.length } });
  });
}

/**
 * Seals with the present secret what an earlier one sealed, so that the earlier one can be taken off the list: at the start, where there
 * is more than one.
 */
export async function renewSeals({ db, config, directory }: Context): Promise<void> {
  const { linkSecrets } = config;
  if (linkSecrets.length < 2) return;
  await db.transaction(async (tx) => {
    const theirs = (await tx.conversation.findMany()).filter((one) => isTheirs({ config }, one));
    await writeSeals(tx, linkSecrets, theirs);
    if (directory.trusted) await sealDirectory(tx, linkSecrets, directory.file);
  });
}

/** The person's own chat with the bot, the one seen last; one that the bot did not note itself only where there is no other. */
export async function personalConversation(ctx: Context, personId: string): Promise<Conversation | null> {
  const theirs = await ctx.db.client.conversation.findMany({
    where: { personId, kind: 'personal' },
    orderBy: { seenAt: 'desc' },
  });
  return theirs.find((conversation) => isTheirs(ctx, conversation)) ?? theirs[0] ?? null;
}

/** The Teams user ids of people, as far as they have spoken with the bot. */
export async function teamsIdsOf(ctx: Context, personIds: string[]): Promise<string[]> {
  const found = await ctx.db.client.conversation.findMany({
    where: { kind: 'personal', personId: { in: personIds }, userId: { not: null } },
    orderBy: { seenAt: 'desc' },
  });
  const noted = found.filter((conversation) => isTheirs(ctx, conversation));
  return [...new Set(noted.flatMap(({ userId }) => (userId === null ? [] : [userId])))].slice(0, MOST_REFRESHED);
}
