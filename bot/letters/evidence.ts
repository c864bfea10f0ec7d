import type { Content, CustomTableLayout, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { letterPage, title } from './layout.js';
import { printable } from './printable.js';
import { renderLetter } from './render.js';
import type { Tag } from './structure.js';

/** A line of a cell: a text, or a hash, which is set in groups. */
type SheetLine = string | { hash: string };

/** What stands in a cell. */
export type SheetText = SheetLine | SheetLine[];

/** A part of a section of the sheet. */
export type SheetBlock =
  | { kind: 'words'; lines: string[] }
  /** What a thing is called, and what it is. */
  | { kind: 'facts'; rows: (readonly [string, SheetText])[] }
  /** A table with a head that is repeated on every page; widths are shares of the page's width. */
  | { kind: 'table'; columns: (readonly [string, number])[]; rows: SheetText[][] };

export interface SheetSection {
  heading: string;
  blocks: SheetBlock[];
}

/** The 証跡 in words. */
export interface EvidenceSheet {
  receipt: string;
  /** Lines under the title, at the right. */
  made: string[];
  sections: SheetSection[];
}

const NAME = '通話録音データ複製の証跡';
const SMALL = 8.5;
const SMALL_LINE = 1.3;
const BODY_WIDTH = 453;
const LABEL_SHARE = 0.24;
const LINE_WIDTH = 0.4;
const PADDING = 4;
/** Characters of a hash that stand together, and groups on one line. */
const GROUP = 8;
const GROUPS_A_LINE = 4;

/** Marks a line that leads to what comes below it; at the foot of a page it goes to the next one. */
const LEADS = 1;
const FOOT = 0.88;

const RULED: CustomTableLayout = {
  hLineWidth: () => LINE_WIDTH,
  vLineWidth: () => LINE_WIDTH,
  paddingLeft: () => PADDING,
  paddingRight: () => PADDING,
  // More above than below, because a line's leading lies below its characters.
  paddingTop: () => 3,
  paddingBottom: () => 1,
};

/** A hash in groups of eight on two lines, so that two people can compare it aloud. */
function hashLines(hash: string): string[] {
  const groups = hash.match(new RegExp(`.{1,${GROUP}}`, 'gu')) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += GROUPS_A_LINE) lines.push(groups.slice(at, at + GROUPS_A_LINE).join(' '));
  return lines;
}

function linesOf(text: SheetText): string[] {
  const lines = Array.isArray(text) ? text : [text];
  return lines.flatMap((line) => (typeof line === 'string' ? [line] : hashLines(line.hash)));
}

/** Every word may be broken: names and numbers come from outside, and a long one must not leave its column. */
function cell(text: SheetText, tag?: Tag): TableCell {
  return { stack: linesOf(text).map((line) => ({ text: printable(line), wordBreak: 'break-all' })), tag };
}

function ruled(shares: number[], body: TableCell[][], headerRows: number): Content {
  const inner = BODY_WIDTH - shares.length * 2 * PADDING - (shares.length + 1) * LINE_WIDTH;
  return {
    table: { widths: shares.map((share) => share * inner), body, headerRows, dontBreakRows: true },
    layout: RULED,
    margin: [0, 3, 0, 8],
  };
}

function drawn(block: SheetBlock): Content {
  if (block.kind === 'words') {
    const stack = block.lines.map(
      (line, index): Content => ({
        text: printable(line),
        margin: [0, 0, 0, 2],
        ...(index === 0 ? { headlineLevel: LEADS } : {}),
      }),
    );
    return { stack, margin: [0, 2, 0, 6] };
  }
  if (block.kind === 'facts') {
    return ruled(
      [LABEL_SHARE, 1 - LABEL_SHARE],
      block.rows.map(([label, text]) => [cell(label, { type: 'TH', scope: 'Row' }), cell(text)]),
      0,
    );
  }
  const heads = block.columns.map(
    ([heading]): TableCell => ({
      text: heading,
      alignment: 'center',
      tag: { type: 'TH', scope: 'Column' },
    }),
  );
  return ruled(
    block.columns.map(([, share]) => share),
    [heads, ...block.rows.map((row) => row.map((text) => cell(text)))],
    1,
  );
}

/** The sheet as a document definition, nothing drawn yet. */
export function evidenceDefinition(sheet: EvidenceSheet, producedAt: Date): TDocumentDefinitions {
  const sections = sheet.sections.map(
    ({ heading, blocks }): Content => ({
      stack: [
        {
          text: printable(heading),
          wordBreak: 'break-all',
          fontSize: 11,
          margin: [0, 8, 0, 2],
          headlineLevel: LEADS,
          tag: { type: 'H2' },
        },
        ...blocks.map(drawn),
      ],
    }),
  );
  const page = letterPage(`${NAME}（${sheet.receipt}）`, producedAt, [
    { stack: sheet.made.map((line) => ({ text: printable(line), alignment: 'right' })) },
    title(NAME),
    ...sections,
  ]);
  return {
    ...page,
    defaultStyle: { ...page.defaultStyle, fontSize: SMALL, lineHeight: SMALL_LINE },
    pageBreakBefore: ({ headlineLevel, startPosition }) =>
      headlineLevel === LEADS && startPosition.verticalRatio > FOOT,
  };
}

/**
 * Draws the 証跡 as a PDF. The same sheet and moment give the same bytes. A character the font lacks is printed as 〓.
 *
 * @param producedAt the moment written into the file as its creation date
 */
export function drawEvidenceSheet(sheet: EvidenceSheet, producedAt: Date): Promise<Buffer> {
  return renderLetter(evidenceDefinition(sheet, producedAt));
}
