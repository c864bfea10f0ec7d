import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { headFile } from '../../bot/audit/heads.js';
import { believedKeys } from '../../bot/audit/keys.js';
import { verifyAudit } from '../../bot/audit/verify.js';
import { submitApplication } from '../helpers/submitting.js';
import { withoutGuard } from '../helpers/tamper.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    env: { AUDIT_KEYS: Buffer.alloc(32, 5).toString('base64') },
  });
  for (const name of ['chief', 'manager', 'operator'] as const) await world.as(name).say('こんにちは');
});
afterEach(() => world.close());

const heads = () => headFile(world.app.ctx.config.auditHeadFile).read();
const rowOf = (action: string) =>
  world.app.ctx.db.client.auditEntry.findFirstOrThrow({ where: { action }, orderBy: { seq: 'desc' } });
const ready = async (): Promise<unknown> => (await fetch(world.url('/readyz'))).json();

/** An application is submitted, approved and answered. */
async function decide(): Promise<void> {
  await submitApplication(world);
  await world.as('manager').say('R8-1を承認');
  await world.app.runPending();
}

describe('the head of the log', () => {
  it('leaves the machine after a decision and after the hand-over, without waiting for the hour', async () => {
    expect(await heads()).toEqual([]);
    await decide();
    const kept = await heads();
    const [decided, handedOver] = [await rowOf('request.approve'), await rowOf('request.answer')];
    for (const { seq } of [decided, handedOver]) {
      expect(kept.some((head) => head.seq >= seq)).toBe(true);
    }
    expect(kept.every(({ signature }) => signature !== undefined)).toBe(true);
  });

  it('leaves with every housekeeping while something is written, and not when nothing was', async () => {
    await submitApplication(world);
    const before = (await heads()).length;
    await world.app.housekeeping();
    const after = await heads();
    await world.app.housekeeping();
    expect(after.length - before).toBe(1);
    expect(await heads()).toEqual(after);
  });

  it('agrees with a log of which every row is signed', async () => {
    await decide();
    const { db, config } = world.app.ctx;
    const found = await verifyAudit(db, { heads: await heads(), keys: believedKeys(config) });
    expect(found).toMatchObject({ signedFrom: 1, signed: found.rows, gaps: [] });
    expect(found.fault).toBeUndefined();
  });
});

describe('a bot that starts', () => {
  it('says that the end of the log is whole', async () => {
    expect(await ready()).toEqual({ status: 'ready', auditLog: 'unchecked' });
    await world.app.checkLog();
    expect(await ready()).toEqual({ status: 'ready', auditLog: 'whole' });
  });

  it('tells the manager and the operator, and whoever watches it, that somebody changed the end; each once', async () => {
    const { client } = world.app.ctx.db;
    const { seq } = await client.auditEntry.findFirstOrThrow({ orderBy: { seq: 'desc' } });
    await withoutGuard(world.app.ctx.db, () =>
      client.auditEntry.update({ where: { seq }, data: { actorName: '別人' } }),
    );
    await world.app.checkLog();
    await world.app.checkLog();
    await world.app.runPending();
    expect(await ready()).toEqual({ status: 'ready', auditLog: 'broken' });
    for (const name of ['manager', 'operator'] as const) {
      const told = world
        .as(name)
        .cards()
        .filter(({ words }) => words.includes('監査記録の検証に失敗しました'));
      expect(told).toHaveLength(1);
      expect(told[0]?.words).toContain(`記録番号 ${seq}`);
    }
    expect(world.as('chief').lastCard().words).not.toContain('監査記録');
  });
});
