import { findDraft } from '../../../requests/draft.js';
import type { CardContent } from '../../cards/render.js';
import { isOffered, unsureCard } from '../../cards/unsure.js';
import type { Turn } from '../../views/turn.js';
import { notUnderstood } from './forms.js';

/** Each button carries the sentence, in the person's own chat; so long a one is better said again. */
const CARRIED = 400;

/** So many buttons are looked through at a glance. */
export const MOST_GUESSES = 3;

/** Whether the buttons can carry a sentence. */
export const isCarried = (text: string): boolean => text.length <= CARRIED;

/** Asks which of a few things was meant; where nothing is left to ask, says that the sentence was not understood. */
export async function unsureView(turn: Turn, text: string, guesses: readonly string[]): Promise<CardContent> {
  const labels = guesses.filter(isOffered);
  if (labels.length === 0 || !isCarried(text) || !turn.personal) return notUnderstood(turn);
  return unsureCard(text, labels, await findDraft(turn.ctx, turn.actor));
}
