import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { parseHTML } from 'linkedom';
import MarkdownIt from 'markdown-it';
import { ROOT } from '../../bot/paths.js';
import { isRecord, objectsIn } from '../helpers/json.js';

/** What the card renderer uses of a browser; linkedom lacks only `innerText` and measures nothing. */
function browser(): Record<string, unknown> {
  const { window } = parseHTML('<!doctype html><html lang="ja"><body></body></html>');
  Object.defineProperty(window.HTMLElement.prototype, 'innerText', {
    get(this: { textContent: string }) {
      return this.textContent;
    },
    set(this: { textContent: string }, text: string) {
      this.textContent = text;
    },
  });
  Object.defineProperty(window, 'getComputedStyle', { value: () => ({}) });
  const { document, HTMLElement, HTMLInputElement, HTMLButtonElement, Element, Node } = window;
  return { window, document, HTMLElement, HTMLInputElement, HTMLButtonElement, Element, Node };
}

/** The renderer itself, the one Teams on the desktop uses, with a browser around it that leaves no trace in the tests. */
function loadRenderer(): typeof import('adaptivecards') {
  const around = browser();
  const module = { exports: {} };
  const source = readFileSync(join(ROOT, 'node_modules', 'adaptivecards', 'dist', 'adaptivecards.js'), 'utf8');
  const load = compileFunction(source, ['module', 'exports', ...Object.keys(around)]);
  load(module, module.exports, ...Object.values(around));
  return module.exports as typeof import('adaptivecards');
}

const AC = loadRenderer();
const markdown = new MarkdownIt();
AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

/** A part of the drawn page, as far as the tests look at it. */
export interface Drawn {
  readonly tagName: string;
  readonly textContent: string;
  readonly attributes: Iterable<{ name: string; value: string }>;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Drawn>;
}

/** A card as the renderer draws it, and what the renderer and its schema of version 1.5 object to. */
export interface DrawnCard {
  page: Drawn;
  objections: string[];
}

/** The renderer checks languages with an expression that remembers where it stopped, and so refuses the same one every other time. */
const EVERY_OTHER_TIME = 'Invalid value "ja" for property "lang".';

/** Draws a filled card. */
export function draw(card: Record<string, unknown>): DrawnCard {
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  const parsed = new AC.AdaptiveCard();
  parsed.parse(card, context);
  const objections = unknownProperties(card);
  for (let index = 0; index < context.eventCount; index++) objections.push(context.getEventAt(index).message);
  for (const { message } of parsed.validateProperties().validationEvents) objections.push(message);
  const page: unknown = parsed.render();
  return { page: page as Drawn, objections: objections.filter((message) => message !== EVERY_OTHER_TIME) };
}

/**
 * What the renderer itself sends when somebody types into a card's fields and presses a button: the data of `Action.Execute`,
 * with the inputs as its clients put them there. An input left or made empty is not in it.
 */
export function pressedData(
  card: Record<string, unknown>,
  button: string,
  typed: Record<string, string> = {},
): Record<string, unknown> {
  const filled = structuredClone(card);
  for (const part of objectsIn(filled)) {
    if (typeof part.id === 'string' && typed[part.id] !== undefined) part.value = typed[part.id];
  }
  const drawn = new AC.AdaptiveCard();
  drawn.parse(filled, new AC.SerializationContext(AC.Versions.v1_5));
  let sent: unknown;
  drawn.onExecuteAction = (action) => {
    if (action instanceof AC.ExecuteAction) sent = action.data;
  };
  drawn.render();
  const action = actionsIn(drawn).find(({ title }) => title === button);
  if (action === undefined) throw new Error(`no button 「${button}」`);
  action.execute();
  if (!isRecord(sent)) throw new Error(`「${button}」 sent nothing`);
  return { ...sent };
}

function actionsIn(card: InstanceType<typeof AC.AdaptiveCard>): InstanceType<typeof AC.Action>[] {
  return Array.from({ length: card.getActionCount() }, (_, index) => card.getActionAt(index)).filter(
    (action) => action !== undefined,
  );
}

/** All that can be read or heard on a drawn card: texts, what stands in fields, names of buttons and fields. */
export function visibleText(page: Drawn): string {
  const spoken = ['value', 'placeholder', 'title', 'aria-label', 'alt'];
  const texts = [page.textContent];
  for (const part of page.querySelectorAll('*')) {
    for (const { name, value } of part.attributes) if (spoken.includes(name) && !isChoice(part)) texts.push(value);
  }
  return texts.join('\n').replace(/[\u200b\u2060]/g, '');
}

/** The value of a choice is an id and its spoken name repeats the label beside it, escaped. */
function isChoice(part: Drawn): boolean {
  return part.tagName === 'OPTION' || ['checkbox', 'radio'].includes(part.getAttribute('type') ?? '');
}

/** The parts that the renderer reads itself and that are in no schema. */
const STRUCTURE: Record<string, readonly string[]> = {
  AdaptiveCard: ['$schema', 'body', 'actions'],
  Container: ['items'],
  Column: ['items'],
  ColumnSet: ['columns'],
  RichTextBlock: ['inlines'],
  ActionSet: ['actions'],
};

function prototypeOf(type: string): InstanceType<typeof AC.SerializableObject> | undefined {
  if (type === 'AdaptiveCard') return new AC.AdaptiveCard();
  if (type === 'Column') return new AC.Column();
  if (type === 'TextRun') return new AC.TextRun();
  return (
    AC.GlobalRegistry.elements.createInstance(type, AC.Versions.v1_5) ??
    AC.GlobalRegistry.actions.createInstance(type, AC.Versions.v1_5)
  );
}

/** The renderer passes over properties it does not know; a misspelt one would be noticed by nobody. */
function unknownProperties(card: Record<string, unknown>): string[] {
  return [...objectsIn(withoutButtonData(card))].flatMap((part) => {
    if (typeof part.type !== 'string') return [];
    const known = prototypeOf(part.type)?.getSchema();
    if (known === undefined) return [`${part.type}: unknown`];
    const names = new Set(['type', ...(STRUCTURE[part.type] ?? [])]);
    for (let index = 0; index < known.getCount(); index++) {
      const { name, targetVersion } = known.getItemAt(index);
      if (targetVersion.compareTo(AC.Versions.v1_5) <= 0) names.add(name);
    }
    return Object.keys(part)
      .filter((name) => !names.has(name))
      .map((name) => `${part.type}.${name}: unknown`);
  });
}

function withoutButtonData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutButtonData);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'data');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutButtonData(inner)]));
}
