import { folded } from '../../directory/people.js';
import { askingOf } from '../../requests/reads/question.js';
import type { Verb } from '../../requests/verbs/verb.js';
import { askCard } from '../cards/ask.js';
import { askOf } from '../cards/presses.js';
import type { Button, CardContent } from '../cards/render.js';
import { receiptsOf } from '../cards/status.js';
import type { Turn } from './turn.js';
import { statusView } from './views.js';

/** What was typed, chosen or named before. */
export interface Typed {
  words?: string;
  choice?: string;
  /** The name of somebody to choose, as it was said. */
  name?: string;
}

/**
 * Asks what a verb asks before it is done; whoever comes too early or too late is shown how things stand.
 *
 * @throws AppError `not_found`, `not_allowed`
 */
export async function askView(
  turn: Turn,
  verb: Verb,
  requestId: string,
  { words = '', choice = '', name = '', notice = '' }: Typed & { notice?: string } = {},
): Promise<CardContent> {
  const { question } = verb;
  if (question === undefined) throw new Error(`${verb.name} asks nothing`);
  const asking = await askingOf(turn.ctx, turn.actor, verb, requestId);
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
  const card = askCard({
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
  // What the office is asked names the request by its number; what the chief is asked may name people.
  const ofOffice = verb.by.some((party) => party === 'decider' || party === 'manager' || party === 'operator');
  const again = { verb: askOf(verb.name), data: { requestId, words, choice } };
  const asks = { choices: [again], no: { verb: backTo, data: { requestId } }, confirms: true as const };
  return { ...card, asks, shows: { request, ...(ofOffice ? { forAll: true as const } : {}) } };
}
