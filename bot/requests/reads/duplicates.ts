import type { Tx } from '../../db/database.js';
import type { Prisma, Request } from '../../db/generated/client.js';
import { type Actor, hasRole } from '../../rule/actor.js';
import { type Comparable, likenessWords, SAME_CALL_MINUTES } from '../../rule/duplicates.js';
import { type Application, callMoment } from '../../rule/form.js';
import { sightOf } from '../../rule/sight.js';
import { submittedFields } from '../submitted.js';

/** Like no number that a form can hold. */
const UNSEEN = 'unseen';

/** More than so many are no help any more. */
const MOST = 3;

/** How a form that can be compared looks to the comparison; undefined while what is compared is not filled in. */
export function comparableOf(values: Partial<Application>, documentSymbol: string): Comparable | undefined {
  const { callDate, callTime, otherNumber, cityNumber, documentNumber, applicationDate } = values;
  if (callDate === undefined || callTime === undefined || otherNumber === undefined) return undefined;
  if (cityNumber === undefined || documentNumber === undefined || applicationDate === undefined) return undefined;
  return {
    callAt: callMoment({ callDate, callTime }),
    otherNumber,
    cityNumber,
    documentSymbol,
    documentNumber,
    applicationDate,
  };
}

/**
 * Says which filed applications ask for the same call, or bear the same 文書番号: 「R8-1（交付済）と同じ通話です」, the newest
 * three. Nothing is refused for it.
 *
 * @param reader whose card it is for: a section learns of its own applications only
 */
export async function likenessesOf(
  tx: Tx,
  reader: Actor,
  one: Comparable,
  except: Pick<Request, 'id'>,
): Promise<string[]> {
  const { callAt, otherNumber, documentSymbol, documentNumber } = one;
  const near = SAME_CALL_MINUTES * 60_000;
  const own: Prisma.RequestWhereInput = hasRole(reader, 'manager', 'deputy', 'operator', 'auditor')
    ? {}
    : { OR: reader.posts.map(({ bureau, section }) => ({ bureau, section })) };
  const found = await tx.request.findMany({
    where: {
      id: { not: except.id },
      serial: { not: null },
      AND: [
        own,
        {
          OR: [
            {
              otherNumber,
              callAt: { gte: new Date(callAt.getTime() - near), lte: new Date(callAt.getTime() + near) },
            },
            { documentSymbol, documentNumber },
          ],
        },
      ],
    },
    orderBy: { submittedAt: 'desc' },
    take: 10 * MOST,
  });
  const words = found.flatMap((request) => {
    const { documentSymbol: symbol, status } = request;
    const other = { ...submittedFields(request), documentSymbol: symbol, status };
    // Whoever sees the last digits of a number only must not find out the others by trying them in a form.
    const seen = sightOf(reader, request).number === 'whole' ? other : { ...other, otherNumber: UNSEEN };
    return likenessWords(one, seen) ?? [];
  });
  // A number that is used already is never hidden behind other calls.
  const used = words.filter((one) => one.includes('文書番号'));
  return [...used, ...words.filter((one) => !used.includes(one))].slice(0, MOST);
}
