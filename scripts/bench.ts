/**
 * Measures the product beside what it is compared with, in the same run, and prints a table: `npm run bench`. What each figure means
 * and what was measured last stands in docs/speed.md.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../bot/paths.js';
import { type Bench, SCALES, type Scale } from './bench/bench.js';
import { type Figure, figureOf } from './bench/figures.js';
import { machineOf } from './bench/machine.js';
import { machineLines, type Report, summaryOf, tableOf, withReport } from './bench/report.js';
import { Missing, type Row } from './bench/row.js';
import { ROWS } from './bench/rows.js';

const USAGE = `npm run bench -- [--only approval,wizard] [--scale small|full] [--json FILE] [--docs] [--profile FOLDER]

PostgreSQL is measured where TEST_DATABASE_URL names a server on which databases may be made.
--json     keeps the report with all samples in a file
--docs     writes the table into docs/speed.md
--from     takes the report from a file instead of measuring, to print it or write it into the document
--profile  leaves CPU profiles (--cpu-prof) of the bot's processes in a folder
`;

const DOCUMENT = join(ROOT, 'docs', 'speed.md');

/** Measures one row; what cannot be measured is a line that says why. */
async function figuresOf(bench: Bench, { name, lines, measure }: Row): Promise<Figure[]> {
  const started = performance.now();
  bench.say(`${name} …`);
  const nothing = (note: string) => Object.entries(lines).map(([, line]) => figureOf(name, line, { ours: [], note }));
  try {
    const measured = await measure(bench);
    return Object.entries(lines).map(([key, line]) => figureOf(name, line, measured[key] ?? { ours: [] }));
  } catch (error) {
    if (error instanceof Missing) return nothing(error.message);
    bench.say(`  failed: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
    return nothing(`failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  } finally {
    bench.say(`  ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
}

/** Measures the rows that are wanted, all of them if none is named. */
async function measure(wanted: readonly string[], scale: Scale, profiles: string | undefined): Promise<Report> {
  const server = process.env.TEST_DATABASE_URL ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'bot-bench-'));
  if (profiles !== undefined) await mkdir(profiles, { recursive: true });
  const say = (words: string) => void process.stderr.write(`${words}\n`);
  const bench: Bench = { scale, server, folder, say, ...(profiles === undefined ? {} : { profiles }) };
  const report = { at: new Date().toISOString(), scale: scale.name, machine: await machineOf(server) };
  try {
    const figures: Figure[] = [];
    for (const row of ROWS) {
      if (wanted.length > 0 && !wanted.some((name) => row.name.startsWith(name))) continue;
      figures.push(...(await figuresOf(bench, row)));
    }
    return { ...report, figures };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      scale: { type: 'string', default: 'small' },
      json: { type: 'string' },
      from: { type: 'string' },
      docs: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const scale = values.scale === 'small' || values.scale === 'full' ? SCALES[values.scale] : undefined;
  const wanted = values.only.split(',').filter((name) => name !== '');
  const unknown = wanted.filter((name) => !ROWS.some((row) => row.name.startsWith(name)));
  if (values.help || scale === undefined || unknown.length > 0) {
    process.stdout.write(`${USAGE}\nRows: ${ROWS.map(({ name }) => name).join(', ')}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const profiles = values.profile === undefined ? undefined : resolve(values.profile);
  const report: Report =
    values.from === undefined
      ? await measure(wanted, scale, profiles)
      : JSON.parse(await readFile(values.from, 'utf8'));
  const { machine, figures, at } = report;
  process.stdout.write(`\n${machineLines(machine).join('\n')}\nscale ${report.scale}, ${at}\n\n${tableOf(figures)}\n`);
  process.stdout.write(`${summaryOf(figures)}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  if (values.docs) await writeFile(DOCUMENT, withReport(await readFile(DOCUMENT, 'utf8'), report));
}

await main();
