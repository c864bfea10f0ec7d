import { appendAudit } from '../audit/append.js';
import { doubtsOf } from '../audit/doubts.js';
import { believedKeys } from '../audit/keys.js';
import { verifyAudit } from '../audit/verify.js';
import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import type { Jobs } from '../jobs/queue.js';
import { oweNotice } from '../notices/owe.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { forgetLogFault, hasLogFault, tellOfLogFault } from './heads.js';

/** How much was looked at: so many rows from one on, 1 unless earlier ones went after their retention, and so many heads. */
interface Looked {
  from: number;
  rows: number;
  heads: number;
}

/** What came of a check of the whole log; the names stand in the keys of messages. */
export type LogResult =
  /** Nothing speaks against it, and the heads kept outside cover it. */
  | ({ outcome: 'whole' } & Looked)
  /** Nothing speaks against it, but heads or keys are missing by which a log that was cut off or rewritten could be told. */
  | ({ outcome: 'doubtful' } & Looked)
  /** Somebody had a hand in it, from this row on. */
  | { outcome: 'broken'; row: number }
  /** Heads that are kept outside cannot be read. */
  | { outcome: 'unread' };

/**
 * 「ログの検査を今すぐ」: asks for a check of the whole log, of which the actor hears when it is done.
 *
 * @returns false where one that the actor asked for is under way
 * @throws AppError `not_allowed`
 */
export async function askLogCheck(ctx: Context, actor: Actor, via: Via): Promise<boolean> {
  if (!hasRole(actor, 'manager', 'operator', 'auditor')) {
    throw new AppError(
      'not_allowed',
      'not for this person',
      '監査記録の検査は、管理責任者、取扱者、監査担当が行えます。',
    );
  }
  const { personId } = actor;
  return ctx.db.transaction(async (tx) => {
    const waiting = await tx.job.findMany({ where: { name: 'verify', failedAt: null } });
    if (waiting.some(({ data }) => (data as Jobs['verify']).personId === personId)) return false;
    await ctx.queue.enqueue(tx, 'verify', { personId, asked: String(ctx.clock.now().getTime()) });
    await appendAudit(tx, ctx, {
      actor: { id: personId, name: actor.name },
      action: 'audit.check',
      channel: via.channel,
    });
    return true;
  });
}

/** Checks the whole log (job `verify`), and tells whoever asked for it; of a fault everybody in charge, too. */
export async function checkWholeLog(ctx: Context, { personId, asked }: Jobs['verify']): Promise<void> {
  const result = await checked(ctx);
  if (result.outcome === 'broken') await tellOfLogFault(ctx, result.row, personId);
  if (result.outcome === 'whole') await forgetLogFault(ctx);
  // A check that leaves doubts does not take back what an earlier one found.
  if (result.outcome === 'whole' || result.outcome === 'doubtful')
    ctx.readiness.log = (await hasLogFault(ctx)) ? 'broken' : 'whole';
  await ctx.db.transaction((tx) =>
    oweNotice(tx, ctx, { kind: 'logChecked', requestId: null, personId, about: wordOf(asked, result) }),
  );
}

async function checked({ db, headPlaces, config }: Context): Promise<LogResult> {
  const keys = believedKeys(config);
  try {
    const heads = (await Promise.all(headPlaces.map((place) => place.read()))).flat();
    const result = await verifyAudit(db, { heads, keys });
    if (result.fault !== undefined) return { outcome: 'broken', row: result.fault.seq };
    const doubts = doubtsOf(result, { heads, keys, restores: [], names: '' });
    const from = (result.beginning?.seq ?? 0) + 1;
    return { outcome: doubts.length > 0 ? 'doubtful' : 'whole', from, rows: result.rows, heads: result.heads };
  } catch (error) {
    if (error instanceof AppError && error.code === 'integrity') return { outcome: 'unread' };
    throw error;
  }
}

/** A result as a message is about it, with the moment at which it was asked for. */
function wordOf(asked: string, result: LogResult): string {
  const { outcome } = result;
  if (outcome === 'unread') return [asked, outcome].join('-');
  return outcome === 'broken'
    ? [asked, outcome, result.row].join('-')
    : [asked, outcome, result.rows, result.heads, result.from].join('-');
}

/** The result that a message is about, the reverse of what is kept. */
export function resultIn(about: string): LogResult {
  const [, outcome, first, second, third] = about.split('-');
  // A message that an earlier version owed does not say where the log begins; it began with row 1.
  const [one, two, from] = [Number(first ?? 0), Number(second ?? 0), Number(third ?? 1)];
  if (outcome === 'broken') return { outcome, row: one };
  return outcome === 'whole' || outcome === 'doubtful'
    ? { outcome, from, rows: one, heads: two }
    : { outcome: 'unread' };
}
