import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headFile } from '../../bot/audit/heads.js';
import { believedKeys } from '../../bot/audit/keys.js';
import { runVerify } from '../../bot/commands/verify.js';
import { openDatabase } from '../../bot/db/database.js';
import { openReplica } from '../../bot/db/replica.js';
import { fileBy, SERVER } from '../faults/bots.js';
import { activityOf } from '../helpers/botFramework.js';
import { urlOf } from '../helpers/card.js';
import type { Person } from '../helpers/chats.js';
import { lastCode, linkPage } from '../helpers/linkPage.js';
import { PEOPLE } from '../helpers/world.js';
import { type Environment, MISSING, NAMES, startRunning } from './running.js';

/** Between two looks, in milliseconds. */
const LOOK_MS = 150;

// It brings its own server, so it is not run once more where the tests have another.
const here = MISSING.length === 0 && SERVER === '' ? describe : describe.skip;
const missing = MISSING.length === 0 ? '' : ` (not run, for want of Debian's ${MISSING.join(', ')})`;

here(`what compose.yaml describes, started without containers${missing}`, () => {
  let all: Environment;
  /** What the bots said at their start that somebody has to look into. */
  let faults: unknown[];
  beforeAll(async () => {
    all = await startRunning();
    faults = all.bots.flatMap(({ log }) => log.filter(({ level }) => Number(level) >= 50));
    await all.person('manager', PEOPLE.manager.id).say('こんにちは');
  });
  afterAll(() => all.stop());

  /** Waits until something is so; looks seldom enough for a bot that answers 600 requests a minute to one sender. */
  async function until<T>(look: () => T | Promise<T>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found) return found;
      await pause(LOOK_MS);
    }
  }

  /** Somebody who was not there before, as the chief of a section. */
  let people = 0;
  const newChief = (): Person => all.person(`chief${people++}`, PEOPLE.chief.id);

  const hasCode = (person: Person) => person.cards().some(({ words }) => /\d{3} \d{3}/.test(words));

  const answers = async (url: string) => (await fetch(url, { redirect: 'manual' })).status;

  it('is ready, both bots of it, and says nothing that somebody has to look into', async () => {
    for (const { filesPort } of all.bots) {
      const ready = await (await fetch(`http://127.0.0.1:${filesPort}/readyz`)).json();
      expect(ready).toEqual({ status: 'ready', auditLog: 'whole' });
    }
    expect(faults).toEqual([]);
  });

  it('shows the internet the messaging endpoint alone, and the intranet the pages, under names that the proxy writes itself', async () => {
    expect(await answers(all.people('/notice'))).toBe(200);
    expect(await answers(all.people('/files'))).toBe(200);
    for (const path of ['/api/messages', '/metrics', '/readyz', '/healthz'])
      expect([path, await answers(all.people(path))]).toEqual([path, 404]);
    for (const path of ['/files', '/notice', '/guides/chief', '/metrics', '/readyz', '/healthz'])
      expect([path, await answers(all.teams(path))]).toEqual([path, 404]);
    // Nobody signed this.
    const unsigned = await fetch(all.teams('/api/messages'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-host': NAMES.people },
      body: JSON.stringify(activityOf(PEOPLE.chief.id)),
    });
    expect(unsigned.status).toBe(401);
  });

  it('carries a request from the application to the recording, through the proxy, over both bots', async () => {
    const chief = newChief();
    const manager = all.person('manager', PEOPLE.manager.id);
    const asked = all.connector.next('a:manager', (words) => words.includes('承認をお願いします'));
    await fileBy(chief);
    await asked;
    const answered = all.connector.next(`a:chief${people - 1}`, (words) => words.includes('回答書'));
    await manager.press(manager.lastCard(), '承認する');
    const url = urlOf((await answered).json, '回答書と録音を開く');
    expect(url).toMatch(new RegExp(`^https://${NAMES.people}/files#`));

    // The bot that is asked for the code sends it to the chat that wrote last.
    const page = linkPage(
      {
        url: all.people,
        as: () => chief,
        app: { runPending: () => until(() => hasCode(chief)).then(() => undefined) },
      },
      url.split('#')[1] ?? '',
    );
    await page.askCode();
    const view = await page.signIn(lastCode(chief));
    expect(view.status).toBe(200);
    const { files } = (await view.json()) as Awaited<ReturnType<typeof page.enter>>;
    const [file] = files;
    const granted = await page.post(file?.downloadsHref ?? '');
    const { href } = (await granted.json()) as { href: string };
    const sound = Buffer.from(await (await page.get(href)).arrayBuffer());
    expect(createHash('sha256').update(sound).digest('hex')).toBe(file?.sha256);
    expect(sound.length).toBe(file?.bytes);

    expect(new Set(await all.ledTo('people'))).toEqual(new Set(all.bots.map(({ filesPort }) => filesPort)));
    expect(new Set(await all.ledTo('teams'))).toEqual(new Set(all.bots.map(({ port }) => port)));
    expect(await all.sql(`SELECT count(*) > 0 FROM "AuditEntry" WHERE "action" = 'link.download'`)).toBe('t');
  });

  it('answers everybody while one of the bots is stopped, and when it is gone', async () => {
    const [first, second] = all.bots;
    const [chief, pages] = [newChief(), []] as [Person, number[]];
    let stopped = false;
    const stopping = first.program.stop().then(() => {
      stopped = true;
    });
    let said = 0;
    try {
      for (; !stopped || said < 3; said++) {
        expect((await chief.say('状況')).words).not.toBe('');
        pages.push(await answers(all.people('/notice')));
      }
      expect(await first.program.ended).toBe(0);
      expect(new Set(pages)).toEqual(new Set([200]));
      const before = (await all.ledTo('teams')).length;
      await chief.say('状況');
      // nginx writes its log after the answer.
      const led = () => all.ledTo('teams').then((ports) => ports.slice(before));
      await until(async () => (await led()).length > 0);
      expect(await led()).toEqual([second.port]);
    } finally {
      await stopping;
      await first.start();
    }
  });

  it('is watched: Prometheus asks both bots, and knows the alerts', async () => {
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${all.ports.prometheus}/api/v1/${path}`);
      return ((await answer.json()) as { data: Record<string, unknown> }).data;
    };
    type Sample = { metric: Record<string, string>; value: [number, string] };
    const valuesOf = async (query: string) =>
      ((await ask(`query?query=${encodeURIComponent(query)}`)) as { result: Sample[] }).result;
    const both = await until(async () => {
      const values = await valuesOf('up{job="recordings"} == 1 and on(instance) recording_database_up == 1');
      return values.length === 2 && values;
    });
    const instances = (both || []).map(({ metric }) => metric.instance);
    expect(instances.sort()).toEqual(all.bots.map(({ filesPort }) => `127.0.0.1:${filesPort}`).sort());
    const { groups } = (await ask('rules')) as { groups: { rules: { name: string; health: string }[] }[] };
    expect(groups.flatMap(({ rules }) => rules).map(({ name }) => name)).toContain('RecordingsDatabaseAway');
  });

  describe('behind PgBouncer, which hands connections round,', () => {
    const open = (directUrl: string, timeoutSeconds?: number) =>
      openDatabase({ url: all.urls.pooled, directUrl, dataDir: '', migrated: true, ...{ timeoutSeconds } });

    it('the bots do their work, and their locks and notifications go past it', async () => {
      const byWay = await all.sql(
        `SELECT count(*) FILTER (WHERE query LIKE 'LISTEN%') FROM pg_stat_activity WHERE usename = 'bot'`,
      );
      expect(Number(byWay)).toBe(2);
      const db = await open(all.urls.direct, 5);
      try {
        const inside = await db.alone('x', 'leave', () => db.alone('x', 'leave', async () => 'twice'));
        expect(inside).toBeUndefined();
        let heard = 0;
        const end = db.listen(['of_the_test'], () => heard++);
        await until(() => heard === 1);
        await db.transaction(async (tx) => void (await tx.$executeRaw`SELECT pg_notify('of_the_test', '')`));
        await until(() => heard === 2);
        await end();
        expect(await db.statements('reading', (run) => run('SHOW statement_timeout'))).toEqual([
          { statement_timeout: '5s' },
        ]);
      } finally {
        await db.close();
      }
    });

    it('a database that goes away is noticed by both bots, and used again when it is back, without a restart', async () => {
      const both = async (state: string) => {
        for (const { filesPort } of all.bots)
          await until(async () => (await (await fetch(`http://127.0.0.1:${filesPort}/readyz`)).text()).includes(state));
      };
      await all.database.halt();
      try {
        await both('"waiting":["database"]');
      } finally {
        await all.database.resume();
      }
      await both('"status":"ready"');
      expect((await newChief().say('状況')).words).not.toContain('処理できませんでした');
    });

    it('nothing can be asked for a whole session, so DATABASE_URL alone, without DATABASE_DIRECT_URL, is refused', async () => {
      await expect(open('', 5)).rejects.toThrow(/unsupported startup parameter: statement_timeout/);
    });
  });

  describe('with a replica', () => {
    const heads = () => headFile(join(all.folder, 'data', 'bot', 'audit-heads.jsonl'));

    it('audit:verify reads the log there, and says so', async () => {
      await fileBy(newChief());
      const { code, said } = await all.command('auditVerify', [], { DATABASE_READ_URL: all.urls.replica });
      expect(said).toMatch(/^Read from the replica, which has everything .*\nThe audit log is whole: /);
      expect(code).toBe(0);
    });

    it('that is behind, it waits for what was acknowledged, and says that it is behind rather than that something is missing', async () => {
      const patient = openReplica(all.urls.replica, all.urls.direct);
      const impatient = openReplica(all.urls.replica, all.urls.direct, 200);
      await all.sql('SELECT pg_wal_replay_pause()', all.ports.replica);
      try {
        await fileBy(newChief());
        const keys = believedKeys({ auditKeys: [], auditPublicKeys: [] });
        const out = process.stdout;
        const verifying = runVerify({
          ...{ database: impatient, caughtUp: () => impatient.caughtUp(), places: [heads()], keys, out },
        });
        await expect(verifying).rejects.toThrow(/the replica is \d+ bytes behind the database .* nothing was read/);
        const acknowledged = Number(await all.sql('SELECT count(*) FROM "AuditEntry"'));
        let caughtUp = false;
        const waiting = patient.caughtUp().then(() => {
          caughtUp = true;
        });
        expect(caughtUp).toBe(false);
        await all.sql('SELECT pg_wal_replay_resume()', all.ports.replica);
        await waiting;
        const { rows } = await patient.executeSql('SELECT count(*)::int AS "count" FROM "AuditEntry"', []);
        // The bots may have written more since.
        expect((rows as { count: number }[])[0]?.count).toBeGreaterThanOrEqual(acknowledged);
      } finally {
        await all.sql('SELECT pg_wal_replay_resume()', all.ports.replica);
        await Promise.all([patient.close(), impatient.close()]);
      }
    });

    it('the database itself, or another one, is not taken for it', async () => {
      const itself = openReplica(all.urls.direct, all.urls.direct);
      await expect(itself.caughtUp()).rejects.toThrow(/^DATABASE_READ_URL: must be a replica/);
      await itself.close();
    });

    it('nothing is written there: what records itself is refused', async () => {
      const { code, said } = await all.command('ledger', ['--year', '8', '--out', join(all.folder, 'ledger')], {
        ...{ DATABASE_URL: all.urls.replica, DATABASE_DIRECT_URL: '' },
      });
      expect(code).not.toBe(0);
      expect(said).toContain('read-only transaction');
    });
  });
});
