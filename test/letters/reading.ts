import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

function field(node: object, name: string): unknown {
  return Reflect.get(node, name);
}

/** The lines of a part of a letter from top to bottom; a text with a ring drawn round it stands in 〔〕. */
function linesOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(linesOf);
  if (typeof node !== 'object' || node === null) return [];
  const text = field(node, 'text');
  if (typeof text === 'string') return [text];
  const stack = field(node, 'stack');
  if (Array.isArray(stack)) return hasRing(stack) ? [`〔${linesOf(stack).join('')}〕`] : linesOf(stack);
  const columns = field(node, 'columns');
  if (Array.isArray(columns)) return [linesOf(columns).join(' ')];
  const table = field(node, 'table');
  if (typeof table === 'object' && table !== null) return rowsOf(field(table, 'body')).map((row) => row.join('｜'));
  return [];
}

function hasRing(stack: unknown[]): boolean {
  return stack.some((part) => typeof part === 'object' && part !== null && 'canvas' in part);
}

function rowsOf(body: unknown): string[][] {
  const rows: unknown[] = Array.isArray(body) ? body : [];
  return rows.map((row) => (Array.isArray(row) ? row.map((cell) => linesOf(cell).join('／')) : []));
}

/** What somebody reads on the letter, line by line: cells of a table parted by ｜, lines within a cell by ／. */
export function read(letter: TDocumentDefinitions): string[] {
  return linesOf(letter.content);
}

/** The number of pages of a PDF. */
export function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
}
