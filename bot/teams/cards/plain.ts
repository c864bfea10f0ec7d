/** Stands in a filled template for a value that was not given; it is taken out again here. */
export const MISSING = '\u0000';

/** Teams takes 28 KB a message; the envelope around the card needs some of it. */
const MOST_BYTES = 26_000;
/** How long one text may be, in characters: the first limit under which the whole card fits into a message counts. */
const LIMITS = [3000, 1000, 400, 150, 60, 25];

/** What people read on a card, in whichever element it stands. */
const SHOWN = new Set(['text', 'title', 'label', 'placeholder', 'tooltip', 'fallbackText', 'speak']);

/**
 * Makes a filled card show data as what it is: text. Clients read Markdown in some elements and date functions in all, lay out a
 * line by direction characters, and refuse a message that is too long. The values of inputs and the data of buttons are not
 * shown and stay as they are, except that a field never holds more than a person could type into it.
 */
export function plainCard(card: Record<string, unknown>): Record<string, unknown> {
  let fitted = card;
  for (const limit of LIMITS) {
    fitted = plainObject(card, limit);
    if (Buffer.byteLength(JSON.stringify(fitted)) <= MOST_BYTES) break;
  }
  return fitted;
}

/** The same data with an empty text for every null, at which the library would fail. */
export function withoutNull(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutNull);
  if (typeof data !== 'object' || data === null) return data ?? '';
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withoutNull(value)]));
}

function plain(value: unknown, limit: number): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, limit));
  if (typeof value === 'string') return value.replaceAll(MISSING, '');
  return typeof value === 'object' && value !== null ? plainObject(value as Record<string, unknown>, limit) : value;
}

function plainObject(part: Record<string, unknown>, limit: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => {
      if (typeof value === 'string' && SHOWN.has(key)) return [key, shownText(part, key, value, limit)];
      if (typeof value === 'string' && key === 'value') return [key, cut(visible(value), roomFor(part))];
      return [key, plain(value, limit)];
    }),
  );
}

function shownText(part: Record<string, unknown>, key: string, text: string, limit: number): string {
  const whole = visible(text);
  const short = whole.length > limit ? `${cut(whole, limit)}…` : whole;
  const inert = short.replaceAll('{{', '{\u2060{');
  if (part.type === 'TextRun') return breakable(inert);
  return readsMarkdown(part, key) ? literal(inert) : inert;
}

/** Without control characters and those that turn the direction of a line; {@link MISSING} is one of them. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** How many characters a field's value may have: what can be typed, the ids of many recordings, or a date and the like. */
function roomFor(part: Record<string, unknown>): number {
  if (typeof part.maxLength === 'number') return part.maxLength;
  return part.type === 'Input.ChoiceSet' ? 2000 : 100;
}

/** Cuts without tearing a character apart that takes two places. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/** A text run wraps only where a line may break; a word without end would leave the card. */
function breakable(text: string): string {
  return text.replace(/[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]{25,}/gu, (word) =>
    [...word].map((letter, index) => (index > 0 && index % 12 === 0 ? `\u200b${letter}` : letter)).join(''),
  );
}

/** Text blocks are Markdown, and so are the lines beside check boxes and radio buttons; they carry no `type` in a choice set. */
function readsMarkdown(part: Record<string, unknown>, key: string): boolean {
  if (key === 'text') return part.type === 'TextBlock';
  return key === 'title' && (part.type === 'Input.Toggle' || (part.type === undefined && 'value' in part));
}

/** Escapes what Markdown would read as markup. Our own templates use none. */
function literal(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
    .replace(/[\\`*_[\]<>~|]|&(?=[#\w])/g, '\\$&')
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}
