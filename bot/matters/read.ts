import type { Context } from '../context.js';
import type { Matter } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import type { Actor } from '../rule/actor.js';
import { type MatterKind, matterRule, mayDoMatter, seesEvery, seesWhole } from '../rule/matters.js';
import type { Receipt } from '../rule/receipt.js';
import type { Typed } from './fields.js';
import { descriptionOf } from './kinds/index.js';
import { kindOf, listMatters, loadMatter, matterNamed, type WholeMatter } from './load.js';
import type { BesideMatter, MatterDescription, MatterVerb } from './matter.js';

/** A matter as its reader sees it: whether all of it, and what they can do with it now. */
export interface MatterSeen {
  description: MatterDescription;
  matter: WholeMatter;
  whole: boolean;
  possible: readonly MatterVerb[];
  beside: BesideMatter;
}

/** How a matter stands for its reader. @throws AppError `not_found` */
export async function seeMatter(
  { db, config }: Pick<Context, 'db' | 'config'>,
  actor: Actor,
  id: string,
): Promise<MatterSeen> {
  const matter = await loadMatter(db.client, actor, id);
  const kind = kindOf(matter);
  const description = descriptionOf(kind);
  return {
    description,
    matter,
    whole: seesWhole(actor, kind, matter),
    beside: (await description.beside?.(db.client, { config }, actor, matter)) ?? { lines: [], requests: [] },
    possible: description.verbs.filter(({ name, done }) => mayDoMatter(actor, kind, name, matter, done).allowed),
  };
}

/** The matters of a kind that somebody sees, a page of them. */
export async function seeMatters({ db }: Pick<Context, 'db'>, actor: Actor, kind: MatterKind, page: number) {
  const listed = await db.transaction((tx) => listMatters(tx, actor, kind, page));
  const description = descriptionOf(kind);
  const { name, done } = description.begins;
  const mayBegin = mayDoMatter(actor, kind, name, null, done).allowed;
  return { description, page, every: seesEvery(actor, kind), mayBegin, ...listed };
}

/**
 * Whether somebody may open the form of a verb now.
 *
 * @throws AppError `not_found`, `not_allowed`, `wrong_state`
 */
export async function assertMayAsk(
  { db }: Pick<Context, 'db'>,
  actor: Actor,
  { kind }: MatterDescription,
  { name, done }: MatterVerb,
  matterId: string | undefined,
): Promise<Matter | null> {
  const matter = matterId === undefined ? null : await loadMatter(db.client, actor, matterId);
  const permission = mayDoMatter(actor, kind, name, matter, done);
  if (permission.allowed) return matter;
  const code = permission.because === 'state' ? 'wrong_state' : 'not_allowed';
  throw new AppError(code, `${kind}.${name}: ${permission.because}`, permission.forPerson);
}

/** What stands in the form of a verb beforehand. */
export async function prefilled(
  { db, config }: Pick<Context, 'db' | 'config'>,
  verb: MatterVerb,
  matter: Matter | null,
): Promise<Typed> {
  return (await verb.prefill?.(db.client, { config }, matter)) ?? {};
}

/** The id of a matter that was named, with its 年度 or without. @throws AppError `not_found` */
export async function idOfNamed(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  kind: MatterKind,
  receipt: Partial<Receipt> & Pick<Receipt, 'serial'>,
): Promise<string> {
  const present = fiscalYearOf(civilDate(clock.now()));
  return (await matterNamed(db.client, actor, kind, receipt, present)).id;
}

/** The message that a step owed, in the words of its kind; of a kind or step that is there no more, that something was done. */
export function newsOf(kind: MatterKind, step: string): string {
  const { begins, verbs } = descriptionOf(kind);
  if (step === 'trouble') return `${matterRule(kind).word}の録音を複製できません。録音装置の接続をご確認ください`;
  const verb = [begins, ...verbs].find(({ name }) => name === step);
  return verb?.tells?.headline ?? `${matterRule(kind).word}についてのお知らせ`;
}
