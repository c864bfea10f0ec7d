import type { Context } from '../context.js';
import type { Matter } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import type { Actor } from '../rule/actor.js';
import { type MatterKind, matterRule, mayDoMatter, maySeeKind, seesEvery, seesWhole } from '../rule/matters.js';
import type { Receipt } from '../rule/receipt.js';
import { type MatterField, type Typed, written } from './fields.js';
import { descriptionOf } from './kinds/index.js';
import { kindOf, listMatters, loadMatter, matterNamed, noMatter, type WholeMatter } from './load.js';
import type { BesideMatter, MatterDescription, MatterVerb } from './matter.js';

/** A matter as its reader sees it: whether all of it, and what they can do with it now. */
export interface MatterSeen {
  description: MatterDescription;
  matter: WholeMatter;
  whole: boolean;
  possible: readonly MatterVerb[];
  beside: BesideMatter;
  /** What was in its fields before anybody wrote them. */
  baseline: Typed;
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
    beside: (await description.beside?.(db.client, { config }, actor, matter)) ?? {
      lines: linesNow(description, config),
      requests: [],
    },
    baseline: description.baseline?.(config) ?? {},
    possible: description.verbs.filter(
      ({ name, done, inner }) => !inner && mayDoMatter(actor, kind, name, matter, done).allowed,
    ),
  };
}

/** What holds now of what there is one alone, a line for each. */
export function linesNow({ now }: MatterDescription, config: Context['config']): BesideMatter['lines'] {
  return (now?.(config) ?? []).map(({ field, value, note }) => ({
    label: field.word,
    value: `${value === '' ? 'なし' : written(field, value)}${note}`,
  }));
}

/** That of which there is one alone: the matter once there is one, and what holds before. */
export interface OnlyMatter {
  description: MatterDescription;
  matterId: string | null;
  lines: BesideMatter['lines'];
  mayBegin: boolean;
}

/** How the only matter of a kind stands. @throws AppError `not_found` for those who see none of the kind */
export async function seeOnly(
  { db, config }: Pick<Context, 'db' | 'config'>,
  actor: Actor,
  description: MatterDescription,
  id: string,
): Promise<OnlyMatter> {
  const { kind, begins } = description;
  if (!maySeeKind(actor, kind)) throw noMatter(matterRule(kind).word);
  const there = await db.client.matter.findUnique({ where: { id }, select: { id: true } });
  return {
    description,
    matterId: there?.id ?? null,
    lines: linesNow(description, config),
    mayBegin: mayDoMatter(actor, kind, begins.name, null, begins.done).allowed,
  };
}

/** The verb by which something is begun; of what there is one alone, and is there already, the one that changes it. */
export async function beginsOrChanges(
  { db }: Pick<Context, 'db'>,
  { begins, verbs, onlyId }: MatterDescription,
): Promise<{ verb: MatterVerb; matterId: string | undefined }> {
  const [changes] = verbs;
  if (onlyId === undefined || changes === undefined) return { verb: begins, matterId: undefined };
  const there = await db.client.matter.findUnique({ where: { id: onlyId }, select: { id: true } });
  return there === null ? { verb: begins, matterId: undefined } : { verb: changes, matterId: onlyId };
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
  { db, ...ctx }: Pick<Context, 'db' | 'clock' | 'config'>,
  verb: MatterVerb,
  matter: Matter | null,
): Promise<Typed> {
  return (await verb.prefill?.(db.client, ctx, matter)) ?? {};
}

/** The fields of a verb's form, with what can be chosen in them now. */
export async function fieldsOf(
  { db, ...ctx }: Pick<Context, 'db' | 'clock' | 'config'>,
  verb: MatterVerb,
  matter: Matter | null,
): Promise<readonly MatterField[]> {
  const choices = (await verb.choices?.(db.client, ctx, matter)) ?? {};
  return verb.fields.map((field) =>
    field.input.kind === 'choice' && field.input.asked
      ? { ...field, input: { ...field.input, choices: choices[field.id] ?? {} } }
      : field,
  );
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

/** What is told of the page of a matter. */
const LINK_NEWS: Readonly<Record<string, string>> = {
  openedAnew: '再生のページが、新しいブラウザーで開かれました。お心当たりがないときは「再生を終了…」を押してください',
  guessing: '再生のページで、確認コードの誤りがありました。お心当たりがないときは「再生を終了…」を押してください',
  guessedOut: '確認コードの誤りが続いたため、再生のページを停止しました',
};

/** The message that a step owed, in the words of its kind; of a kind or step that is there no more, that something was done. */
export function newsOf(kind: MatterKind, step: string): string {
  const { begins, verbs } = descriptionOf(kind);
  const ofLink = LINK_NEWS[step];
  if (ofLink !== undefined) return ofLink;
  if (step === 'trouble') return `${matterRule(kind).word}の録音を複製できません。録音装置の接続をご確認ください`;
  const verb = [begins, ...verbs].find(({ name }) => name === step);
  return verb?.tells?.headline ?? `${matterRule(kind).word}についてのお知らせ`;
}
