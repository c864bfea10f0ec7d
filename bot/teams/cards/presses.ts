/** A press: its verb, and what a card sends with it. */
export interface Press {
  verb: string;
  data: Record<string, unknown>;
}

/** The press that asks before a verb is done. */
export const askOf = (verb: string): string => `${verb}_ask`;

/** What a press was called on cards of earlier versions, which keep their buttons for ever. */
const FORMERLY: ReadonlyMap<string, string> = new Map([
  ['draft_file', 'submit'],
  ['draft_hand', 'hand'],
  ['draft_take', 'take'],
  ['draft_hand_back', 'handBack'],
  ['draft_hand_back_ask', 'handBack_ask'],
  ['draft_discard', 'discard'],
  ['draft_discard_ask', 'discard_ask'],
  ['show_form', 'showForm'],
  ['refuse_open', 'refuse_ask'],
  ['refuse_close', 'examine'],
  ['return_open', 'return_ask'],
]);

/** What a press is called now. */
export const presentPress = (press: string): string => FORMERLY.get(press) ?? press;
