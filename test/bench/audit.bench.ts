/**
 * Time and memory of checking an audit log of a million rows by `npm run audit:verify`, in a process of its own: on the embedded
 * database, or on PostgreSQL when TEST_DATABASE_URL names a server. Run: npm run bench -- audit
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { GENESIS, hashRow } from '../../bot/audit/append.js';
import { headFile, recordHead } from '../../bot/audit/heads.js';
import { type Database, openDatabase } from '../../bot/db/database.js';
import { ROOT } from '../../bot/paths.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { unsigned } from '../helpers/recorder.js';
import { PEOPLE } from '../helpers/world.js';

const ROWS = 1_000_000;
const BATCH = 5000;
const START = Date.parse('2026-04-01T09:00:00+09:00');

/** Fills an empty log with rows like those of downloads. */
async function fill(db: Database): Promise<void> {
  let previousHash = GENESIS;
  for (let seq = 1; seq <= ROWS; ) {
    const batch = [];
    for (const end = seq + BATCH; seq < end; seq++) {
      const row = {
        seq,
        at: new Date(START + seq * 1000).toISOString(),
        actorId: PEOPLE.chief.id,
        actorName: PEOPLE.chief.name,
        action: 'link.download',
        requestId: '33333333-3333-4333-8333-333333333333',
        channel: 'web',
        data: { link: 'AbCdEfGhIjKlMnOpQrStUv', copy: '44444444-4444-4444-8444-444444444444' },
        previousHash,
      };
      previousHash = hashRow(row);
      batch.push({ ...row, hash: previousHash });
    }
    const insert = 'INSERT INTO "AuditEntry" SELECT * FROM json_populate_recordset(NULL::"AuditEntry", $1::json)';
    await db.executeSql(insert, [JSON.stringify(batch)]);
  }
  await db.client.auditHead.create({ data: { id: 1, seq: ROWS, hash: previousHash } });
}

/** What the command prints, and the most memory it took. */
async function check(env: Record<string, string>): Promise<{ printed: string; megabytes: number }> {
  const command = pathToFileURL(join(ROOT, 'dist', 'scripts', 'auditVerify.js')).href;
  const program = `process.on('exit', () => console.log(process.resourceUsage().maxRSS)); await import('${command}')`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env: { ...process.env, ...env } });
  child.stderr.pipe(process.stderr);
  const [printed = '', kilobytes = ''] = (await text(child.stdout)).trim().split(/\n(?=\d+$)/);
  return { printed, megabytes: Math.round(Number(kilobytes) / 1024) };
}

it('measures', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'audit-bench-'));
  const server = process.env.TEST_DATABASE_URL ?? '';
  const name = `audit_bench_${process.pid}`;
  const url = server === '' ? '' : Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const administrator = server === '' ? undefined : new pg.Client(server);
  await administrator?.connect();
  await administrator?.query(`CREATE DATABASE ${name}`);
  try {
    const db = await openDatabase({ url, dataDir: folder });
    const started = performance.now();
    await fill(db);
    const filled = (performance.now() - started) / 1000;
    await recordHead({ db, ...unsigned(fixedClock()) }, headFile(join(folder, 'audit-heads.jsonl')));
    await db.close();
    const { printed, megabytes } = await check({ DATABASE_URL: url, DATA_DIR: folder });
    const where = server === '' ? 'embedded' : 'PostgreSQL';
    process.stderr.write(
      `${where}, filled in ${filled.toFixed(1)} s: ${printed}\nmost memory of the process: ${megabytes} MB\n`,
    );
    expect(printed).toContain('The audit log is whole: 1,000,000 rows');
  } finally {
    await administrator?.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await administrator?.end();
    await rm(folder, { recursive: true, force: true });
  }
});
