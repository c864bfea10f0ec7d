import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Matter } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { oweNotice } from '../notices/owe.js';
import type { Actor } from '../rule/actor.js';
import { matterRule, matterStepRule, mayDoMatter, maySeeMatter } from '../rule/matters.js';
import { FieldFaults, readFields, type Typed } from './fields.js';
import { nameOfMatter, noMatter } from './load.js';
import type { MatterDescription, MatterVerb } from './matter.js';

/** What a step about a matter is taken with. */
export interface MatterInput {
  /** Chosen by the form for one that is begun, so that the same press twice begins one. */
  matterId: string;
  /** The version that the person looked at. */
  version?: number | undefined;
  /** The request for which one is begun. */
  requestId?: string;
  typed: Typed;
}

/** What came of it; `stale` where somebody was first and nothing was done. */
export interface MatterTaken {
  kind: 'done' | 'stale';
  matter: Matter;
}

/**
 * The one way something is done to a matter: lock, permission, version, form; state, what was entered, log and messages in the same
 * transaction.
 *
 * @param actor null for what the bot does by itself
 * @throws FieldFaults with what is to be mended; AppError `not_found`, `not_allowed`, `wrong_state`
 */
export async function takeMatterStep(
  ctx: Context,
  actor: Actor | null,
  via: Via,
  description: MatterDescription,
  verb: MatterVerb,
  input: MatterInput,
): Promise<MatterTaken> {
  const taken = await ctx.db
    .transaction((tx) => takeMatterStepIn(tx, ctx, actor, via, description, verb, input))
    .catch(async (error: unknown): Promise<MatterTaken> => {
      if (!(error instanceof RacedBegin)) throw error;
      // The number that was taken goes back with the transaction; the other's matter is there now.
      return {
        kind: 'stale',
        matter: await ctx.db.client.matter.findUniqueOrThrow({ where: { id: description.onlyId ?? input.matterId } }),
      };
    });
  // It is done; a process that could not take it over now hears of it, or looks, soon.
  await verb.settled?.(ctx).catch(() => undefined);
  return taken;
}

/** Another press has just begun the same. */
class RacedBegin extends Error {}

/** {@link takeMatterStep} within the transaction of something larger. */
export async function takeMatterStepIn(
  tx: Tx,
  ctx: Context,
  actor: Actor | null,
  via: Via,
  description: MatterDescription,
  verb: MatterVerb,
  input: MatterInput,
): Promise<MatterTaken> {
  const { kind, onlyId } = description;
  const there = await lockMatter(tx, onlyId ?? input.matterId);
  const begins = matterStepRule(kind, verb.name).from.length === 0;
  if (there !== null && (there.kind !== kind || (actor !== null && !maySeeMatter(actor, kind, there))))
    throw noMatter();
  if (there !== null && begins) return { kind: 'stale', matter: there };
  if (there === null && !begins) throw noMatter(matterRule(kind).word);
  const permission = mayDoMatter(actor, kind, verb.name, there, verb.done);
  const old = there !== null && input.version !== undefined && input.version !== there.version;
  if (!permission.allowed) {
    // What the bot does by itself was overtaken.
    if (there !== null && permission.because === 'state' && (old || actor === null))
      return { kind: 'stale', matter: there };
    const code = permission.because === 'state' ? 'wrong_state' : 'not_allowed';
    throw new AppError(code, `${kind}.${verb.name}: ${permission.because}`, permission.forPerson);
  }
  if (old) return { kind: 'stale', matter: there };
  const now = ctx.clock.now();
  const entries = { ...readFields(verb.fields, input.typed, civilDate(now), ctx.config.areaCode) };
  const faults = verb.assert?.(entries) ?? {};
  if (Object.keys(faults).length > 0) throw new FieldFaults(faults);
  await verb.before?.(tx, there, now);
  const matter = await write(
    tx,
    ctx,
    actor,
    description,
    verb,
    there ?? { ...input, matterId: onlyId ?? input.matterId },
    entries,
  );
  if (matter === null) throw new RacedBegin();
  const by = { byId: actor?.personId ?? '', byName: actor?.name ?? 'システム' };
  await tx.matterStep.create({ data: { matterId: matter.id, name: verb.name, at: now, ...by, entries } });
  const also = await verb.also?.({ tx, ctx, matter });
  await ctx.queue.enqueueAll(tx, also?.jobs ?? []);
  const readers = verb.tells?.readers(ctx, matter) ?? [];
  for (const personId of new Set(readers)) {
    if (personId === actor?.personId) continue;
    const about = [matter.id, verb.name, matter.version].join('.');
    await oweNotice(tx, ctx, { kind: 'matter', requestId: null, personId, about });
  }
  // The head of the log is locked last, as everywhere.
  await appendAudit(tx, ctx, {
    actor: actor && { id: actor.personId, name: actor.name },
    action: `${kind}.${verb.name}`,
    ...(matter.requestId === null ? {} : { requestId: matter.requestId }),
    channel: via.channel,
    data: { article: matterRule(kind).article, matter: matter.id, number: nameOfMatter(matter), ...also?.audit },
  });
  via.told?.add(matter.id);
  return { kind: 'done', matter };
}

async function lockMatter(tx: Tx, id: string): Promise<Matter | null> {
  const [matter] = await tx.$queryRaw<Matter[]>`
    SELECT * FROM "Matter" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE`;
  return matter ?? null;
}

/** Begins a matter, or moves the one that is there. Nobody else writes a status. */
async function write(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  actor: Actor | null,
  { kind }: MatterDescription,
  verb: MatterVerb,
  which: Matter | MatterInput,
  entries: Record<string, string>,
): Promise<Matter | null> {
  const now = clock.now();
  const { to } = matterStepRule(kind, verb.name);
  const state = to ?? ('id' in which ? which.status : '');
  const closedAt = matterRule(kind).over.includes(state) ? now : null;
  if ('id' in which) {
    return tx.matter.update({
      where: { id: which.id },
      data: {
        version: { increment: 1 },
        updatedAt: now,
        ...(verb.revises ? { entries } : {}),
        // What is done with it last counts, as with a request.
        ...{ status: state, closedAt },
      },
    });
  }
  if (to === undefined) throw new Error(`${kind}.${verb.name} begins a matter in no state`);
  if (actor === null) throw new Error('a matter is begun by somebody');
  const fiscalYear = fiscalYearOf(civilDate(now));
  const [post] = actor.posts;
  // Of two presses at the same moment one finds the row of the other.
  const [begun] = await tx.matter.createManyAndReturn({
    data: {
      id: which.matterId,
      kind,
      requestId: which.requestId ?? null,
      status: to,
      fiscalYear,
      serial: await takeNumber(tx, kind, fiscalYear),
      openedById: actor.personId,
      openedByName: actor.name,
      bureau: post?.bureau ?? '',
      section: post?.section ?? '',
      entries,
      createdAt: now,
      updatedAt: now,
      closedAt,
    },
    skipDuplicates: true,
  });
  return begun ?? null;
}

/** Takes the next number of a kind in a 年度. The row stays locked until the transaction ends, so there are no gaps. */
async function takeNumber(tx: Tx, kind: string, fiscalYear: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ value: number }[]>`
    INSERT INTO "Counter" ("kind", "fiscalYear", "value") VALUES (${kind}, ${fiscalYear}, 1)
    ON CONFLICT ("kind", "fiscalYear") DO UPDATE SET "value" = "Counter"."value" + 1 RETURNING "value"`;
  if (row === undefined) throw new Error('no number was given');
  return row.value;
}
