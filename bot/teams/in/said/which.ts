import type { NumberReference } from '../../../chat/intent.js';
import type { Request } from '../../../db/generated/client.js';
import { AppError } from '../../../errors.js';
import { civilDate } from '../../../japanese/civil.js';
import { fiscalYearOf } from '../../../japanese/wareki.js';
import { loadByReceipt } from '../../../requests/load.js';
import { listRequests } from '../../../requests/reads/list.js';
import type { Meant, Verb } from '../../../requests/verbs/verb.js';
import { mayDo } from '../../../rule/permission.js';
import type { VerbRule } from '../../../rule/states.js';
import { messageCard, usualButtons } from '../../cards/message.js';
import { askOf } from '../../cards/presses.js';
import type { CardContent } from '../../cards/render.js';
import { choiceCard } from '../../cards/status.js';
import type { Turn } from '../../views/turn.js';

/** Among so many of the newest requests those are sought that a sentence without a number may mean. */
const MOST_LOOKED_AT = 500;

/** Which requests a sentence without a number can mean, and what the button beside each of several does. */
export interface Wanted {
  /** Only requests to which the person may do this now are meant. */
  verb: VerbRule;
  meant: Omit<Meant, 'among'>;
  /** The press of the button beside each, and what it sends besides the request. */
  press: string;
  data?: Record<string, unknown>;
  /** Which of them are meant besides, where the verb alone does not say it. */
  fits?(request: Request): boolean;
}

/** The requests that a sentence about a verb can mean; the button beside each asks before, where the verb does. */
export function wantedFor(verb: Verb, data: Record<string, unknown> = {}): Wanted {
  const { name, question, meant } = verb;
  if (meant === undefined) throw new Error(`${name} is not said`);
  return { verb: meant.among ?? verb, meant, press: question ? askOf(name) : name, data };
}

/**
 * Does what a sentence asks for with the request it is about: the one named, or the only one that can be meant. Where several
 * can be meant, exactly those are shown with a button each.
 */
export async function withMeant(
  turn: Turn,
  of: NumberReference | undefined,
  { verb, meant, press, data = {}, fits = () => true }: Wanted,
  act: (requestId: string) => Promise<CardContent>,
): Promise<CardContent> {
  if (of) return act(await requestIdOf(turn, of));
  const all = (await possibleFor(turn, verb)).filter(fits);
  const preferred = meant.prefer === undefined ? [] : all.filter(meant.prefer);
  const possible = preferred.length > 0 ? preferred : all;
  const [only] = possible;
  if (only !== undefined && possible.length === 1) return act(only.id);
  if (only === undefined) {
    const none = `${meant.which}はありません`;
    return messageCard(none, '「私の申請」で、申請の状況をご覧いただけます。', usualButtons(turn.actor));
  }
  const lead = `${meant.which}です。${meant.hint ?? 'ボタンでお選びください。'}`;
  return choiceCard(possible, { title: meant.title, verb: press, data, headline: 'どの申請についてでしょうか', lead });
}

/** The requests to which the person may do it now, newest first. */
async function possibleFor(turn: Turn, verb: VerbRule): Promise<Request[]> {
  const { requests } = await listRequests(turn.ctx, turn.actor, { statuses: verb.from }, MOST_LOOKED_AT);
  return requests.filter((request) => mayDo(turn.actor, verb, request).allowed);
}

/** The request a number means; without a 年度 it is this one's, or else the last one's. @throws AppError `not_found` */
export async function requestNamed(turn: Turn, { fiscalYear, serial }: NumberReference): Promise<Request> {
  const { client } = turn.ctx.db;
  if (fiscalYear !== undefined) return loadByReceipt(client, turn.actor, { fiscalYear, serial });
  const present = fiscalYearOf(civilDate(turn.ctx.clock.now()));
  try {
    return await loadByReceipt(client, turn.actor, { fiscalYear: present, serial });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return loadByReceipt(client, turn.actor, { fiscalYear: present - 1, serial });
  }
}

/** Its id. */
export async function requestIdOf(turn: Turn, of: NumberReference): Promise<string> {
  return (await requestNamed(turn, of)).id;
}
