import type { Disposal, Prisma } from '../db/generated/client.js';
import { civilDate, civilTime } from '../japanese/civil.js';
import { formatPhone } from '../japanese/phone.js';
import { answerName } from '../rule/documentNumber.js';
import { CITES } from '../rule/office.js';
import { CITY } from '../rule/profile/city.js';
import { basisWords, GROUNDS, purposeWords, REFUSAL_REASONS } from '../rule/purposes.js';
import { formatReceipt } from '../rule/receipt.js';
import { STATUS_WORDS } from '../rule/states.js';

/** What the ledger reads of a request, and nothing else. */
export const LEDGER_FIELDS = {
  fiscalYear: true,
  serial: true,
  submittedAt: true,
  bureau: true,
  section: true,
  chiefTitle: true,
  chiefName: true,
  contactSection: true,
  contactName: true,
  purpose: true,
  purposeOther: true,
  disclosureLaw: true,
  disclosureNumber: true,
  disclosureDate: true,
  outsideBody: true,
  outsideDocument: true,
  outsideBasis: true,
  answerBy: true,
  callDate: true,
  callTime: true,
  durationMinutes: true,
  otherNumber: true,
  cityNumber: true,
  status: true,
  decidedAt: true,
  decidedByName: true,
  decidedAsDeputy: true,
  ground: true,
  refusalReason: true,
  refusalWords: true,
  stored: true,
  answerNumber: true,
  answerSymbol: true,
  answeredAt: true,
  receivedAt: true,
  registeredNumber: true,
  registeredAt: true,
  linksStoppedAt: true,
  copies: { select: { deletedAt: true } },
  links: { select: { files: { select: { downloads: true } } } },
} satisfies Prisma.RequestSelect;

/** A request as the ledger reads it. */
export type LedgerRequest = Prisma.RequestGetPayload<{ select: typeof LEDGER_FIELDS }>;

/** A request that was deleted after its retention (廃棄簿): no more is known of it. */
type LedgerDisposal = Pick<
  Disposal,
  'fiscalYear' | 'serial' | 'submittedAt' | 'bureau' | 'section' | 'deletedAt' | 'years'
>;

/** A row of the ledger. */
export type LedgerEntry = { request: LedgerRequest } | { disposal: LedgerDisposal };

/** One column of the ledger. */
export interface LedgerColumn {
  header: string;
  /** Width in characters. */
  width: number;
  /** What stands in it for a request; empty where there is nothing to say (yet). */
  value(request: LedgerRequest): string | number;
  /** The same for a request that was deleted. */
  left?(disposal: LedgerDisposal): string;
}

/** What stands in a column for a row. */
export function cellOf({ value, left }: LedgerColumn, entry: LedgerEntry): string | number {
  return 'request' in entry ? value(entry.request) : (left?.(entry.disposal) ?? '');
}

