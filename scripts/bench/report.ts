import type { Figure } from './figures.js';
import type { Machine } from './machine.js';
import type { Aim } from './row.js';

/** What one run found: kept as JSON, printed as a table. */
export interface Report {
  /** When it was begun, ISO 8601. */
  at: string;
  scale: string;
  machine: Machine;
  figures: readonly Figure[];
}

const HEAD = ['what', 'against', 'unit', 'ours', 'peer', 'ratio', 'aim', ''];
const SIGNS = { met: '✓ met', missed: '✕ missed', 'no aim': '', 'not measured': '– not measured' } as const;

/** Three digits that count, so that 0.0563 and 2150 are both read at a glance; a dash for what is not there. */
export function numberOf(value: number | null): string {
  if (value === null) return '–';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(3, digits) });
}

/** ≥ 0.25 ×, ≤ 300 ms */
export function aimOf(aim: Aim | undefined, unit: string): string {
  if (aim === undefined) return '–';
  const of = aim.of === 'ratio' ? '×' : unit;
  const limits = [
    ...(aim.atLeast === undefined ? [] : [`≥ ${numberOf(aim.atLeast)} ${of}`]),
    ...(aim.atMost === undefined ? [] : [`≤ ${numberOf(aim.atMost)} ${of}`]),
  ];
  return limits.join(', ');
}

function cellsOf({ what, peer, unit, ours, theirs, ratio, aim, verdict }: Figure): string[] {
  const share = ratio === null ? '–' : `${numberOf(ratio)} ×`;
  return [what, peer ?? '–', unit, numberOf(ours), numberOf(theirs), share, aimOf(aim, unit), SIGNS[verdict]];
}

/** So many columns a character takes in a terminal: those of Japanese two. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}

/** The figures as a table in Markdown whose columns stand below each other in a terminal, too, and the notes below it. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(cellsOf)].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = HEAD.map((_, column) => Math.max(3, ...rows.map((cells) => widthOf(cells[column] ?? ''))));
  const isNumber = (column: number) => column >= 3 && column <= 5;
  const lineOf = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => {
      const gap = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
      return isNumber(column) ? gap + cell : cell + gap;
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) => '-'.repeat(width - 1) + (isNumber(column) ? ':' : '-'));
  const [head = HEAD, ...body] = rows;
  const notes = figures.filter(({ note }) => note !== '').map(({ what, note }) => `- ${what}: ${note}`);
  return [lineOf(head), lineOf(rule), ...body.map(lineOf), ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n');
}

/** On what the figures were measured, a line each. */
export function machineLines({ cpu, cores, memoryGb, node, postgres, system, load }: Machine): string[] {
  return [
    `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node.js ${node}`,
    `Load of the machine in the minute before: ${load.toFixed(1)}`,
    `PostgreSQL: ${postgres ?? 'none (TEST_DATABASE_URL names none)'}`,
  ];
}

/** How many of the figures with an aim are as aimed at. */
export function summaryOf(figures: readonly Figure[]): string {
  const count = (verdict: Figure['verdict']) => figures.filter((figure) => figure.verdict === verdict).length;
  return `${count('met')} met, ${count('missed')} missed, ${count('not measured')} not measured`;
}

const BEGIN = '<!-- measured -->';
const END = '<!-- /measured -->';

/**
 * A document with the newest table in it: whatever stands between the two marks is replaced.
 *
 * @throws Error for a document without the marks
 */
export function withReport(document: string, { at, scale, machine, figures }: Report): string {
  const facts = [`Measured ${at.slice(0, 10)} at scale \`${scale}\`: ${summaryOf(figures)}.`, ...machineLines(machine)];
  const list = facts.map((fact) => `- ${fact}`).join('\n');
  return withTable(document, `${list}\n\n${tableOf(figures)}`);
}

/** The same with any text between the two marks. @throws Error for a document without them */
export function withTable(document: string, text: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document has no place for the table: ${BEGIN} … ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n${document.slice(end)}`;
}
