import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashRow } from '../../../bot/audit/append.js';
import { headFile, recordHead } from '../../../bot/audit/heads.js';
import { openRecorder } from '../../../bot/audit/recorder.js';
import { systemClock } from '../../../bot/clock.js';
import { type Database, openDatabase } from '../../../bot/db/database.js';
import { ROOT } from '../../../bot/paths.js';
import { Child } from '../child.js';
import { chiefId } from '../city.js';
import type { Row } from '../row.js';
import { ownDatabase } from '../server.js';

const BATCH = 5000;
const INSERT = 'INSERT INTO "AuditEntry" SELECT * FROM json_populate_recordset(NULL::"AuditEntry", $1::json)';

export const KEY = createHash('sha256').update('the key of a measurement').digest('base64');

/** Fills an empty log up to so many rows, signed and like those of downloads, and keeps its head in the data folder. */
export async function fillLog(db: Database, rows: number, dataDir: string): Promise<void> {
  const recorder = await openRecorder(db, systemClock, [KEY]);
  const head = await db.client.auditHead.findUniqueOrThrow({ where: { id: 1 } });
  const from = systemClock.now().getTime();
  let previousHash = head.hash;
  for (let seq = head.seq + 1; seq <= rows; ) {
    const batch = [];
    for (const last = Math.min(rows, seq + BATCH - 1); seq <= last; seq++) {
      const row = {
        seq,
        at: new Date(from + seq).toISOString(),
        actorId: chiefId(0),
        actorName: '試験 0号',
        action: 'link.download',
        requestId: '33333333-3333-4333-8333-333333333333',
        channel: 'web',
        data: { link: 'AbCdEfGhIjKlMnOpQrStUv', copy: '44444444-4444-4444-8444-444444444444' },
        previousHash,
      };
      previousHash = hashRow(row);
      batch.push({ ...row, hash: previousHash, ...recorder.auditSigner?.sign(previousHash) });
    }
    await db.executeSql(INSERT, [JSON.stringify(batch)]);
  }
  await db.client.auditHead.update({ where: { id: 1 }, data: { seq: rows, hash: previousHash } });
  await recordHead({ db, ...recorder }, headFile(join(dataDir, 'audit-heads.jsonl')));
}

/** `npm run audit:verify`, and at its end a line of how it ended and how much memory it took. */
const VERIFY = `
  process.on('exit', () => console.log(JSON.stringify(
    { msg: 'ended', code: process.exitCode ?? 0, megabytes: process.resourceUsage().maxRSS * 1024 / 1e6 })));
  await import('${pathToFileURL(join(ROOT, 'dist', 'scripts', 'auditVerify.js')).href}');`;

export const audit: Row<'rate' | 'memory'> = {
  name: 'audit',
  lines: {
    rate: { what: 'audit:verify, the whole log', unit: 'rows/s' },
    memory: { what: 'audit:verify: most memory of the process', unit: 'MB' },
  },
  async measure(bench) {
    const { auditRows, samples } = bench.scale;
    const engine = bench.server === '' ? 'embedded' : 'postgresql';
    const database = await ownDatabase(bench, engine);
    const dataDir = await mkdtemp(join(bench.folder, 'audit-'));
    const db = await openDatabase({ url: database.url, dataDir });
    await fillLog(db, auditRows, dataDir);
    await db.close();
    const rate: number[] = [];
    const memory: number[] = [];
    try {
      for (let sample = 0; sample < samples; sample++) {
        const started = performance.now();
        const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, DEMO_DATA: 'own', AUDIT_KEYS: KEY };
        const child = new Child(['--input-type=module', '-e', VERIFY], env);
        const { code, megabytes } = await child.line(({ msg }) => msg === 'ended');
        if (code !== 0) throw new Error(`audit:verify ended with ${String(code)}`);
        rate.push((auditRows * 1000) / (performance.now() - started));
        memory.push(Number(megabytes));
      }
    } finally {
      await database.drop();
    }
    return {
      rate: { ours: rate, note: `${auditRows.toLocaleString('en-US')} rows, ${engine}` },
      memory: { ours: memory },
    };
  },
};
