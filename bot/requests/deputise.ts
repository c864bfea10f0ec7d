import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import { assertSetsDeputies, type NamedPeriod } from '../directory/deputies.js';
import { directoryChanged } from '../directory/directory.js';
import { folded, peopleWithRole } from '../directory/people.js';
import { AppError } from '../errors.js';
import { civilDate, daysBetween } from '../japanese/civil.js';
import { oweNotice } from '../notices/owe.js';
import type { Actor } from '../rule/actor.js';

/** A 代決 is for an absence: half a year, and no further off than that. */
const LONGEST_DAYS = 184;

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
  assertSetsDeputies(actor);
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
  const set = await ctx.db.transaction(async (tx) => {
    const deputies = peopleWithRole(ctx.directory, 'deputy');
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
    const kind = there.length > 0 ? 'deputyChanged' : 'deputySet';
    await oweNotice(tx, ctx, { kind, requestId: null, personId: person.id, about: period.id });
    await layBeforeDeciders(tx, ctx);
    await directoryChanged(tx);
    // The head of the log is locked last, as everywhere.
    await appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: 'deputy.set',
      channel: via.channel,
      data: { deputy: person.id, from: wanted.from, to: wanted.to, replaced: there.map(({ id }) => id) },
    });
    return { ...period, name: person.name };
  });
  await ctx.directory.refresh();
  return set;
}

/**
 * Ends one period of 代決 at once; the deputy is told, and what waits is shown to them no more.
 *
 * @returns false when it had ended before
 * @throws AppError `not_allowed` for anybody but the manager
 */
export async function endDeputy(ctx: Context, actor: Actor, via: Via, periodId: string): Promise<boolean> {
  assertSetsDeputies(actor);
  const ended = await ctx.db.transaction(async (tx) => {
    const running = { id: periodId, endedAt: null, toDate: { gte: civilDate(ctx.clock.now()) } };
    // Of two who end it at once one does: the second finds nothing that runs.
    const { count } = await tx.deputyPeriod.updateMany({ where: running, data: { endedAt: ctx.clock.now() } });
    if (count === 0) return false;
    const period = await tx.deputyPeriod.findUniqueOrThrow({ where: { id: periodId } });
    await oweNotice(tx, ctx, { kind: 'deputyEnded', requestId: null, personId: period.personId, about: periodId });
    await layBeforeDeciders(tx, ctx);
    await directoryChanged(tx);
    // The head of the log is locked last, as everywhere.
    await appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: 'deputy.end',
      channel: via.channel,
      data: { deputy: period.personId, from: period.fromDate, to: period.toDate },
    });
    return true;
  });
  await ctx.directory.refresh();
  return ended;
}

/** Applications that wait are laid before whoever decides now, and taken from whoever does not any more. */
async function layBeforeDeciders(tx: Tx, ctx: Context): Promise<void> {
  const open = await tx.request.findMany({ where: { status: 'submitted' }, select: { id: true } });
  for (const { id } of open) await ctx.queue.enqueue(tx, 'submitted', { requestId: id });
}
