import type { CallFacts, NumberReference } from '../../../chat/intent.js';
import type { Typed } from '../../../matters/fields.js';
import { descriptionOf, verbOfMatter } from '../../../matters/kinds/index.js';
import { idOfNamed } from '../../../matters/read.js';
import type { MatterKind } from '../../../rule/matters.js';
import type { CardContent } from '../../cards/render.js';
import { beginView, matterFormView, mattersView, matterView } from '../../views/matters.js';
import type { Turn } from '../../views/turn.js';

/** 「苦情を記録したい」「苦情の一覧」「苦情R8-3に回答」: opens a form, a list or a matter; nothing is done by words alone. */
export async function matterBySentence(
  turn: Turn,
  {
    matter,
    of,
    step,
    facts,
    typed,
  }: { matter: string; of?: NumberReference; step?: string; facts?: CallFacts; typed?: Typed },
): Promise<CardContent> {
  const kind = matter as MatterKind;
  const description = descriptionOf(kind);
  if (of === undefined) {
    return step === undefined ? mattersView(turn, kind) : beginView(turn, description, { ...saidOf(facts), ...typed });
  }
  const id = await idOfNamed(turn.ctx, turn.actor, kind, of);
  const verb = step === undefined ? undefined : verbOfMatter(description, step);
  return verb === undefined ? matterView(turn, id) : matterFormView(turn, description, verb, id);
}

/** What was said of a call, by the fields of a form that are named as those of 様式第1号 are. */
function saidOf(facts: CallFacts = {}): Typed {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([field, value]) => (typeof value === 'string' ? [[field, value] as const] : [])),
  );
}
