import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';

/** The rows of a CSV as a program reads them, the header first. */
export function csvRows(content: Buffer): string[][] {
  return parse(content, { bom: true });
}

/** A workbook as a program reads it. */
export interface Workbook {
  /** The cells of the sheet, row by row; numbers as numbers. */
  rows: (string | number)[][];
  /** Every part of the file by its path, as it was written. */
  parts: Record<string, string>;
}

const STRINGS = /^<\?xml version="1.0"\?><sst [^<>]*>((?:<si><t(?: xml:space="preserve")?>[^<>]*<\/t><\/si>)*)<\/sst>$/;
const CELL = /<c r="[A-Z]+\d+"(?: s="\d+")?(?:\/>|(?: t="(s)")?><v>([^<>]*)<\/v><\/c>)/y;

/** Reads a workbook of the shape that we write, and takes nothing else: no formula, no mark-up that is not closed. */
export function readWorkbook(content: Buffer): Workbook {
  const files = Object.entries(unzipSync(content)).map(([path, bytes]) => [path, strFromU8(bytes)] as const);
  const parts = Object.fromEntries(files);
  const strings = STRINGS.exec(parts['xl/sharedStrings.xml'] ?? '')?.[1];
  const sheet = /<sheetData>(.*)<\/sheetData>/s.exec(parts['xl/worksheets/sheet1.xml'] ?? '')?.[1];
  if (strings === undefined || sheet === undefined) throw new Error('no workbook of ours');
  const texts = [...strings.matchAll(/<t[^<>]*>([^<>]*)<\/t>/g)].map((match) => textOf(match[1] ?? ''));
  const rows = [...sheet.matchAll(/<row [^<>]*>(.*?)<\/row>/gs)].map((match) => cellsOf(match[1] ?? '', texts));
  return { rows, parts };
}

function cellsOf(row: string, texts: string[]): (string | number)[] {
  const cells: (string | number)[] = [];
  for (CELL.lastIndex = 0; CELL.lastIndex < row.length; ) {
    const cell = CELL.exec(row);
    if (cell === null) throw new Error(`no cell of ours: ${row.slice(0, 200)}`);
    const [, type, value] = cell;
    const text = type === 's' ? texts[Number(value)] : value === undefined ? '' : Number(value);
    if (text === undefined || Number.isNaN(text)) throw new Error(`no value: ${cell[0]}`);
    cells.push(text);
  }
  return cells;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** A text of XML as its reader gets it, and then as a spreadsheet decodes it (ECMA-376, ST_Xstring). */
function textOf(xml: string): string {
  const text = xml.replace(/\r\n?/g, '\n').replace(/&\w*;?/g, (entity) => {
    const sign = ENTITIES[entity];
    if (sign === undefined) throw new Error(`no entity: ${entity}`);
    return sign;
  });
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
