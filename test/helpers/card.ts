import { isRecord, objectsIn } from './json.js';

/** All words a card shows, a line each. */
export function wordsOf(card: unknown): string {
  const words: string[] = [];
  for (const part of objectsIn(card)) {
    if ((part.type === 'TextBlock' || part.type === 'TextRun') && typeof part.text === 'string') words.push(part.text);
    if (typeof part.label === 'string') words.push(part.label);
    if (part.type === 'Input.Toggle' && typeof part.title === 'string') words.push(part.title);
    if (Array.isArray(part.choices))
      for (const choice of part.choices) if (isRecord(choice)) words.push(String(choice.title));
  }
  return words.join('\n');
}

/** The actions of a card: buttons and lines that can be pressed. */
export function actionsOf(card: unknown): Record<string, unknown>[] {
  return [...objectsIn(card)].filter((part) => typeof part.type === 'string' && part.type.startsWith('Action.'));
}

/** What stands in the card's inputs, by id. */
export function inputsOf(card: unknown): Record<string, string> {
  const inputs = [...objectsIn(card)].filter((part) => typeof part.type === 'string' && part.type.startsWith('Input.'));
  return Object.fromEntries(inputs.map((input) => [String(input.id), String(input.value ?? '')]));
}

/** The address behind a button that opens a page. */
export function urlOf(card: unknown, title: string): string {
  const action = actionsOf(card).find((one) => one.type === 'Action.OpenUrl' && one.title === title);
  if (action === undefined) throw new Error(`no link 「${title}」 on the card:\n${wordsOf(card)}`);
  return String(action.url);
}
