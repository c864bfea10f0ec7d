import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { DeputyPeriod, Person } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate, daysBetween } from '../japanese/civil.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { folded } from './people.js';

/** A period of 代決 with the person who decides in it. */
export type NamedPeriod = DeputyPeriod & { name: string };

/** A 代決 is for an absence: half a year, and no further off than that. */
const LONGEST_DAYS = 184;

const running = (today: string) => ({ endedAt: null, fromDate: { lte: today }, toDate: { gte: today } });

/** True while a period set for the person covers the civil date. */
export async function isDeputising(tx: Tx, personId: string, today: string): Promise<boolean> {
  return (await tx.deputyPeriod.count({ where: { personId, ...running(today) } })) > 0;
}

/** The 代決者 whose period covers the civil date and who still hold that role. */
export async function deputiesOn(tx: Tx, today: string): Promise<Pick<Person, 'id' | 'name'>[]> {
  const periods = await tx.deputyPeriod.findMany({ where: running(today), orderBy: { createdAt: 'asc' } });
  const people = await tx.person.findMany({
    where: { id: { in: periods.map(({ personId }) => personId) }, active: true, posts: { some: { role: 'deputy' } } },
  });
  return people.map(({ id, name }) => ({ id, name }));
}

function assertManager(actor: Actor): void {
  if (hasRole(actor, 'manager')) return;
  throw new AppError(
    'not_allowed',
    'only the manager sets deputies',
    '代決の設定は、管理責任者（管財課長）のみが行えます。',
  );
}

/** The periods that run or are still to come, earliest first; for the 管理責任者 and the 代決者 themselves. */
export async function listDeputies(ctx: Context, actor: Actor): Promise<NamedPeriod[]> {
  if (!hasRole(actor, 'manager', 'deputy')) assertManager(actor);
  const today = civilDate(ctx.clock.now());
  const periods = await ctx.db.client.deputyPeriod.findMany({
    where: { endedAt: null, toDate: { gte: today } },
    orderBy: { fromDate: 'asc' },
  });
  const people = await ctx.db.client.person.findMany({
    where: { id: { in: periods.map(({ personId }) => personId) } },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return periods.map((period) => ({ ...period, name: names.get(period.personId) ?? '' }));
}

/**
 * Sets a period of 代決: the named person, who must be a 代決者 in the directory, decides from one civil date to another. It takes
 * the place of that person's periods that it overlaps, so that a period is changed by setting it again.
 *
 * @throws AppError `not_allowed` for anybody but the manager, `invalid_input` for somebody who is no 代決者 or dates in the past
 */
export async function setDeputy(
  ctx: Context,
  actor: Actor,
  via: Via,
  wanted: { name: string; from: string; to: string },
): Promise<NamedPeriod> {
  assertManager(actor);
  const today = civilDate(ctx.clock.now());
  if (wanted.to < wanted.from) {
    throw new AppError(
      'invalid_input',
      'the period ends before it begins',
      '代決期間の終わりが始まりより前になっています。日付をご確認ください。',
    );
  }
  if (wanted.to < today) {
    throw new AppError(
      'invalid_input',
      'the period is past',
      '過ぎた日付は代決期間にできません。今日以降の日付をお知らせください。',
    );
  }
  // A date that slipped into the next year would hand over the decision for months without anybody noticing.
  if (daysBetween(today, wanted.from) > LONGEST_DAYS || daysBetween(wanted.from, wanted.to) > LONGEST_DAYS) {
    throw new AppError(
      'invalid_input',
      'the period is too long or too far off',
      '代決期間は、半年以内に始まる、半年以内の期間にしてください。過ぎた日付や、終わりが始まりより前になっていないかもご確認ください。',
    );
  }
  return ctx.db.transaction(async (tx) => {
    const deputies = await tx.person.findMany({ where: { active: true, posts: { some: { role: 'deputy' } } } });
    const found = deputies.filter(({ name }) => folded(name) === folded(wanted.name));
    const [person] = found;
    if (person === undefined || found.length > 1) {
      const who = deputies.map(({ name }) => `${name} 様`).join('、');
      throw new AppError(
        'invalid_input',
        'not a deputy of the directory',
        `代決者として登録されている方をご指定ください。${who ? `現在の登録：${who}` : '職員名簿に代決者の登録がありません。'}`,
      );
    }
    const there = await tx.deputyPeriod.findMany({
      where: { personId: person.id, endedAt: null, fromDate: { lte: wanted.to }, toDate: { gte: wanted.from } },
    });
    const same = there.find(({ fromDate, toDate }) => fromDate === wanted.from && toDate === wanted.to);
    if (same !== undefined && there.length === 1) return { ...same, name: person.name };
    await tx.deputyPeriod.updateMany({
      where: { id: { in: there.map(({ id }) => id) } },
      data: { endedAt: ctx.clock.now() },
    });
    const period = await tx.deputyPeriod.create({
      data: {
        personId: person.id,
        fromDate: wanted.from,
        toDate: wanted.to,
        setById: actor.personId,
        createdAt: ctx.clock.now(),
      },
    });
    await appendAudit(tx, ctx.clock, {
      actor: { id: actor.personId, name: actor.name },
      action: 'deputy.set',
      channel: via.channel,
      data: { deputy: person.id, from: wanted.from, to: wanted.to, replaced: there.map(({ id }) => id) },
    });
    // Applications that wait already are laid before the deputy, too.
    const open = await tx.request.findMany({ where: { status: 'submitted' }, select: { id: true } });
    for (const { id } of open) await ctx.queue.enqueue(tx, 'submitted', { requestId: id });
    return { ...period, name: person.name };
  });
}

/** Ends periods of 代決 at once: the one meant, those of a person, or all that run or are to come. Returns how many ended. */
export async function endDeputy(
  ctx: Context,
  actor: Actor,
  via: Via,
  which: { periodId?: string; name?: string } = {},
): Promise<number> {
  assertManager(actor);
  return ctx.db.transaction(async (tx) => {
    const today = civilDate(ctx.clock.now());
    const { periodId, name } = which;
    const named =
      name === undefined ? [] : (await tx.person.findMany()).filter((one) => folded(one.name) === folded(name));
    const { count } = await tx.deputyPeriod.updateMany({
      where: {
        endedAt: null,
        toDate: { gte: today },
        ...(periodId === undefined ? {} : { id: periodId }),
        ...(name === undefined ? {} : { personId: { in: named.map(({ id }) => id) } }),
      },
      data: { endedAt: ctx.clock.now() },
    });
    if (count > 0) {
      await appendAudit(tx, ctx.clock, {
        actor: { id: actor.personId, name: actor.name },
        action: 'deputy.end',
        channel: via.channel,
        data: { periods: count },
      });
    }
    return count;
  });
}
