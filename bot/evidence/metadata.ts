import { stringify } from 'csv-stringify/sync';
import type { Config } from '../config.js';
import type { Request } from '../db/generated/client.js';
import { cellText } from '../japanese/cell.js';
import { civilDate, civilTime } from '../japanese/civil.js';
import { formatPhone, lastDigits } from '../japanese/phone.js';
import { answerName, documentName } from '../rule/documentNumber.js';
import { FORM_LABELS } from '../rule/fileNames.js';
import { formatReceipt } from '../rule/receipt.js';

/** One file of the 文書登録一式. */
export interface MetadataRow {
  file: string;
  kind: 'application' | 'answer' | 'recording' | 'evidence';
  title: string;
  /** When the call of a recording began. */
  startedAt?: Date;
  /** SHA-256 in hex. */
  sha256: string;
  /** Bytes. */
  size: number;
}

const KINDS: Record<MetadataRow['kind'], string> = {
  application: FORM_LABELS[1],
  answer: FORM_LABELS[2],
  recording: '複製データ',
  evidence: '証跡',
};

/**
 * The list of the set's files as people register them: CSV (RFC 4180) in UTF-8 with a byte order mark. 様式第1号 bears the
 * section's 文書番号 and date, everything else those of the answer. Times are Asia/Tokyo.
 */
export function metadataCsv(
  request: Request,
  files: readonly MetadataRow[],
  { registration }: Pick<Config, 'registration'>,
): string {
  const { fiscalYear, serial, documentSymbol, documentNumber, answerNumber, answerSymbol } = request;
  const receipt = formatReceipt({ fiscalYear: fiscalYear ?? 0, serial: serial ?? 0 });
  const applied = documentNumber === null ? '' : documentName(documentSymbol, documentNumber);
  const answered = answerNumber === null ? '' : answerName(answerSymbol, answerNumber);
  const number = registration.numbers === 'full' ? formatPhone(request.otherNumber) : lastDigits(request.otherNumber);
  const rows = files.map(({ file, kind, title, startedAt, sha256, size }) => {
    const own = kind === 'application';
    return {
      ファイル名: file,
      種別: KINDS[kind],
      件名: title,
      受付番号: receipt,
      文書番号: own ? applied : answered,
      文書日付: (own ? request.applicationDate : request.answerDate) ?? '',
      申請課: request.section,
      通話日時: startedAt
        ? `${civilDate(startedAt)} ${civilTime(startedAt)}`
        : `${request.callDate} ${request.callTime}`,
      相手方電話番号: number,
      分類: registration.classification,
      保存年限: registration.keptFor,
      'サイズ（バイト）': size,
      'SHA-256': sha256,
    };
  });
  return stringify(rows, {
    bom: true,
    header: true,
    quoted: true,
    record_delimiter: 'windows',
    cast: { string: (value) => cellText(value) },
  });
}
