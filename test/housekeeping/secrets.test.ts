import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { secretsOf } from '../../bot/housekeeping/secrets.js';
import { REAL_ENV } from '../helpers/botFramework.js';
import { createWorld, type World } from '../helpers/world.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let world: World;
afterEach(() => world.close());

/** A certificate that ends on a day, as a proxy has it. */
async function certificate(name: string, notAfterDate: Date): Promise<string> {
  const { cert } = await generate([{ name: 'commonName', value: 'recordings.city.example.jp' }], {
    ...{ keyType: 'ec', algorithm: 'sha256', notBeforeDate: new Date('2026-01-01T00:00:00Z'), notAfterDate },
  });
  const file = join(folder, name);
  await writeFile(file, cert);
  return file;
}

/** Housekeeping at a moment of the calendar. */
async function at(moment: string): Promise<void> {
  world.clock.set(moment);
  await world.app.housekeeping();
  await world.app.runPending();
}

const heard = () =>
  world
    .as('operator')
    .cards()
    .filter(({ words }) => words.includes('期限が近づいています') || words.includes('替える時期です'))
    .map(({ words }) => words);

describe('a client secret whose end is set', () => {
  beforeEach(async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { BOT_PASSWORD_UNTIL: '2026-11-16' } });
    await world.as('operator').say('こんにちは');
  });

  it('is told of 30 days, 7 days and a day before, once each, in office hours', async () => {
    await at('2026-10-15T10:00:00+09:00');
    await at('2026-10-16T03:00:00+09:00');
    expect(heard()).toEqual([]);
    // 17 October, 30 days before, is a Saturday.
    await at('2026-10-16T10:00:00+09:00');
    await at('2026-10-19T10:00:00+09:00');
    expect(heard()).toHaveLength(1);
    expect(heard()[0]).toMatch(/クライアント シークレット[\s\S]*令和8年11月16日/);
    await at('2026-11-02T10:00:00+09:00');
    expect(heard()).toHaveLength(1);
    await at('2026-11-09T10:00:00+09:00');
    await at('2026-11-10T10:00:00+09:00');
    expect(heard()).toHaveLength(2);
    // The day before is a Sunday.
    await at('2026-11-13T10:00:00+09:00');
    await at('2026-11-16T10:00:00+09:00');
    expect(heard()).toHaveLength(3);
    await at('2026-11-17T10:00:00+09:00');
    expect(heard()).toHaveLength(3);
  });

  it('stands on 運用状況 once it is near, and more plainly when it is over', async () => {
    const operator = world.as('operator');
    expect((await operator.say('運用状況')).words).toContain('✓ 鍵・証明書の期限');
    world.clock.set('2026-10-20T10:00:00+09:00');
    expect((await operator.say('運用状況')).words).toMatch(
      /△ ボットのクライアント シークレット　令和8年11月16日まで（あと27日）/,
    );
    world.clock.set('2026-11-12T10:00:00+09:00');
    expect((await operator.say('運用状況')).words).toMatch(
      /✕ ボットのクライアント シークレット　令和8年11月16日まで（あと4日）/,
    );
    world.clock.set('2026-11-17T10:00:00+09:00');
    expect((await operator.say('運用状況')).words).toMatch(
      /✕ ボットのクライアント シークレット　期限が切れました（令和8年11月16日）/,
    );
  });

  it('is told to whoever watches, in days', async () => {
    world.clock.set('2026-11-12T10:00:00+09:00');
    const told = await (await fetch(world.url('/metrics'))).text();
    expect(told).toContain('recording_secret_days_left{secret="BOT_PASSWORD"} 4');
  });
});

describe('certificates', () => {
  it('tell their end themselves; of several the first to end counts', async () => {
    const files = [
      await certificate('late.pem', new Date('2027-06-01T00:00:00Z')),
      await certificate('soon.pem', new Date('2026-09-20T16:00:00Z')),
    ];
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { TLS_CERTIFICATES: files.join(',') } });
    expect(await secretsOf(world.app.ctx)).toEqual([
      { name: 'TLS_CERTIFICATES', ends: '2026-09-21', daysLeft: 5, ours: false },
    ]);
  });

  it('that cannot be read are told as such, and keep nothing else from being told', async () => {
    const env = { TLS_CERTIFICATES: join(folder, 'none.pem'), BOT_PASSWORD_UNTIL: '2026-09-20' };
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env });
    const operator = world.as('operator');
    await operator.say('こんにちは');
    const { words } = await operator.say('運用状況');
    expect(words).toContain('△ サーバーの証明書　期限を読み取れません');
    await at('2026-09-16T11:00:00+09:00');
    expect(heard()).toHaveLength(1);
    const told = await (await fetch(world.url('/metrics'))).text();
    expect(told).not.toContain('secret="TLS_CERTIFICATES"');
  });
});

describe('the keys that the bot’s administrators make', () => {
  const days = async () =>
    Object.fromEntries((await secretsOf(world.app.ctx)).map(({ name, daysLeft }) => [name, daysLeft]));

  it('are to be replaced a year after the bot first worked with them, and a new one begins anew', async () => {
    const env = { ...REAL_ENV, BOT_PASSWORD_UNTIL: '2027-09-16' };
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env });
    await at('2026-09-16T10:00:00+09:00');
    expect(await days()).toEqual({ BOT_PASSWORD: 365, LINK_SECRET: 365, MASTER_KEYS: 365, AUDIT_KEYS: 365 });
    await at('2027-08-17T10:00:00+09:00');
    expect(await days()).toEqual({ BOT_PASSWORD: 30, LINK_SECRET: 30, MASTER_KEYS: 30, AUDIT_KEYS: 30 });
    const told = await world.app.ctx.db.client.notice.findMany({ where: { key: { contains: ':secret-' } } });
    expect(told.map(({ key }) => key.split(':')[2]).sort()).toEqual(
      ['AUDIT_KEYS', 'BOT_PASSWORD', 'LINK_SECRET', 'MASTER_KEYS'].map((name) => `secret-${name}-20270916-30`),
    );
    world.app.ctx.config.linkSecrets.unshift('another secret of the tests that is long enough');
    await at('2027-08-17T11:00:00+09:00');
    expect(await days()).toMatchObject({ LINK_SECRET: 365, MASTER_KEYS: 30 });
    const kept = JSON.stringify(await world.app.ctx.db.client.setting.findMany());
    for (const secret of [...world.app.ctx.config.linkSecrets, ...world.app.ctx.config.masterKeys])
      expect(kept).not.toContain(secret);
  });

  it('count from when they were first noted, but for the one that signs the log, which tells since when it does', async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: REAL_ENV });
    await at('2026-09-26T10:00:00+09:00');
    expect(await days()).toEqual({ BOT_PASSWORD: null, LINK_SECRET: 365, MASTER_KEYS: 365, AUDIT_KEYS: 355 });
  });

  it('are not asked about in a demo, which makes its own; nor a password of a managed identity', async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
    await at('2026-09-16T10:00:00+09:00');
    expect(await secretsOf(world.app.ctx)).toEqual([]);
    expect((await world.as('operator').say('運用状況')).words).not.toContain('期限');
  });
});
