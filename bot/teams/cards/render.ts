import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GlobalSettings, Template } from 'adaptivecards-templating';
import { ROOT } from '../../paths.js';
import type { Shown } from '../../requests/reads/viewed.js';
import { MISSING, plainCard, withoutNull } from './plain.js';
import type { Press } from './presses.js';

/** The templates in `cards/`. */
export type CardName =
  | 'form'
  | 'prepared'
  | 'channel'
  | 'ask'
  | 'decide'
  | 'refuse'
  | 'status'
  | 'list'
  | 'answered'
  | 'code'
  | 'matter'
  | 'message';

/** What a card asks, as far as it can be answered in words. */
export interface Asks {
  /** What it may be, in the order of the card; 「はい」 is the first. They show something, or write the form in hand, and do nothing that cannot be undone. */
  choices: readonly Press[];
  /** What 「はい」 is where it does not say which of the choices: it is asked again. */
  which?: Press;
  /** What 「いいえ」 is. */
  no?: Press;
  /** True where 「はい」 would be an act: the first choice shows the question once more. */
  confirms?: true;
}

/** A card to be shown: which template, filled with what. */
export interface CardContent {
  card: CardName;
  data: Record<string, unknown>;
  /**
   * Readers (Teams user ids, 60 at most) whose client asks at once for a view of their own; everybody else keeps this card.
   */
  refresh?: { verb: string; data: Record<string, unknown>; userIds: string[] };
  /** Said to whoever pressed, in the place of the card, which stays; some clients empty its inputs. */
  sentence?: string;
  /** What it asks; people may answer 「はい」 or 「2番目」. */
  asks?: Asks;
  /** How far the sentence to which it answers was understood, where it was not surely. */
  unread?: 'guessed' | 'unsure' | 'unknown';
  /** A line at the end of the card: how what was wanted can be said next time. */
  hint?: string;
  /**
   * What of requests its reader gets to see, which the log notes before; absent where that is nothing but receipt numbers,
   * sections and states. Whoever builds a card says so here, and nobody notes it elsewhere.
   */
  shows?: Shown;
}

/** A button that comes back to the bot. */
export interface Button {
  title: string;
  verb: string;
  data: Record<string, unknown>;
  style: 'default' | 'positive' | 'destructive';
}

/** A button that opens a page. */
export interface LinkButton {
  title: string;
  url: string;
  style: 'default' | 'positive';
}

export type Renderer = (content: CardContent) => Record<string, unknown>;

const TEMPLATES = new Map<string, Template>();

/** The templates by their names: read and parsed once, for they do not change while the process runs. */
function readTemplates(): ReadonlyMap<string, Template> {
  if (TEMPLATES.size > 0) return TEMPLATES;
  const folder = join(ROOT, 'cards');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const read = files.map((file) => new Template(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  for (const [place, file] of files.entries()) {
    const template = read[place];
    if (template) TEMPLATES.set(file.slice(0, -'.json'.length), template);
  }
  return TEMPLATES;
}

function withHint(card: Record<string, unknown>, hint: string): Record<string, unknown> {
  const line = { type: 'TextRun', text: hint, isSubtle: true, size: 'small' };
  const body = Array.isArray(card.body) ? card.body : [];
  return { ...card, body: [...body, { type: 'RichTextBlock', separator: true, spacing: 'medium', inlines: [line] }] };
}

/**
 * Reads the templates once and returns the function that fills them. Data is shown as text, never read as a template expression
 * or markup.
 */
export function loadCards(): Renderer {
  // The library would show `${name}` where a value is missing; an empty text it would not accept here.
  GlobalSettings.getUndefinedFieldValueSubstitutionString = () => MISSING;
  const templates = readTemplates();
  return ({ card, data, refresh, hint }) => {
    const template = templates.get(card);
    if (template === undefined) throw new Error(`there is no card template ${card}`);
    const filled = template.expand({ $root: withoutNull(data) }) as Record<string, unknown>;
    const shown = plainCard(hint === undefined ? filled : withHint(filled, hint));
    if (refresh === undefined || refresh.userIds.length === 0) return shown;
    const { verb, data: asked, userIds } = refresh;
    return {
      ...shown,
      refresh: { action: { type: 'Action.Execute', title: '表示を更新', verb, data: asked }, userIds },
    };
  };
}
