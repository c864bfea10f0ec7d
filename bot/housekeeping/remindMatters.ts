import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import { decidersOn, peopleWithRole } from '../directory/people.js';
import { businessDaysBetween } from '../japanese/businessDays.js';
import { civilDate } from '../japanese/civil.js';
import { MATTERS_KEPT } from '../matters/kinds/index.js';
import { oweNotice } from '../notices/owe.js';
import { MATTER_KINDS, type MatterKind, matterRule } from '../rule/matters.js';
import { mayRemindAt } from '../rule/reminders.js';

/**
 * Reminds those who decide of matters that wait (第7条: promptly), once a business day from the third on, or as the settings say.
 *
 * @returns how many messages were owed; 0 outside office hours
 */
export async function remindOfMatters(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  if (!mayRemindAt(now)) return 0;
  const today = civilDate(now);
  let owed = 0;
  for (const kind of MATTER_KINDS) {
    const { waiting: states, remindAfter = ctx.config.reminders.matters } = matterRule(kind);
    const status = { in: [...states] };
    const waiting = await ctx.db.client.matter.findMany({ where: { kind, status }, orderBy: { createdAt: 'asc' } });
    const late = waiting.filter(({ updatedAt }) => businessDaysBetween(civilDate(updatedAt), today) >= remindAfter);
    if (late.length === 0) continue;
    await ctx.db.transaction(async (tx) => {
      for (const { id, status: state } of late) {
        for (const { id: personId } of handlersOf(ctx, kind, state)) {
          const about = [id, today].join('.');
          if (await oweNotice(tx, ctx, { kind: 'matterWaits', requestId: null, personId, about })) owed++;
        }
      }
    });
  }
  return owed;
}

/** Who can do something with a matter in a state: whoever decides today, or the 管理責任者 alone where it is theirs. */
function handlersOf({ directory, clock }: Context, kind: MatterKind, state: string): { id: string }[] {
  const steps = Object.values(matterRule(kind).steps).filter(({ from }) => from.includes(state));
  return steps.some(({ by }) => by.includes('decider'))
    ? decidersOn(directory, civilDate(clock.now()))
    : peopleWithRole(directory, 'manager');
}

/** Tells whoever has to begin a matter that it is due (第3条): each mark of time once, with a row of the log. */
export async function remindOfDueMatters(ctx: Context): Promise<void> {
  // The demo has no public and no room.
  if (ctx.config.demo || !mayRemindAt(ctx.clock.now())) return;
  for (const { kind, due } of MATTERS_KEPT) {
    if (due === undefined) continue;
    await ctx.db.transaction(async (tx) => {
      const now = await due(tx, ctx);
      if (now === null) return;
      let told = 0;
      for (const personId of now.readers) {
        const about = [kind, now.mark].join('.');
        if (await oweNotice(tx, ctx, { kind: 'matterDue', requestId: null, personId, about })) told++;
      }
      if (told === 0) return;
      const data = { article: matterRule(kind).article, mark: now.mark, told };
      await appendAudit(tx, ctx, { actor: null, action: `${kind}.due`, channel: 'job', data });
    });
  }
}
