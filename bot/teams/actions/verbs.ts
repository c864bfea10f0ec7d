import { z } from 'zod/v4';
import { folded } from '../../directory/people.js';
import { askingOf } from '../../requests/question.js';
import { type OfRequest, takeStep } from '../../requests/step.js';
import { VERBS } from '../../requests/verbs/index.js';
import { OF_REQUEST, type Verb } from '../../requests/verbs/verb.js';
import { askCard } from '../cards/ask.js';
import type { Button, CardContent } from '../cards/render.js';
import { receiptsOf } from '../cards/status.js';
import { askOf } from '../presses.js';
import type { Turn } from '../turn.js';
import { statusView } from '../views.js';
import { ALREADY, type Handler, orAgain, read } from './shared.js';

/** What was typed, chosen or named before. */
export interface Typed {
  words?: string;
  choice?: string;
  /** The name of somebody to choose, as it was said. */
  name?: string;
}

const TYPED = OF_REQUEST.extend({
  words: z.string().max(2000).default(''),
  choice: z.string().max(2000).default(''),
  name: z.string().max(60).default(''),
});

/**
 * Asks what a verb asks before it is done; whoever comes too early or too late is shown how things stand.
 *
 * @throws AppError `not_found`, `not_allowed`
 */
export async function askView(
  turn: Turn,
  verb: Verb,
  requestId: string,
  { words = '', choice = '', name = '', notice = '', asked }: Typed & { notice?: string; asked?: true } = {},
): Promise<CardContent> {
  const { question } = verb;
  if (question === undefined) throw new Error(`${verb.name} asks nothing`);
  const asking = await askingOf(turn.ctx, turn.actor, verb, requestId, asked && turn.via);
  if ('notNow' in asking) return statusView(turn, requestId, { notice: asking.notNow });
  const { request, options, carries } = asking;
  const receipt = request.serial === null ? '' : `${receiptsOf(request).long}　`;
  const chosen =
    options.find((option) => name !== '' && option.name !== undefined && folded(option.name) === folded(name))?.value ??
    (question.choice?.first ? options[0]?.value : undefined) ??
    choice;
  const none = options.length === 0 ? question.choice?.none?.(request) : undefined;
  const { backTo = 'show', hard } = question;
  const back: Button = {
    title: question.stays ?? 'やめる',
    verb: backTo,
    data: { requestId },
    style: hard ? 'positive' : 'default',
  };
  const does: Button = {
    title: question.title,
    verb: verb.name,
    data: { requestId, ...carries },
    style: hard ? 'destructive' : 'positive',
  };
  return askCard({
    headline: question.headline,
    lead: `${receipt}${question.lead}`,
    notice: none ?? notice,
    ...(question.input ? { input: { ...question.input, value: words } } : {}),
    ...(question.choice
      ? {
          choice: {
            label: question.choice.label,
            ...(question.choice.several ? { optional: true as const } : {}),
            value: chosen,
            multi: question.choice.several === true,
            options: options.map(({ title, value }) => ({ title, value })),
          },
        }
      : {}),
    buttons: hard ? [back, does] : [does, back],
  });
}

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
        return statusView(turn, taken.request, { headline: wordsAfter(verb, taken) });
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
