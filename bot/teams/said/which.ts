import type { NumberReference } from '../../chat/intent.js';
import { AppError } from '../../errors.js';
import { civilDate } from '../../japanese/civil.js';
import { fiscalYearOf } from '../../japanese/wareki.js';
import { listRequests } from '../../requests/list.js';
import { loadByReceipt } from '../../requests/load.js';
import { mayDo } from '../../rule/permission.js';
import { ruleOf, type Step } from '../../rule/states.js';
import type { Turn } from '../turn.js';

/** Among so many of the newest requests the one is sought that a sentence without a number means. */
const MOST_LOOKED_AT = 500;

/** The request a sentence is about: the one named, or the only one with which the person may take the step now. */
export async function ownRequest(turn: Turn, of: NumberReference | undefined, step: Step): Promise<string> {
  if (of) return requestIdOf(turn, of);
  const { requests } = await listRequests(turn.ctx, turn.actor, { statuses: [...ruleOf(step).from] }, MOST_LOOKED_AT);
  const possible = requests.filter((request) => mayDo(turn.actor, step, request).allowed);
  const [only] = possible;
  if (only !== undefined && possible.length === 1) return only.id;
  const { done } = ruleOf(step);
  throw new AppError(
    'invalid_input',
    `${possible.length} requests fit`,
    possible.length === 0
      ? `${done}のできる申請はありません。「私の申請」で状況をご覧いただけます。`
      : `${done}のできる申請が${possible.length}件あります。「R8-12を…」のように番号を付けてお知らせください。`,
  );
}

/** The only application that waits, if there is just one. */
export async function onlyOpenRequest(turn: Turn): Promise<string | undefined> {
  const { requests, total } = await listRequests(turn.ctx, turn.actor, { statuses: ['submitted'] });
  return total === 1 ? requests[0]?.id : undefined;
}

/** The request a number means; without a 年度 it is this one's, or else the last one's. */
export async function requestIdOf(turn: Turn, of: NumberReference): Promise<string> {
  const { client } = turn.ctx.db;
  if (of.fiscalYear !== undefined) {
    return (await loadByReceipt(client, turn.actor, { fiscalYear: of.fiscalYear, serial: of.serial })).id;
  }
  const fiscalYear = fiscalYearOf(civilDate(turn.ctx.clock.now()));
  try {
    return (await loadByReceipt(client, turn.actor, { fiscalYear, serial: of.serial })).id;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (await loadByReceipt(client, turn.actor, { fiscalYear: fiscalYear - 1, serial: of.serial })).id;
  }
}
