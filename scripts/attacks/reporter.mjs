import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { isNamed, readPoints, readThreats } from './threats.mjs';

/** Widths of the table's columns. */
const COLUMNS = [5, 48, 46, 18, 6];

const say = (line) => process.stdout.write(`${line}\n`);

/** Prints the threat table of SECURITY.md with what happened to each attack, after all of them were run. */
export default class AttackReporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
    const markdown = readFileSync(join(rootDir, 'SECURITY.md'), 'utf8');
    this.threats = readThreats(markdown).map((threat) => ({ ...threat, cases: [] }));
    this.points = readPoints(markdown);
    this.unnamed = [];
    this.broken = [];
    this.problem = undefined;
  }

  onRunStart({ numTotalTestSuites }) {
    this.total = numTotalTestSuites;
    this.done = 0;
    this.started = Date.now();
    say(`${this.threats.length} attacks on ${database()}, in ${numTotalTestSuites} files:`);
  }

  onTestResult(_test, { testFilePath, testResults, testExecError }) {
    const file = relative(this.rootDir, testFilePath).split(sep).join('/');
    this.done += 1;
    say(`  ${String(this.done).padStart(2)}/${this.total}  ${file}  ${testResults.length} cases`);
    if (testExecError) this.broken.push({ title: file, messages: [testExecError.message] });
    for (const { ancestorTitles, title, status, failureMessages } of testResults) {
      const full = [...ancestorTitles, title].join(' › ');
      const one = { title: `${file} › ${full}`, failed: status !== 'passed', messages: failureMessages };
      const here = (name) => (test) => test.file === file && (name ? isNamed(test.name, full) : test.name === '');
      const named = this.threats.filter(({ tests }) => tests.some(here(true)));
      const threats = named.length > 0 ? named : this.threats.filter(({ tests }) => tests.some(here(false)));
      if (threats.length === 0) this.unnamed.push(one);
      for (const { cases } of threats) cases.push(one);
    }
  }

  onRunComplete(_contexts, { numFailedTestSuites }) {
    const rows = this.threats.map((threat) => ({
      ...threat,
      failed: threat.cases.filter(({ failed }) => failed).length,
    }));
    const notStopped = rows.filter(({ cases, failed }) => failed > 0 || cases.length === 0);
    for (const [point, title] of this.points) {
      say(`\n${point}. ${title}`);
      printRow(['', 'attack', 'expected', 'what happened', '']);
      for (const row of rows.filter(({ id }) => id.split('.')[0] === point)) printRow(cellsOf(row));
    }
    const failures = [
      ...new Set([...rows.flatMap(({ cases }) => cases), ...this.unnamed].filter(({ failed }) => failed)),
    ];
    for (const { title, messages } of [...failures, ...this.broken]) {
      say(`\nNOT AS EXPECTED: ${title}\n${stripVTControlCharacters(messages.join('\n'))}`);
    }
    for (const { title } of this.unnamed) say(`\nNOT IN THE TABLE of SECURITY.md: ${title}`);

    const minutes = Math.floor((Date.now() - this.started) / 60_000);
    const seconds = Math.round((Date.now() - this.started) / 1000) % 60;
    const cases = rows.reduce((sum, row) => sum + row.cases.length, 0);
    const all = `${rows.length} attacks, ${cases} cases on ${database()} in ${minutes} min ${seconds} s`;
    const passed = numFailedTestSuites === 0 && notStopped.length === 0 && this.unnamed.length === 0;
    if (!passed) this.problem = new Error('not every attack was stopped');
    const left = notStopped.map(({ id }) => id).join(', ') || 'see above';
    say(`\n${all}: ${passed ? 'every one was stopped.' : `NOT PASSED (${left}).`}`);
  }

  getLastError() {
    return this.problem;
  }
}

function database() {
  return process.env.TEST_DATABASE_URL ? 'PostgreSQL' : 'the embedded database (PGlite)';
}

function cellsOf({ id, attack, outcome, cases, failed }) {
  if (cases.length === 0) return [id, attack, outcome, 'was not run', 'FAIL'];
  const happened = failed === 0 ? `as expected, ${cases.length}×` : `otherwise in ${failed} of ${cases.length}`;
  return [id, attack, outcome, happened, failed === 0 ? 'pass' : 'FAIL'];
}

/** One row of the table, its texts broken at spaces where they are too long for their columns. */
function printRow(cells) {
  const columns = cells.map((cell, index) => wrapped(cell.replaceAll('`', ''), COLUMNS[index]));
  const height = Math.max(...columns.map(({ length }) => length));
  for (let line = 0; line < height; line++) {
    say(
      columns
        .map((column, index) => (column[line] ?? '').padEnd(COLUMNS[index]))
        .join('  ')
        .trimEnd(),
    );
  }
}

function wrapped(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== '' && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
