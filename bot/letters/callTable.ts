import type { Content, ContentStack, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js';
import { formatPhone } from '../japanese/phone.js';
import { formatTime, formatWareki } from '../japanese/wareki.js';
import { CITY } from '../rule/profile/city.js';
import { LINE_HEIGHT } from './layout.js';
import { printable } from './printable.js';

/** A call as both forms describe it (第2条第2号: 通話に関する情報). */
export interface CallOnLetter {
  /** Civil date of the call, `YYYY-MM-DD`. */
  callDate: string;
  /** Civil time of the call's beginning, `HH:MM`. */
  callTime: string;
  /** Length of the call, rounded to minutes. */
  durationMinutes: number;
  /** E.164, an extension, or null for 非通知. */
  otherNumber: string | null;
  /** The city's side: a five-digit extension of the main building, or E.164. */
  cityNumber: string;
}

const WIDTHS = [91, 92, 236] as const;
const LINE_WIDTH = 0.6;
const PADDING = 5;
// More above than below, because a line's leading lies below its characters.
const PADDING_TOP = 6;
const PADDING_BOTTOM = 1;
const ROW_HEIGHT = LINE_HEIGHT + PADDING_TOP + PADDING_BOTTOM + LINE_WIDTH;

/** Width in points of a cell that spans the two columns right of the heading. */
export const WIDE_CELL = WIDTHS[1] + WIDTHS[2] + 2 * PADDING + LINE_WIDTH;

const RULED: CustomTableLayout = {
  hLineWidth: () => LINE_WIDTH,
  vLineWidth: () => LINE_WIDTH,
  paddingLeft: () => PADDING,
  paddingRight: () => PADDING,
  paddingTop: () => PADDING_TOP,
  paddingBottom: () => PADDING_BOTTOM,
};

/** A ruled table of the forms' three columns, kept together on one page. */
export function ruledTable(rows: TableCell[][]): Content {
  return { table: { widths: [...WIDTHS], body: rows }, layout: RULED, unbreakable: true };
}

/**
 * A left cell, which heads its rows, with its lines in the middle of a height in points, of which the table's rows are sure to be. Reckoned here, since
 * the library's own vertical alignment misplaces cells that span rows of an unbreakable table.
 */
export function headingCell(lines: readonly string[], height: number): ContentStack {
  const stack = lines.map((text): Content => ({ text }));
  return {
    stack,
    margin: [0, (height - lines.length * LINE_HEIGHT) / 2, 0, 0],
    tag: { type: 'TH', scope: 'Row' },
  };
}

/**
 * The five rows that say which call is meant, in the order of 様式第1号 and 様式第2号: 日付, 時間, 通話時間, 相手方電話番号, 市側電話番号.
 *
 * @param heading lines of the left cell, which spans the five rows
 * @param cityHint words the form prints after the city's number; empty for none
 */
export function callRows(heading: readonly string[], call: CallOnLetter, cityHint: string): TableCell[][] {
  const rows: [string, string][] = [
    ['日付', formatWareki(call.callDate)],
    ['時間', formatTime(call.callTime)],
    ['通話時間', `約${call.durationMinutes}分`],
    ['相手方電話番号', printable(formatPhone(call.otherNumber))],
    [CITY.ownNumber, `${printable(formatPhone(call.cityNumber))}${cityHint}`],
  ];
  return rows.map(([label, value], index): TableCell[] => [
    index === 0 ? { ...headingCell(heading, (rows.length - 1) * ROW_HEIGHT + LINE_HEIGHT), rowSpan: rows.length } : {},
    { text: label, tag: { type: 'TH', scope: 'Row' } },
    { text: value },
  ]);
}
