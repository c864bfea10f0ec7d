import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { DeputyPeriod } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { formatDay } from '../japanese/wareki.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { KEEPER } from '../rule/office.js';

/** A period of 代決 with the person who decides in it. */
export type NamedPeriod = DeputyPeriod & { name: string };

/** @throws AppError `not_allowed` for anybody but the 管理責任者 */
export function assertSetsDeputies(actor: Actor): void {
  if (hasRole(actor, 'manager')) return;
  throw new AppError('not_allowed', 'only the manager sets deputies', `代決の設定は、${KEEPER}のみが行えます。`);
}

/** The periods that run or are still to come, earliest first; for the 管理責任者 and the 代決者 themselves. */
export async function listDeputies(ctx: Context, actor: Actor): Promise<NamedPeriod[]> {
  if (!hasRole(actor, 'manager', 'deputy')) assertSetsDeputies(actor);
  const today = civilDate(ctx.clock.now());
  const periods = await ctx.db.client.deputyPeriod.findMany({
    where: { endedAt: null, toDate: { gte: today } },
    orderBy: { fromDate: 'asc' },
  });
  return periods.map((period) => ({ ...period, name: ctx.directory.person(period.personId)?.name ?? '' }));
}

/** One period, running or not. */
export function periodOf(tx: Tx, id: string): Promise<DeputyPeriod> {
  return tx.deputyPeriod.findUniqueOrThrow({ where: { id } });
}

/** A period in words: 9月16日（水）から9月18日（金）まで. */
export function periodWords({ fromDate, toDate }: Pick<DeputyPeriod, 'fromDate' | 'toDate'>): string {
  return `${formatDay(fromDate)}から${formatDay(toDate)}まで`;
}
