import type { Tx } from '../db/database.js';
import type { Prisma } from '../db/generated/client.js';
import { LEDGER_FIELDS, type LedgerRequest } from './columns.js';

/** Requests a statement reads. */
const PAGE = 500;

/**
 * Reads the filed requests that fit, in the order of 年度 and running number, a page at a time. Each page begins behind the
 * number where the last one ended, so that the thousandth costs no more than the first.
 */
export async function* readRequests(tx: Tx, where: Prisma.RequestWhereInput): AsyncGenerator<LedgerRequest> {
  const filed = { AND: [where, { serial: { not: null } }] };
  const years = await tx.request.groupBy({ by: ['fiscalYear'], where: filed, orderBy: { fiscalYear: 'asc' } });
  for (const { fiscalYear } of years) {
    let page: LedgerRequest[];
    let after = 0;
    do {
      page = await tx.request.findMany({
        where: { AND: [where, { fiscalYear, serial: { gt: after } }] },
        orderBy: { serial: 'asc' },
        take: PAGE,
        select: LEDGER_FIELDS,
      });
      yield* page;
      after = page.at(-1)?.serial ?? after;
    } while (page.length === PAGE);
  }
}
