import type { NumberReference } from '../../chat/intent.js';
import type { Request } from '../../db/generated/client.js';
import { AppError } from '../../errors.js';
import { civilDate } from '../../japanese/civil.js';
import { fiscalYearOf } from '../../japanese/wareki.js';
import { LIST_LENGTH, listRequests } from '../../requests/list.js';
import { loadByReceipt } from '../../requests/load.js';
import { mayDo } from '../../rule/permission.js';
import { ruleOf, type Step } from '../../rule/states.js';
import { messageCard, usualButtons } from '../cards/message.js';
import type { CardContent } from '../cards/render.js';
import { listCard } from '../cards/status.js';
import type { Turn } from '../turn.js';

/** Among so many of the newest requests those are sought that a sentence without a number may mean. */
const MOST_LOOKED_AT = 500;

/** What a button does with the request that the person means. */
export interface Meant {
  /** The step that the sentence is about: only requests with which the person may take it are meant. */
  step: Step;
  /** What the button beside each of several is called. */
  title: string;
  /** The verb of that button, and what it sends besides the request. */
  verb: string;
  data?: Record<string, unknown>;
  /** What is said where none can be meant. */
  none: string;
  /** What those have in common that can be meant. */
  lead: string;
  /** Which of them are meant besides, where the step alone does not say it. */
  fits?(request: Request): boolean;
  /** Which of them are meant before the others, where there are any. */
  prefer?(request: Request): boolean;
}

/**
 * Does what a sentence asks for with the request it is about: the one named, or the only one that can be meant. Where several
 * can be meant, exactly those are shown with a button each.
 */
export async function withMeant(
  turn: Turn,
  of: NumberReference | undefined,
  meant: Meant,
  act: (requestId: string) => Promise<CardContent>,
): Promise<CardContent> {
  if (of) return act(await requestIdOf(turn, of));
  const fits = meant.fits ?? (() => true);
  const all = (await possibleFor(turn, meant.step)).filter(fits);
  const preferred = meant.prefer === undefined ? [] : all.filter(meant.prefer);
  const possible = preferred.length > 0 ? preferred : all;
  const [only] = possible;
  if (only !== undefined && possible.length === 1) return act(only.id);
  if (only === undefined) {
    return messageCard(meant.none, '「私の申請」で、申請の状況をご覧いただけます。', usualButtons(turn.actor));
  }
  const lead = `${meant.lead}ボタンでお選びください。`;
  return choiceCard(possible, { ...meant, headline: 'どの申請についてでしょうか', lead });
}

/** Several requests to choose from, a button each. */
export function choiceCard(
  possible: readonly Request[],
  { headline, lead, title, verb, data = {} }: Pick<Meant, 'title' | 'verb' | 'data' | 'lead'> & { headline: string },
): CardContent {
  const more = possible.length - LIST_LENGTH;
  return listCard(
    {
      headline,
      lead:
        more > 0 ? `${lead}新しいものから${LIST_LENGTH}件を表示しています。ほかは受付番号でお知らせください。` : lead,
      empty: '',
      choose: { title, verb, data },
    },
    { requests: possible.slice(0, LIST_LENGTH), total: possible.length },
  );
}

/** The requests with which the person may take a step now, newest first. */
export async function possibleFor(turn: Turn, step: Step): Promise<Request[]> {
  const { requests } = await listRequests(turn.ctx, turn.actor, { statuses: ruleOf(step).from }, MOST_LOOKED_AT);
  return requests.filter((request) => mayDo(turn.actor, step, request).allowed);
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
