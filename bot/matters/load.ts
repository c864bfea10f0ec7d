import { z } from 'zod/v4';
import type { Tx } from '../db/database.js';
import type { Matter, MatterStep } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import type { Actor } from '../rule/actor.js';
import { isSeenBySection, type MatterKind, matterRule, maySeeMatter, seesEvery } from '../rule/matters.js';
import { formatReceipt, type Receipt } from '../rule/receipt.js';
import type { Typed } from './fields.js';

/** A matter with all that was done to it, oldest first. */
export type WholeMatter = Matter & { steps: MatterStep[] };

/** One answer for "does not exist" and "not yours". */
export function noMatter(word = '記録'): AppError {
  return new AppError(
    'not_found',
    'no such matter, or not for this person',
    `その${word}は見つかりませんでした。番号をお確かめください。`,
  );
}

/** What a matter is called: 苦情R8-3. */
export function nameOfMatter({ kind, fiscalYear, serial }: Pick<Matter, 'kind' | 'fiscalYear' | 'serial'>): string {
  const { word, only } = matterRule(kindOf({ kind }));
  return only ? word : `${word}${formatReceipt({ fiscalYear, serial })}`;
}

/** The kind of a row. */
export const kindOf = ({ kind }: Pick<Matter, 'kind'>): MatterKind => kind as MatterKind;

/** The fields of a row or step as they were read. */
export const typedOf = ({ entries }: Pick<Matter | MatterStep, 'entries'>): Typed => entries as Record<string, string>;

/** The matter, if the person may see it. @throws AppError `not_found` otherwise */
export async function loadMatter(tx: Tx, actor: Actor, id: string): Promise<WholeMatter> {
  const isId = z.guid().safeParse(id).success;
  const matter = isId
    ? await tx.matter.findUnique({ where: { id }, include: { steps: { orderBy: { id: 'asc' } } } })
    : null;
  if (matter === null || !maySeeMatter(actor, kindOf(matter), matter)) throw noMatter();
  return matter;
}

/**
 * The matter of a kind with a number, if the person may see it; without a 年度 it is this one's, or else the last one's.
 *
 * @param present the running 年度
 * @throws AppError `not_found`
 */
export async function matterNamed(
  tx: Tx,
  actor: Actor,
  kind: MatterKind,
  { fiscalYear, serial }: Partial<Receipt> & Pick<Receipt, 'serial'>,
  present: number,
): Promise<Matter> {
  const of = (year: number) =>
    tx.matter.findUnique({ where: { kind_fiscalYear_serial: { kind, fiscalYear: year, serial } } });
  const matter = fiscalYear === undefined ? ((await of(present)) ?? (await of(present - 1))) : await of(fiscalYear);
  if (matter === null || !maySeeMatter(actor, kind, matter)) throw noMatter(matterRule(kind).word);
  return matter;
}

/** How many a list shows at once. */
export const MATTERS_SHOWN = 10;

/** The matters of a kind that the person may see: those that wait first, then newest first. */
export async function listMatters(
  tx: Tx,
  actor: Actor,
  kind: MatterKind,
  page: number,
): Promise<{ matters: Matter[]; total: number; waiting: number }> {
  const own = isSeenBySection(kind)
    ? { OR: actor.posts.map(({ bureau, section }) => ({ bureau, section })) }
    : { openedById: actor.personId };
  const where = { kind, ...(seesEvery(actor, kind) ? {} : own) };
  const status = { in: [...matterRule(kind).waiting] };
  const waiting = await tx.matter.count({ where: { ...where, status } });
  const total = await tx.matter.count({ where });
  const orderBy = [{ fiscalYear: 'desc' as const }, { serial: 'desc' as const }];
  const skip = (page - 1) * MATTERS_SHOWN;
  const first = await tx.matter.findMany({ where: { ...where, status }, orderBy, skip, take: MATTERS_SHOWN });
  const rest =
    first.length === MATTERS_SHOWN
      ? []
      : await tx.matter.findMany({
          where: { ...where, NOT: { status } },
          orderBy,
          skip: Math.max(0, skip - waiting),
          take: MATTERS_SHOWN - first.length,
        });
  return { matters: [...first, ...rest], total, waiting };
}
