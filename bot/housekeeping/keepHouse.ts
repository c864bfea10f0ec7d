import type { Context } from '../context.js';
import { civilDate } from '../japanese/civil.js';
import { alone, type Report } from '../jobs/alone.js';
import { endPlaybacks } from '../matters/lapse.js';
import { endPreservations, preserveAgain, purgePreserved } from '../matters/preserve.js';
import { giveUpLate } from '../notices/deliver.js';
import type { Pace } from '../notices/pace.js';
import { remind } from '../notices/remind.js';
import { keptSince } from '../rule/retention.js';
import { isClockDoubted, mayDelete, type OtherClocks } from './clockJump.js';
import { disposeOfRecords } from './dispose.js';
import { expireRecordings } from './expire.js';
import { publishHead } from './heads.js';
import { purgeCopies, purgeExtracts } from './purge.js';
import { noteRecordsRule } from './recordsDue.js';
import { remindOfDueMatters, remindOfMatters } from './remindMatters.js';
import { holdIfOlder } from './restored.js';
import { remindOfSecrets } from './secrets.js';
import { removeUnnamed } from './strays.js';
import { handOverToSuccessors } from './succeed.js';
import { tidyLinks } from './tidy.js';
import { trimLog } from './trimLog.js';
import { forgetUnread } from './unread.js';

/** What housekeeping needs besides. */
export interface House {
  pace: Pace;
  /** Null where the clock is not doubted. */
  clocks: OtherClocks | null;
  /** What this process has done lately: looking through all stored files, or the whole log, takes long, and once a day will do. */
  memory: { sweptOn?: string; trimmedOn?: string };
  /** Deletes backups that are kept no longer. */
  removeOldBackups(): Promise<unknown>;
}

/**
 * What has to be seen to regularly, each step for itself, so that one that fails holds back no other: copies and extracts whose
 * kept period is over are deleted, call data past their 90 days and requests past their retention too, offices are handed over, people are reminded, and open
 * applications are laid before whoever may decide today, for a period of 代決 may have begun. Doing it often changes nothing.
 */
export async function keepHouse(ctx: Context, house: House, report: Report): Promise<void> {
  const { pace, clocks, memory } = house;
  const steps: Record<string, () => Promise<unknown>> = {
    directory: () => ctx.directory.refresh(),
    'setting of how long records are kept': () => noteRecordsRule(ctx),
    'what is over': async () => {
      if (clocks !== null && !(await mayDelete(ctx, clocks))) return;
      await alone('purge copies', report, async () => {
        while ((await purgeCopies(ctx)) > 0);
      });
      await alone('what is preserved no longer', report, () => endPreservations(ctx));
      await endPlaybacks(ctx, report);
      await alone('purge preserved', report, () => purgePreserved(ctx));
      await alone('purge extracts', report, async () => {
        while ((await purgeExtracts(ctx)) > 0);
      });
      await alone('records', report, () => disposeOfRecords(ctx, report));
      await alone('oldest rows of the log', report, () => trimLog(ctx, memory));
      const since = keptSince(ctx.clock.now(), ctx.config.retention);
      await alone('expire recordings', report, () => expireRecordings(ctx, since));
      await alone('old backups', report, () => house.removeOldBackups());
    },
    'codes and sessions': () => tidyLinks(ctx),
    'sentences not understood': () => forgetUnread(ctx),
    'pace of chats': () => pace.forget(),
    'counted tries': () => ctx.throttles.forget(),
    'files of no row': async () => {
      const today = civilDate(ctx.clock.now());
      if (memory.sweptOn === today || (await isClockDoubted(ctx))) return;
      await removeUnnamed(ctx);
      await ctx.files.sweep(ctx.clock.now());
      memory.sweptOn = today;
    },
    succession: () => handOverToSuccessors(ctx, report),
    reminders: () => remind(ctx, report),
    'reminders of matters': () => remindOfMatters(ctx),
    'matters that are due': () => remindOfDueMatters(ctx),
    'what ends soon': () => remindOfSecrets(ctx),
    'held links': async () => {
      if (ctx.links.held) await holdIfOlder(ctx);
    },
    'head of the audit log': () => publishHead(ctx),
    'late notices': () => giveUpLate(ctx),
    'open requests': () => enqueueOpen(ctx),
    'recordings to preserve': () => preserveAgain(ctx),
  };
  for (const [step, work] of Object.entries(steps)) await alone(step, report, work);
}

async function enqueueOpen(ctx: Context): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const open = await tx.request.findMany({ where: { status: 'submitted' }, select: { id: true } });
    const behind = { behind: true } as const;
    await ctx.queue.enqueueAll(
      tx,
      open.map(({ id }) => ({ name: 'submitted', data: { requestId: id } })),
      behind,
    );
    // Decided, but the answer could not be made while its job was tried: the recorder may be back by now.
    const unanswered = await tx.request.findMany({
      where: { status: { in: ['approved', 'refused'] }, answeredAt: null },
      select: { id: true },
    });
    await ctx.queue.enqueueAll(
      tx,
      unanswered.map(({ id }) => ({ name: 'answer', data: { requestId: id } })),
      behind,
    );
  });
}
