import type { Tx } from '../db/database.js';
import type { Prisma } from '../db/generated/client.js';
import { LEDGER_FIELDS, type LedgerEntry } from './columns.js';

/** Which rows: what can be asked of requests that are there and of those that were deleted. */
export type LedgerWhere = Prisma.RequestWhereInput & Prisma.DisposalWhereInput;

/** Requests a statement reads. */
const PAGE = 500;

/**
 * Reads the filed requests that fit, and what is known of those that were deleted after their retention, in the order of 年度 and
 * running number, a page at a time. Each page begins behind the number where the last one ended, so that the thousandth costs no more
 * than the first.
 */
export async function* readEntries(tx: Tx, where: LedgerWhere): AsyncGenerator<LedgerEntry> {
  for (const fiscalYear of await yearsOf(tx, where)) {
    for (let after = 0; ; ) {
      const page = await readPage(tx, where, fiscalYear, after);
      yield* page.map(({ entry }) => entry);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.serial;
    }
  }
}

/** The 年度 of which there are any, in their order. */
async function yearsOf(tx: Tx, where: LedgerWhere): Promise<number[]> {
  const filed = { AND: [where, { serial: { not: null } }] };
  const requests = await tx.request.groupBy({ by: ['fiscalYear'], where: filed });
  const disposals = await tx.disposal.groupBy({ by: ['fiscalYear'], where });
  const years = [...requests, ...disposals].flatMap(({ fiscalYear }) => fiscalYear ?? []);
  return [...new Set(years)].sort((one, other) => one - other);
}

/** The next rows of a 年度 behind a running number, at most a page of each kind. */
async function readPage(
  tx: Tx,
  where: LedgerWhere,
  fiscalYear: number,
  after: number,
): Promise<{ serial: number; entry: LedgerEntry }[]> {
  const which = { where: { AND: [where, { fiscalYear, serial: { gt: after } }] }, take: PAGE };
  const requests = await tx.request.findMany({ ...which, orderBy: { serial: 'asc' }, select: LEDGER_FIELDS });
  const disposals = await tx.disposal.findMany({ ...which, orderBy: { serial: 'asc' } });
  // Of a kind of which there may be more, nothing is known behind its last.
  const ends = [requests, disposals].map((found) =>
    found.length < PAGE ? Number.POSITIVE_INFINITY : (found.at(-1)?.serial ?? Number.POSITIVE_INFINITY),
  );
  const end = Math.min(...ends);
  return [
    ...requests.map((request) => ({ serial: request.serial ?? 0, entry: { request } })),
    ...disposals.map((disposal) => ({ serial: disposal.serial, entry: { disposal } })),
  ]
    .filter(({ serial }) => serial <= end)
    .sort((one, other) => one.serial - other.serial);
}
