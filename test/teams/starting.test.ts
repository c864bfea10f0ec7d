import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type World } from '../helpers/world.js';

let world: World;
afterEach(() => world.close());

const activity = (chat: string, id: string, more: Record<string, unknown>) => ({
  id: randomUUID(),
  channelId: 'msteams',
  serviceUrl: world.connector.url,
  from: { id: `29:${chat}`, aadObjectId: id },
  recipient: { id: '28:bot', name: 'bot' },
  conversation: { id: `a:${chat}`, conversationType: 'personal', tenantId: 'tenant' },
  channelData: { tenant: { id: 'tenant' } },
  ...more,
});

async function ready(): Promise<{ status: number; body: unknown }> {
  const response = await fetch(world.url('/readyz'));
  return { status: response.status, body: await response.json() };
}

describe('a bot that has just begun to listen', () => {
  it('says so until directory, import and workers are there', async () => {
    world = await createWorld({ starting: true });
    expect(await ready()).toEqual({
      status: 503,
      body: { status: 'starting', waiting: ['directory', 'workers', 'import'] },
    });
    await world.app.refreshDirectory();
    await world.app.importNow();
    expect(await ready()).toMatchObject({ status: 503, body: { waiting: ['workers'] } });
    await world.app.startWorkers();
    expect(await ready()).toEqual({ status: 200, body: { status: 'ready', auditLog: 'unchecked' } });
  });

  it('serves no link before it knows who has left', async () => {
    world = await createWorld({ starting: true });
    expect((await fetch(world.url('/files/api/view'))).status).toBe(503);
    await world.app.refreshDirectory();
    expect((await fetch(world.url('/files/api/view'))).status).toBe(401);
  });

  it('asks people to wait a moment, and answers their sentence afterwards', async () => {
    world = await createWorld({ starting: true });
    const waiting = world.connector.next('a:chief', (words) => words.includes('ただいま準備しています'));
    const answer = world.connector.next('a:chief', (words) => words.includes('申請の一覧'));
    const said = world.post(activity('chief', PEOPLE.chief.id, { type: 'message', text: '私の申請' }));
    expect((await waiting).words).toContain('準備ができ次第、お答えします');
    await world.app.refreshDirectory();
    await world.app.importNow();
    await world.app.startWorkers();
    expect((await answer).words).not.toContain('職員名簿に登録がない');
    expect((await said).status).toBe(200);
  });

  it('answers a press that comes while it starts as soon as it can', async () => {
    world = await createWorld({ starting: true });
    const pressed = world
      .as('chief')
      .invoke({ action: { type: 'Action.Execute', verb: 'list_mine', data: {} }, trigger: 'manual' });
    await world.app.refreshDirectory();
    await world.app.importNow();
    await world.app.startWorkers();
    expect(JSON.stringify((await pressed).body)).toContain('申請の一覧');
  });
});

describe('somebody whom the directory does not name yet', () => {
  const NEW = { id: '11111111-1111-4111-8111-000000000777', name: '試験 新任' };

  it('is reached from the day they are named: a manager appointed today gets the card', async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
    await world.post(activity('new', NEW.id, { type: 'installationUpdate', action: 'add' }));
    await submitApplication(world);
    const cards = () => world.person('new', NEW.id).cards();
    expect(cards().map(({ words }) => words)).toEqual([expect.stringContaining('職員名簿に登録がない')]);
    await writeFile(
      join(world.folder, 'directory.csv'),
      DIRECTORY.replace(PEOPLE.manager.id, NEW.id).replace(PEOPLE.manager.name, NEW.name),
    );
    await world.app.refreshDirectory();
    await world.app.housekeeping();
    await world.app.runPending();
    expect(cards().at(-1)?.words).toContain('承認をお願いします');
  });

  it('is remembered by their conversation and by nothing else', async () => {
    world = await createWorld();
    await world.person('new', NEW.id).say('こんにちは');
    const { client } = world.app.ctx.db;
    expect(await client.conversation.findMany({ where: { personId: NEW.id } })).toHaveLength(1);
    expect(await client.person.count({ where: { id: NEW.id } })).toBe(0);
    const rows = await client.auditEntry.findMany({ where: { action: 'turn.refused' } });
    expect(rows.map(({ actorName }) => actorName)).toEqual([null]);
  });
});
