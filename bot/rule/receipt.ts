import { foldNumeric } from '../japanese/text.js';
import { eraYear, formatFiscalYear } from '../japanese/wareki.js';

/** A receipt number (受付番号): 年度 and the running number in it. */
export interface Receipt {
  fiscalYear: number;
  serial: number;
}

/** The short form people type: `R8-12`. */
export function formatReceipt({ fiscalYear, serial }: Receipt): string {
  const year = eraYear(`${fiscalYear}-05-01`).replace('令和', '').replace('年', '').replace('元', '1');
  return `R${year}-${serial}`;
}

/** The long form on cards and pages: 令和8年度第12号. */
export function formatReceiptLong({ fiscalYear, serial }: Receipt): string {
  return `${formatFiscalYear(fiscalYear)}第${serial}号`;
}

/** 令和1年度 is 2019年度. */
const REIWA = 2018;

/** Reads the short form of a receipt number, R8-12; undefined for anything else. */
export function readReceipt(text: string): Receipt | undefined {
  const [, year, serial] = /^R(\d{1,2})-(\d{1,6})$/i.exec(foldNumeric(text)) ?? [];
  return year === undefined || serial === undefined || Number(serial) === 0
    ? undefined
    : { fiscalYear: REIWA + Number(year), serial: Number(serial) };
}
