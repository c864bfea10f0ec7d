import { z } from 'zod/v4';
import { nextToDecide } from '../../../requests/reads/next.js';
import { type OfRequest, takeStep } from '../../../requests/step.js';
import { VERBS } from '../../../requests/verbs/index.js';
import { OF_REQUEST, type Verb } from '../../../requests/verbs/verb.js';
import { askOf } from '../../cards/presses.js';
import type { CardContent } from '../../cards/render.js';
import { askView } from '../../views/ask.js';
import type { Turn } from '../../views/turn.js';
import { statusView } from '../../views/views.js';
import { ALREADY, type Handler, orAgain, read } from './shared.js';

const TYPED = OF_REQUEST.extend({
  words: z.string().max(2000).default(''),
  choice: z.string().max(2000).default(''),
  name: z.string().max(60).default(''),
});

/** Shows a card again, with what was typed and what is wrong with it. */
export type Again<I> = (turn: Turn, input: I, notice: string) => Promise<CardContent>;

/** The common way to ask again: the verb's own question, or how things stand. */
const askAgain =
  (verb: Verb): Again<OfRequest> =>
  (turn, input, notice) =>
    verb.question === undefined
      ? statusView(turn, input.requestId, { notice })
      : askView(turn, verb, input.requestId, { ...TYPED.parse(input), notice });

/** Does a verb and tells what came of it; a fault in what was typed shows the card again with the sentence. */
export function pressOf<I extends OfRequest, R>(verb: Verb<I, R>, again: Again<I> = askAgain(verb)): Handler {
  return async (turn, data) => {
    const input = read(verb.input, data);
    const { requestId } = input;
    return orAgain(
      async () => {
        const taken = await takeStep(turn.ctx, turn.actor, turn.via, verb, input);
        if (taken.kind === 'stale') return statusView(turn, requestId, { notice: ALREADY });
        // Whoever decides goes on to the next from the same card; each is a decision of its own.
        const next = verb.decides && turn.personal ? await nextToDecide(turn.ctx, turn.actor) : null;
        return statusView(turn, taken.request, {
          headline: wordsAfter(verb, taken),
          ...(next === null ? {} : { next }),
        });
      },
      (notice) => again(turn, input, notice),
    );
  };
}

function wordsAfter<I extends OfRequest, R>(
  { afterwards = '', already }: Verb<I, R>,
  taken: { kind: string; result: R },
): string {
  if (taken.kind === 'unchanged' && already !== undefined) return already;
  return typeof afterwards === 'string' ? afterwards : afterwards.words(taken.result);
}

/** Every verb that is done by a press of its own, and the question before each that asks one. */
export const VERB_ACTIONS: Record<string, Handler> = Object.fromEntries(
  VERBS.flatMap((verb) => {
    const { name, question, afterwards } = verb;
    const ask: Handler = (turn, data) => {
      const { requestId, ...typed } = read(TYPED, data);
      return askView(turn, verb, requestId, typed);
    };
    return [
      ...(afterwards === undefined ? [] : [[name, pressOf(verb)] as const]),
      ...(question === undefined ? [] : [[askOf(name), ask] as const]),
    ];
  }),
);
