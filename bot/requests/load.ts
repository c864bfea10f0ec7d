import { z } from 'zod/v4';
import type { Tx } from '../db/database.js';
import type { Disposal, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { formatWarekiShort } from '../japanese/wareki.js';
import type { Actor } from '../rule/actor.js';
import { mayKnow, maySee } from '../rule/permission.js';
import { formatReceiptLong, type Receipt } from '../rule/receipt.js';

/** One answer for "does not exist" and "not yours": a stranger learns not even that a number is taken. */
export function notFound(): AppError {
  return new AppError(
    'not_found',
    'no such request, or not for this person',
    'その申請は見つかりませんでした。「私の申請」で、ご覧になれる申請の一覧を表示します。',
  );
}

/** PostgreSQL refuses what is no UUID, and spoils the transaction with it. */
export const isId = (text: string): boolean => z.guid().safeParse(text).success;

/** The request if the person may see it. @throws AppError `not_found` otherwise */
export async function loadRequest(tx: Tx, actor: Actor, requestId: string): Promise<Request> {
  const request = isId(requestId) ? await tx.request.findUnique({ where: { id: requestId } }) : null;
  if (request === null) throw await goneFor(tx, actor, requestId);
  if (!maySee(actor, request)) throw notFound();
  return request;
}

/** The request with a receipt number, if the person may see it. @throws AppError `not_found` otherwise */
export async function loadByReceipt(tx: Tx, actor: Actor, receipt: Receipt): Promise<Request> {
  const request = await tx.request.findUnique({
    where: { fiscalYear_serial: { fiscalYear: receipt.fiscalYear, serial: receipt.serial } },
  });
  if (request === null) {
    const { fiscalYear, serial } = receipt;
    throw goneAs(actor, await tx.disposal.findUnique({ where: { fiscalYear_serial: { fiscalYear, serial } } }));
  }
  if (!maySee(actor, request)) throw notFound();
  return request;
}

/** What to say of a request that is not there: that it was deleted after its retention, to whoever might have seen it. */
export async function goneFor(tx: Tx, actor: Actor | null, requestId: string): Promise<AppError> {
  if (actor === null || !isId(requestId)) return notFound();
  return goneAs(actor, await tx.disposal.findUnique({ where: { requestId } }));
}

function goneAs(actor: Actor, disposal: Disposal | null): AppError {
  if (disposal === null || !mayKnow(actor, disposal)) return notFound();
  const { deletedAt, years } = disposal;
  return new AppError(
    'not_found',
    'the request was deleted after its retention',
    `${formatReceiptLong(disposal)}は、保存期間（${years}年）が満了したため、${formatWarekiShort(civilDate(deletedAt))}に廃棄しました。申請書・回答書は残っていません。`,
  );
}

/** Loads and locks the row in one, so that of several who act on one request at once each sees what the one before did. */
export async function lockRequest(tx: Tx, requestId: string): Promise<Request | null> {
  if (!isId(requestId)) return null;
  const [request] = await tx.$queryRaw<Request[]>`
    SELECT * FROM "Request" WHERE "id" = ${requestId}::uuid FOR NO KEY UPDATE`;
  return request ?? null;
}
