/**
 * Measures what grows with recordings, requests, rows of the log, people and jobs, and prints a table: `TEST_DATABASE_URL=… npm run growth
 * [-- --only recordings,log] [--largest 100000] [--json FILE] [--docs]`. What the figures mean, and what follows from them, stands in docs/scale.md.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../bot/paths.js';
import { SCALES } from './bench/bench.js';
import { type Growth, measureGrowth, PART_NAMES, slopeOf } from './bench/growth.js';
import { type Machine, machineOf } from './bench/machine.js';
import { machineLines, numberOf, withTable } from './bench/report.js';

const DOCUMENT = join(ROOT, 'docs', 'scale.md');

interface GrowthReport {
  at: string;
  machine: Machine;
  growth: Growth[];
}

function tableOf({ growth }: GrowthReport): string {
  const lines = growth.map((line) => {
    const sizes = line.at.map(({ size, value }) => `${numberOf(value)} at ${size.toLocaleString('en-US')}`).join(', ');
    const slope = slopeOf(line) * 1000;
    return `| ${line.what} | ${line.of} | ${line.unit} | ${sizes} | ${slope >= 0.001 ? numberOf(slope) : '–'} |`;
  });
  const notes = growth.filter(({ note }) => note !== undefined).map(({ what, note }) => `- ${what}: ${note}`);
  return [
    '| what | grows with | unit | measured | for 1,000 more |',
    '| --- | --- | --- | --- | ---: |',
    ...lines,
    '',
    ...notes,
    '',
  ].join('\n');
}

const { values } = parseArgs({
  options: {
    largest: { type: 'string', default: '1000000' },
    json: { type: 'string' },
    only: { type: 'string', default: '' },
    from: { type: 'string' },
    docs: { type: 'boolean', default: false },
  },
});
const wanted = values.only.split(',').filter((name) => name !== '');
const unknown = wanted.filter((name) => !PART_NAMES.includes(name));
const server = process.env.TEST_DATABASE_URL ?? '';

async function measure(): Promise<GrowthReport> {
  const folder = await mkdtemp(join(tmpdir(), 'bot-growth-'));
  const say = (words: string) => void process.stderr.write(`${words}\n`);
  const report = { at: new Date().toISOString(), machine: await machineOf(server) };
  try {
    return {
      ...report,
      growth: await measureGrowth({ scale: SCALES.small, server, folder, say }, Number(values.largest), wanted),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (unknown.length > 0) {
  process.stderr.write(`Parts: ${PART_NAMES.join(', ')}\n`);
  process.exitCode = 2;
} else if (values.from === undefined && server === '') {
  process.stderr.write('TEST_DATABASE_URL names no PostgreSQL server on which databases may be made.\n');
  process.exitCode = 2;
} else {
  const report: GrowthReport =
    values.from === undefined ? await measure() : JSON.parse(await readFile(values.from, 'utf8'));
  const facts = [`Measured ${report.at.slice(0, 10)}.`, ...machineLines(report.machine)]
    .map((fact) => `- ${fact}`)
    .join('\n');
  const text = `${facts}\n\n${tableOf(report)}`;
  process.stdout.write(`${text}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  if (values.docs) await writeFile(DOCUMENT, withTable(await readFile(DOCUMENT, 'utf8'), text));
}
