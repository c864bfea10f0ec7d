import { placeIn } from '../../../chat/places.js';
import { replyIn } from '../../../chat/replies.js';
import type { Press } from '../../cards/presses.js';
import type { Asks, CardContent } from '../../cards/render.js';

/** 「はい」 to a question about an act does nothing: what it is about is looked at first, and its button is pressed. */
const NOT_BY_WORDS = '「はい」というお返事だけでは行いません。内容をご確認のうえ、ボタンを押してください。';

/** The press that a sentence is, said to the last question; undefined where it is no reply to it. */
export function pressIn(text: string, asks: Asks | undefined): Press | undefined {
  if (asks === undefined) return undefined;
  const reply = replyIn(text);
  if (reply === 'no') return asks.no;
  if (reply === 'yes') return asks.which ?? asks.choices[0];
  const pointed = placeIn(text)?.place;
  // One thing that is asked has no place; numbers then are something else.
  if (pointed === undefined || asks.choices.length < 2) return undefined;
  return asks.choices.at(pointed > 0 ? pointed - 1 : pointed);
}

/** What is shown after a reply: after 「はい」 to a question about an act, that it is not done by words. */
export const replied = (answer: CardContent, text: string, { confirms }: Asks): CardContent =>
  confirms && replyIn(text) === 'yes' ? { ...answer, hint: NOT_BY_WORDS } : answer;
