import type { NumberReference } from '../../../chat/intent.js';
import { placeIn } from '../../../chat/places.js';
import type { Request } from '../../../db/generated/client.js';
import { listPossible } from '../../../requests/reads/list.js';
import { requestListed } from '../../../requests/reads/listed.js';
import { requestNamed } from '../../../requests/reads/named.js';
import type { Meant, Verb } from '../../../requests/verbs/verb.js';
import type { VerbRule } from '../../../rule/states.js';
import { messageCard, usualButtons } from '../../cards/message.js';
import { askOf } from '../../cards/presses.js';
import type { CardContent } from '../../cards/render.js';
import { choiceCard } from '../../cards/status.js';
import type { Turn } from '../../views/turn.js';
import { statusView } from '../../views/views.js';

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
  const all = (await listPossible(turn.ctx, turn.actor, verb)).filter(fits);
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

/** The id of the request that a number means. @throws AppError `not_found` */
export async function requestIdOf({ ctx, actor }: Turn, of: NumberReference): Promise<string> {
  return (await requestNamed(ctx, actor, of)).id;
}

/** 「3番目」: the request at that place of the list that was seen last, or a question where none was; undefined where none is pointed at. */
export async function listedView(turn: Turn, text: string): Promise<CardContent | undefined> {
  const pointed = placeIn(text);
  if (pointed === undefined) return undefined;
  const { place, orNumber } = pointed;
  const requestId = await requestListed(turn.ctx, turn.actor, place, orNumber ? place : undefined);
  if (requestId !== undefined) return statusView(turn, requestId);
  if (orNumber) return undefined;
  return messageCard(
    'どの一覧についてでしょうか',
    '一覧を表示してから、もう一度「2番目」のようにお送りください。「R8-12は？」のように、番号でもご覧いただけます。',
    usualButtons(turn.actor),
  );
}
