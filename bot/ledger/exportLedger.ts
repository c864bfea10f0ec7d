import { createHash } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import type { Context, Via } from '../context.js';
import { AppError } from '../errors.js';
import { addDays, civilDate, civilTime, isCivilDate, momentOf } from '../japanese/civil.js';
import { type Actor, hasRole, submittingPosts } from '../rule/actor.js';
import { ACT, SECTION } from '../rule/office.js';
import { type LedgerEntry, ledgerColumns } from './columns.js';
import { writeCsv } from './csv.js';
import { type LedgerWhere, readEntries } from './read.js';
import { writeXlsx } from './xlsx.js';

type LedgerFormat = 'csv' | 'xlsx';

/** Which requests are asked for, and how. */
export interface LedgerQuestion {
  /** The 年度 of the receipt number, as the year its April lies in. */
  fiscalYear?: number;
  /** Filed on this civil date or later. */
  from?: string;
  /** Filed on this civil date or earlier. */
  to?: string;
  format: LedgerFormat;
  /** Telephone numbers are personal data of citizens: only when asked for. */
  withNumbers?: boolean;
}

/** A finished export. */
export interface LedgerFile {
  name: string;
  /** SHA-256 (hex) of the content, as the audit log has it. */
  sha256: string;
  /** Size of the content in bytes. */
  size: number;
  /** How many requests are in it. */
  rows: number;
  content: Buffer;
}

/** How many requests one file holds, which bounds its memory; a workbook is also made in one go, while nobody else is served. */
const MOST: Record<LedgerFormat, number> = { csv: 100_000, xlsx: 5000 };

/**
 * The ledger (台帳): every filed request with all that came of it, a row each, and of those deleted after their retention what is still known. 管理責任者・代決者・取扱者・監査担当 get all of it, 課長・室長 that
 * of their own sections. Without its row in the audit log nothing is given out.
 *
 * @param actor null for the operator at the command line, who gets all of it
 * @throws AppError `not_allowed`; `invalid_input` for a period that is none, or one with more requests than a file holds
 */
export async function exportLedger(
  ctx: Pick<Context, 'db' | 'clock' | 'auditSigner'>,
  actor: Actor | null,
  via: Via,
  question: LedgerQuestion,
): Promise<LedgerFile> {
  const { format, withNumbers = false } = question;
  const where: LedgerWhere = { AND: [scopeOf(actor), periodOf(question)] };
  let rows = 0;
  async function* entries(): AsyncGenerator<LedgerEntry> {
    for await (const entry of readEntries(ctx.db.client, where)) {
      rows += 1;
      if (rows > MOST[format]) throw tooMany(format);
      yield entry;
    }
  }
  const write = format === 'csv' ? writeCsv : writeXlsx;
  const content = await write(ledgerColumns(withNumbers), entries());
  const sha256 = createHash('sha256').update(content).digest('hex');
  const { fiscalYear = null, from = null, to = null } = question;
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, {
      actor: actor && { id: actor.personId, name: actor.name },
      action: 'ledger.export',
      channel: via.channel,
      data: { rows, fiscalYear, from, to, format, withNumbers, sha256 },
    }),
  );
  const now = ctx.clock.now();
  const made = `${civilDate(now)}_${civilTime(now).replace(':', '')}`;
  return { name: `${ACT}申請台帳_${made}.${format}`, sha256, size: content.length, rows, content };
}

/** The requests whose ledger the person may have. @throws AppError `not_allowed` */
function scopeOf(actor: Actor | null): LedgerWhere {
  if (actor === null || hasRole(actor, 'manager', 'deputy', 'operator', 'auditor')) return {};
  const own = submittingPosts(actor).map(({ bureau, section }) => ({ bureau, section }));
  if (own.length > 0) return { OR: own };
  throw new AppError(
    'not_allowed',
    'the person may not have the ledger',
    `台帳の出力は、主管課長（課長・室長）、${SECTION}の管理責任者・代決者・取扱者、監査担当が行えます。`,
  );
}

/** @throws AppError `invalid_input` */
function periodOf({ fiscalYear, from, to }: LedgerQuestion): LedgerWhere {
  const dated = [from, to].every((date) => date === undefined || isCivilDate(date));
  if (!dated || (from !== undefined && to !== undefined && from > to)) {
    throw new AppError(
      'invalid_input',
      'the period of a ledger is none',
      '台帳の期間を読み取れませんでした。2026-11-01 から 2026-11-30 のように、初めの日と終わりの日を指定してください。',
    );
  }
  return {
    ...(fiscalYear === undefined ? {} : { fiscalYear }),
    submittedAt: {
      ...(from === undefined ? {} : { gte: momentOf(from, '00:00') }),
      ...(to === undefined ? {} : { lt: momentOf(addDays(to, 1), '00:00') }),
    },
  };
}

function tooMany(format: LedgerFormat): AppError {
  const way = format === 'xlsx' ? '期間を区切るか、CSV形式で出力してください' : '期間を区切って出力してください';
  return new AppError(
    'invalid_input',
    'too many requests for one file',
    `該当する申請が、1つのファイルに出力できる${MOST[format].toLocaleString('ja-JP')}件を超えています。${way}。`,
  );
}
