import type { Tx } from '../db/database.js';
import { AppError } from '../errors.js';
import { answerName, readDocumentNumber } from '../rule/documentNumber.js';
import { formatReceipt } from '../rule/receipt.js';

type CounterKind = 'receipt' | 'answer';

async function peek(tx: Tx, kind: CounterKind, fiscalYear: number): Promise<number> {
  const counter = await tx.counter.findUnique({ where: { kind_fiscalYear: { kind, fiscalYear } } });
  return counter?.value ?? 0;
}

/** Takes the next receipt number of the 年度. The row stays locked until the transaction ends, so there are no gaps. */
export async function takeReceiptNumber(tx: Tx, fiscalYear: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ value: number }[]>`
    INSERT INTO "Counter" ("kind", "fiscalYear", "value") VALUES ('receipt', ${fiscalYear}, 1)
    ON CONFLICT ("kind", "fiscalYear") DO UPDATE SET "value" = "Counter"."value" + 1 RETURNING "value"`;
  if (row === undefined) throw new Error('no receipt number was given');
  return row.value;
}

/** The next 管財発 number, as a proposal on the manager's card; other letters use the same series, so it may be changed. */
export async function proposeAnswerNumber(tx: Tx, fiscalYear: number): Promise<string> {
  return nextFree(tx, fiscalYear, await peek(tx, 'answer', fiscalYear));
}

/**
 * Takes a number for 様式第2号. A proposal that was left as it stood gives way to the next free one when another letter took
 * it meanwhile; a number that somebody typed never changes by itself.
 *
 * @throws AppError `invalid_input` when it is no document number or is in use
 */
export async function takeAnswerNumber(tx: Tx, fiscalYear: number, typed: string, proposed: string): Promise<string> {
  // Locked from here on, whether it was there before or not.
  const [counter] = await tx.$queryRaw<{ value: number }[]>`
    INSERT INTO "Counter" ("kind", "fiscalYear", "value") VALUES ('answer', ${fiscalYear}, 0)
    ON CONFLICT ("kind", "fiscalYear") DO UPDATE SET "value" = "Counter"."value" RETURNING "value"`;
  const last = counter?.value ?? 0;
  const read = readDocumentNumber(typed);
  const number = typed.trim() === '' || read === proposed ? await nextFree(tx, fiscalYear, last) : read;
  if (number === undefined) {
    throw new AppError(
      'invalid_input',
      'not a document number',
      '回答書の番号は数字で入力してください。枝番があるときは 12の2 のように入力します。',
    );
  }
  if (number === read && read !== proposed) await assertFree(tx, fiscalYear, number);
  const main = Number.parseInt(number, 10);
  if (main > last) {
    await tx.$executeRaw`
      UPDATE "Counter" SET "value" = ${main} WHERE "kind" = 'answer' AND "fiscalYear" = ${fiscalYear}`;
  }
  return number;
}

/** @throws AppError `invalid_input` when another letter of the 年度 has the number */
async function assertFree(tx: Tx, fiscalYear: number, number: string): Promise<void> {
  const used = await tx.request.findFirst({ where: { answerFiscalYear: fiscalYear, answerNumber: number } });
  if (used === null) return;
  const by =
    used.fiscalYear !== null && used.serial !== null
      ? formatReceipt({ fiscalYear: used.fiscalYear, serial: used.serial })
      : '別の申請';
  throw new AppError(
    'invalid_input',
    'the answer number is in use',
    `回答書の番号「${answerName(used.answerSymbol, number)}」は、${by}で使われています。別の番号を入力してください。`,
  );
}

async function nextFree(tx: Tx, answerFiscalYear: number, last: number): Promise<string> {
  let next = last + 1;
  while ((await tx.request.count({ where: { answerFiscalYear, answerNumber: String(next) } })) > 0) next++;
  return String(next);
}

/** Gives back a number whose letter was never drawn; the newest one is proposed again, so that no gap is left. */
export async function releaseAnswerNumber(tx: Tx, fiscalYear: number, number: string): Promise<void> {
  if (!/^\d+$/.test(number)) return;
  const main = Number.parseInt(number, 10);
  await tx.counter.updateMany({ where: { kind: 'answer', fiscalYear, value: main }, data: { value: main - 1 } });
}

/** The next 〇〇発 number of the section's own series as far as this system knows it; the applicant may change it. */
export async function proposeDocumentNumber(tx: Tx, documentSymbol: string, fiscalYear: number): Promise<string> {
  const last = await tx.request.findFirst({
    where: { documentSymbol, fiscalYear, documentNumber: { not: null } },
    orderBy: { submittedAt: 'desc' },
  });
  return last ? String(Number.parseInt(last.documentNumber ?? '0', 10) + 1) : '';
}
