import writeXlsxFile, { type CellObject } from 'write-excel-file/node';
import { cellText } from '../japanese/cell.js';
import { cellOf, type LedgerColumn, type LedgerEntry } from './columns.js';

/**
 * Writes the ledger as an Excel workbook with one sheet, the first row of which stays in view. Texts are cells of type text in
 * the format for text, which never hold a formula; since they would lose both when the sheet is saved as CSV, they get the
 * apostrophe of the CSV as well. The whole sheet is held in memory meanwhile.
 */
export async function writeXlsx(
  columns: readonly LedgerColumn[],
  entries: AsyncIterable<LedgerEntry>,
): Promise<Buffer> {
  const rows = [columns.map(({ header }): CellObject => ({ ...textCell(header), ...HEADER }))];
  for await (const entry of entries) rows.push(columns.map((column) => xlsxCell(cellOf(column, entry))));
  const widths = columns.map(({ width }) => ({ width }));
  return writeXlsxFile(rows, {
    sheet: '台帳',
    stickyRowsCount: 1,
    columns: widths,
    orientation: 'landscape',
  }).toBuffer();
}

const HEADER = { fontWeight: 'bold', backgroundColor: '#E8EEF4' } satisfies CellObject;

const PLACED = { alignVertical: 'top', wrap: true } satisfies CellObject;

function xlsxCell(value: string | number): CellObject {
  return typeof value === 'number' ? { value, type: Number, ...PLACED } : textCell(value);
}

function textCell(text: string): CellObject {
  return { value: asStored(cellText(text)), type: String, format: '@', ...PLACED };
}

/**
 * A text as a workbook stores it (ECMA-376, ST_Xstring): there `_x003D_` means the sign =, so an underscore that would begin
 * such a thing is written as one itself.
 */
function asStored(text: string): string {
  const stored = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  // The package looks texts up in a plain object, where "constructor" finds what is no text.
  if (!(stored in Object.prototype)) return stored;
  return `_x${stored.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_${stored.slice(1)}`;
}
