import type { CardContent } from '../../cards/render.js';
import type { Turn } from '../../views/turn.js';
import { handlerOf } from '../actions.js';

/** Does what the button with this verb would do. */
export function press(turn: Turn, verb: string, data: unknown): Promise<CardContent> {
  const handler = handlerOf(verb);
  if (handler === undefined) throw new Error(`there is no verb ${verb}`);
  return handler(turn, data);
}
