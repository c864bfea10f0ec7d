import { randomUUID } from 'node:crypto';
import { pagesUrl } from '../../addresses.js';
import { civilDate } from '../../japanese/civil.js';
import type { Typed } from '../../matters/fields.js';
import { descriptionOf } from '../../matters/kinds/index.js';
import type { MatterDescription, MatterVerb } from '../../matters/matter.js';
import {
  assertMayAsk,
  beginsOrChanges,
  fieldsOf,
  newsOf,
  prefilled,
  seeMatter,
  seeMatters,
  seeOnly,
} from '../../matters/read.js';
import { type MatterKind, matterRule } from '../../rule/matters.js';
import { beginButton, matterCard, matterFormCard, matterListCard, onlyMatterCard } from '../cards/matters.js';
import { messageCard } from '../cards/message.js';
import type { CardContent } from '../cards/render.js';
import type { Turn } from './turn.js';

/** How a matter stands, as its reader may see it. @throws AppError `not_found` */
export async function matterView(turn: Turn, id: string, shown: MatterHeading = {}): Promise<CardContent> {
  const seen = await seeMatter(turn.ctx, turn.actor, id);
  const { kind } = seen.description;
  const headline = shown.waits
    ? `対応をお待ちしている${matterRule(kind).word}があります`
    : shown.news === undefined
      ? shown.headline
      : newsOf(kind, shown.news);
  return matterCard(pagesUrl(turn.ctx.config), { ...seen, headline, notice: shown.notice, until: shown.until });
}

/** What a card about a matter says first; without it, its state. */
interface MatterHeading {
  headline?: string;
  notice?: string;
  /** The step that its reader is told of. */
  news?: string;
  /** Up to which of its steps they are shown. */
  until?: number;
  /** Its reader is reminded of it. */
  waits?: true;
}

/** What a form shows besides its fields: what was typed before, and what is wrong with it or with the moment. */
interface FormShown {
  typed?: Typed;
  /** What the sentence said that opened it. */
  said?: Typed;
  faults?: Typed;
  notice?: string;
  fresh?: string;
}

/** That a matter of a kind is due; whoever comes later is told so as well, with the list. */
export async function matterDueView(turn: Turn, kind: MatterKind): Promise<CardContent> {
  const description = descriptionOf(kind);
  const due = await description.due?.(turn.ctx.db.client, turn.ctx);
  if (due == null) return mattersView(turn, kind);
  return messageCard(due.headline, due.lead, [beginButton(description, 'positive')]);
}

/** The form with which a matter of a kind is begun, or the only one of its kind changed, with what the sentence said. */
export async function beginView(turn: Turn, description: MatterDescription, said: Typed): Promise<CardContent> {
  const { verb, matterId } = await beginsOrChanges(turn.ctx, description);
  return matterFormView(turn, description, verb, matterId, { said });
}

/** The matters of a kind; of what there is one alone, that one. */
export async function mattersView(turn: Turn, kind: MatterKind, page = 1): Promise<CardContent> {
  const description = descriptionOf(kind);
  if (description.onlyId !== undefined) {
    const only = await seeOnly(turn.ctx, turn.actor, description, description.onlyId);
    return only.matterId === null ? onlyMatterCard(only) : matterView(turn, only.matterId);
  }
  return matterListCard(await seeMatters(turn.ctx, turn.actor, kind, page));
}

/**
 * The form of a verb, with what was typed into it before and what is wrong with it.
 *
 * @param matterId the matter; undefined for a new one
 * @param fresh the id under which a new one is begun, where its form was shown before
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`
 */
export async function matterFormView(
  turn: Turn,
  description: MatterDescription,
  verb: MatterVerb,
  matterId: string | undefined,
  { typed, said, faults = {}, notice = '', fresh = randomUUID() }: FormShown = {},
): Promise<CardContent> {
  const { ctx, actor } = turn;
  const matter = await assertMayAsk(ctx, actor, description, verb, matterId);
  const today = civilDate(ctx.clock.now());
  const shown = typed ?? { ...(await prefilled(ctx, verb, matter)), ...said };
  return matterFormCard({
    description,
    verb,
    fields: await fieldsOf(ctx, verb, matter),
    matter,
    matterId: matterId ?? fresh,
    typed: shown,
    faults,
    notice,
    today,
  });
}
