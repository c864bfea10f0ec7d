import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { stringify } from 'csv-stringify';
import { cellText } from '../japanese/cell.js';
import { cellOf, type LedgerColumn, type LedgerEntry } from './columns.js';

/**
 * Writes the ledger as CSV (RFC 4180), in UTF-8 with a byte order mark, without which Excel takes it for CP932. Every cell
 * stands in quotes, so that none is split by a program that looks for semicolons or tabs. The package's own guard against
 * formulas is not used: it does not look behind spaces or invisible characters.
 */
export function writeCsv(columns: readonly LedgerColumn[], entries: AsyncIterable<LedgerEntry>): Promise<Buffer> {
  async function* rows(): AsyncGenerator<(string | number)[]> {
    for await (const entry of entries) yield columns.map((column) => csvCell(cellOf(column, entry)));
  }
  const csv = stringify({
    bom: true,
    header: true,
    columns: columns.map(({ header }) => header),
    quoted: true,
    record_delimiter: 'windows',
  });
  // A fault of the source ends the result, too, where it is met.
  return buffer(pipeline(Readable.from(rows()), csv, () => {}));
}

function csvCell(value: string | number): string | number {
  return typeof value === 'string' ? cellText(value) : value;
}