const COLUMNS: readonly LedgerColumn[] = [
  known('受付番号', 10, ({ fiscalYear, serial }) => receipt(fiscalYear, serial)),
  known('申請日時', 17, ({ submittedAt }) => moment(submittedAt)),
  known('局', 14, ({ bureau }) => bureau),
  known('課（室）', 14, ({ section }) => section),
  { header: '申請者職氏名', width: 22, value: ({ chiefTitle, chiefName }) => words(chiefTitle, chiefName) },
  { header: '申請担当者', width: 26, value: ({ contactSection, contactName }) => words(contactSection, contactName) },
  { header: '利用目的', width: 32, value: purposeOf },
  { header: '開示請求・外部機関', width: 40, value: basisWords },
  { header: '回答の期限', width: 11, value: ({ answerBy }) => answerBy ?? '' },
  { header: '通話日', width: 11, value: ({ callDate }) => callDate ?? '' },
  { header: '通話時刻', width: 9, value: ({ callTime }) => callTime ?? '' },
  { header: '通話時間（分）', width: 9, value: ({ durationMinutes }) => durationMinutes ?? '' },
  { header: '状態', width: 14, value: ({ status }) => STATUS_WORDS[status], left: () => '廃棄済' },
  { header: '決定日時', width: 17, value: ({ decidedAt }) => moment(decidedAt) },
  { header: '決定者', width: 14, value: ({ decidedByName }) => decidedByName ?? '' },
  { header: '代決', width: 6, value: ({ decidedAsDeputy }) => (decidedAsDeputy ? '代決' : '') },
  { header: `${CITES.grounds}の要件・不交付の理由`, width: 40, value: groundsOf },
  { header: '音声データの有無', width: 9, value: ({ stored }) => (stored === null ? '' : stored ? '有' : '無') },
  { header: '回答書番号', width: 16, value: answerNumberOf },
  { header: '交付日時', width: 17, value: (request) => (handedOver(request) ? moment(request.answeredAt) : '') },
  { header: '受領日時', width: 17, value: ({ receivedAt }) => moment(receivedAt) },
  { header: '文書登録番号', width: 20, value: ({ registeredNumber }) => registeredNumber ?? '' },
  { header: '登録日時', width: 17, value: ({ registeredAt }) => moment(registeredAt) },
  { header: '取得回数', width: 9, value: (request) => (handedOver(request) ? downloadsOf(request) : '') },
  { header: '失効', width: 17, value: ({ linksStoppedAt }) => moment(linksStoppedAt) },
  { header: '複製削除日時', width: 17, value: deletedOf },
  {
    header: '廃棄（保存期間満了）',
    width: 24,
    value: () => '',
    left: ({ deletedAt, years }) => `${moment(deletedAt)}（保存年限${years}年）`,
  },
];

const NUMBERS: readonly LedgerColumn[] = [
  { header: '相手方電話番号', width: 18, value: ({ otherNumber }) => formatPhone(otherNumber) },
  {
    header: CITY.ownNumber,
    width: 18,
    value: ({ cityNumber }) => (cityNumber === null ? '' : formatPhone(cityNumber)),
  },
];

/** The columns of the ledger; the telephone numbers, the citizens' own, stand at the end and only when they are asked for. */
export function ledgerColumns(withNumbers: boolean): readonly LedgerColumn[] {
  return withNumbers ? [...COLUMNS, ...NUMBERS] : COLUMNS;
}

/** A column that is known of a request that was deleted, too. */
function known(
  header: string,
  width: number,
  value: (of: Pick<LedgerRequest, 'fiscalYear' | 'serial' | 'submittedAt' | 'bureau' | 'section'>) => string,
): LedgerColumn {
  return { header, width, value, left: value };
}

function receipt(fiscalYear: number | null, serial: number | null): string {
  return fiscalYear === null || serial === null ? '' : formatReceipt({ fiscalYear, serial });
}

/** Day and minute in Tokyo, not in the Japanese calendar: as text too, 令和10年 would sort before 令和9年. */
function moment(at: Date | null): string {
  return at === null ? '' : `${civilDate(at)} ${civilTime(at)}`;
}

function words(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}

function purposeOf({ purpose, purposeOther }: LedgerRequest): string {
  return purpose === null ? '' : purposeWords(purpose, purposeOther);
}

function groundsOf({ ground, refusalReason, refusalWords }: LedgerRequest): string {
  if (refusalReason === null) return ground === null ? '' : (GROUNDS.get(ground) ?? '');
  return refusalWords ? `${REFUSAL_REASONS[refusalReason]}（${refusalWords}）` : REFUSAL_REASONS[refusalReason];
}

function answerNumberOf({ answerSymbol, answerNumber }: LedgerRequest): string {
  return answerNumber === null ? '' : answerName(answerSymbol, answerNumber);
}

/** 交付: an answer that refuses hands nothing over. */
function handedOver({ answeredAt, refusalReason }: LedgerRequest): boolean {
  return answeredAt !== null && refusalReason === null;
}

function downloadsOf({ links }: LedgerRequest): number {
  return links.flatMap(({ files }) => files).reduce((sum, { downloads }) => sum + downloads, 0);
}

/** When the last copy was deleted, once none is left. */
function deletedOf({ copies }: LedgerRequest): string {
  const deleted = copies.map(({ deletedAt }) => deletedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...deleted);
  return Number.isFinite(last) ? moment(new Date(last)) : '';
}
