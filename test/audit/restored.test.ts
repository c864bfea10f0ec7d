import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { headFile } from '../../bot/audit/heads.js';
import { believedKeys } from '../../bot/audit/keys.js';
import { passedOver } from '../../bot/audit/restored.js';
import { verifyAudit } from '../../bot/audit/verify.js';
import { runVerify } from '../../bot/commands/verify.js';
import { holdUntilKnown } from '../../bot/housekeeping/restored.js';
import { urlOf } from '../helpers/card.js';
import { type LinkPage, linkPage } from '../helpers/linkPage.js';
import { handOver } from '../helpers/submitting.js';
import { withoutGuard } from '../helpers/tamper.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
let page: LinkPage;
let token: string;
let href: string;

/** Puts the state back in which the log had so many rows and nothing was taken yet: what a backup would do. */
async function putBack(rows: number): Promise<void> {
  const { db } = world.app.ctx;
  await withoutGuard(db, async () => {
    await db.executeSql('DELETE FROM "AuditEntry" WHERE "seq" > $1', [rows]);
    await db.executeSql(
      'UPDATE "AuditHead" SET "seq" = $1, "hash" = (SELECT "hash" FROM "AuditEntry" WHERE "seq" = $1)',
      [rows],
    );
  });
  await db.client.link.updateMany({ data: { revokedAt: null, revokedReason: null } });
  await db.client.linkFile.updateMany({ data: { downloads: 0, given: 0n } });
}

/** A link was opened, a download taken and the link stopped; then the state from before is put back. */
async function aBackupIsPutBack(): Promise<void> {
  const { files } = await page.enter('chief');
  await world.app.runPending();
  const { seq } = await world.app.ctx.db.client.auditHead.findUniqueOrThrow({ where: { id: 1 } });
  await page.post(files[0]?.downloadsHref ?? '');
  await world.app.ctx.db.client.link.updateMany({ data: { revokedAt: world.clock.now(), revokedReason: 'stopped' } });
  await world.app.runPending();
  await world.app.checkLog();
  expect(world.app.ctx.links.held).toBe(false);
  world.clock.advance(60_000);
  await putBack(seq);
  await world.app.checkLog();
  href = files[0]?.downloadsHref ?? '';
}

beforeEach(async () => {
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    env: { AUDIT_KEYS: Buffer.alloc(32, 5).toString('base64') },
  });
  for (const name of ['manager', 'operator', 'chief'] as const) await world.as(name).say('こんにちは');
  token = await handOver(world);
  page = linkPage(world, token);
  await aBackupIsPutBack();
});
afterEach(() => world.close());

const verified = async () => {
  const { ctx } = world.app;
  const heads = await headFile(ctx.config.auditHeadFile).read();
  return verifyAudit(ctx.db, { heads, keys: believedKeys(ctx.config) });
};

describe('a backup that was put back', () => {
  it('serves no link: what was revoked and used up since would be open again', async () => {
    const answer = await page.post(href);
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
      503,
      expect.stringContaining('取得リンクを確認しています'),
    ]);
    expect((await verified()).fault).toBeDefined();
    await world.app.runPending();
    for (const name of ['manager', 'operator'] as const) {
      expect(world.as(name).lastCard().words).toContain('データが以前の状態に戻っています');
    }
  });

  it('serves none either when it has gone on by itself for a while, and no head of it leaves', async () => {
    const { ctx } = world.app;
    for (let row = 0; row < 12; row++) await world.as('chief').say('R8-99は？');
    const heads = await headFile(ctx.config.auditHeadFile).read();
    await world.app.housekeeping();
    expect(await headFile(ctx.config.auditHeadFile).read()).toEqual(heads);
    const { seq } = await ctx.db.client.auditHead.findUniqueOrThrow({ where: { id: 1 } });
    expect(seq).toBeGreaterThan(Math.max(...heads.map((head) => head.seq)));
    await world.app.checkLog();
    expect(ctx.links.held).toBe(true);
  });

  it('goes on when the office says that it was meant, and nobody else: open links are made anew, and the log is whole', async () => {
    expect((await world.as('chief').say('復元しました')).words).toContain('管理責任者と取扱者が行います');
    expect(world.app.ctx.links.held).toBe(true);
    const operator = world.as('operator');
    expect((await operator.say('復元しました')).words).toContain('開いていた取得リンク');
    await world.app.runPending();
    expect((await page.view()).status).toBe(200);
    expect(((await (await page.view()).json()) as { lead: string }).lead).toContain('新しい取得リンクが発行された');
    const told = world.as('chief').lastCard();
    expect(told.words).toContain('取得リンクを新しくしました');
    const fresh = linkPage(world, urlOf(told.json, '回答書と録音を開く').split('#')[1] ?? '');
    expect((await fresh.enter('chief')).files[0]).toMatchObject({ downloadsLeft: 5 });
    const { fault, givenUp } = await verified();
    expect(fault).toBeUndefined();
    expect(givenUp).toHaveLength(1);
    const heads = await headFile(world.app.ctx.config.auditHeadFile).read();
    const [passed] = passedOver(heads, givenUp ?? []);
    expect(passed?.heads).toBeGreaterThan(0);
    // Whoever checks is asked whether a backup was put back: the bot's own word could be that of a thief of its key.
    const check = async (...restores: number[]) => {
      const out = new PassThrough();
      const { auditHeadFile } = world.app.ctx.config;
      const keys = believedKeys(world.app.ctx.config);
      const code = await runVerify({
        database: world.app.ctx.db,
        places: [headFile(auditHeadFile)],
        keys,
        restores,
        out,
      });
      return [code, String(out.read())] as const;
    };
    const row = passed?.history.row ?? 0;
    expect(await check()).toEqual([2, expect.stringContaining(`--restored ${row}`)]);
    expect(await check(row)).toEqual([0, expect.stringContaining('The audit log is whole')]);
    expect((await operator.say('復元しました')).words).toContain('取得リンクは止まっていません');
  });
});

describe('a line in the file of heads that the bot did not sign', () => {
  it('holds no link, and makes nobody give up what other heads tell', async () => {
    const { ctx } = world.app;
    await world.as('operator').say('復元しました');
    await world.app.runPending();
    const line = { day: '2026-09-16', seq: 1, hash: '0'.repeat(64), at: '2026-09-16T00:59:00.000Z' };
    await appendFile(ctx.config.auditHeadFile, `${JSON.stringify(line)}\n`);
    await holdUntilKnown(ctx);
    expect(ctx.links.held).toBe(false);
    expect((await verified()).fault).toBeDefined();
  });
});

describe('a bot that cannot read the heads kept outside when it starts', () => {
  it('serves no link until it can', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heads-'));
    const file = join(folder, 'heads.jsonl');
    await writeFile(file, 'not a head\n');
    const another = await createWorld({ env: { AUDIT_HEAD_FILE: file } });
    expect((await fetch(another.url('/files/api/view'))).status).toBe(503);
    await another.app.housekeeping();
    expect(another.app.ctx.links.held).toBe(true);
    await rm(file);
    await another.app.housekeeping();
    expect((await fetch(another.url('/files/api/view'))).status).toBe(401);
    await another.close();
    await rm(folder, { recursive: true });
  });
});
