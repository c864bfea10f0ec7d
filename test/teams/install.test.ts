import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { findActor } from '../../bot/directory/people.js';
import { oweNotice } from '../../bot/notices/owe.js';
import { resendUnsent } from '../../bot/notices/unreachable.js';
import { activityOf, BOT_ID, type BotFramework, REAL_ENV, startBotFramework, TENANT } from '../helpers/botFramework.js';
import { type FakeGraph, GRAPH_TOKEN, startGraph } from '../helpers/graph.js';
import {
  type Answer,
  type Internet,
  LOGIN,
  microsoft,
  type Outgoing,
  standInForInternet,
} from '../helpers/internet.js';
import { createWorld, DIRECTORY, PEOPLE, type World, type WorldOptions } from '../helpers/world.js';

const APP = '44444444-4444-4444-8444-000000000001';
const { chief, manager, operator, stranger } = PEOPLE;

let botFramework: BotFramework;
let internet: Internet;
let graph: FakeGraph;
let world: World;
/** The scopes for which the bot asked to be let in. */
let scopes: (string | null)[] = [];

beforeAll(async () => {
  botFramework = await startBotFramework();
  internet = await standInForInternet(microsoftWithGraph);
});
afterAll(async () => {
  await internet.restore();
  await botFramework.close();
});
beforeEach(async () => {
  internet.requests.length = 0;
  scopes = [];
  graph = await startGraph();
  graph.catalogue.set(BOT_ID, { id: APP, distributionMethod: 'organization' });
  for (const { id } of [chief, manager, operator]) graph.people.add(id);
});
afterEach(async () => {
  await world.close();
  await graph.close();
});

/** Microsoft, which hands out a token for Graph and notes for what it was asked. */
function microsoftWithGraph(request: Outgoing): Answer {
  const { body } = microsoft(request);
  if (!request.url.endsWith('/token')) return { body };
  scopes.push(new URLSearchParams(request.body).get('scope'));
  return { body: { ...body, access_token: GRAPH_TOKEN } };
}

/** An installation with real settings, whose Graph is the stand-in. */
async function start(on: 'on' | 'off' = 'on', options: WorldOptions = {}): Promise<void> {
  const install = on === 'on';
  world = await createWorld({
    ...{
      env: { ...REAL_ENV, NOTICE_PUBLISHED: '2025-11-01' },
      keys: botFramework.keys,
      now: '2026-09-16T10:00:00+09:00',
    },
    config: { graph: { install, url: graph.url, appId: '' } },
    ...options,
  });
  await lookAtTheLock();
}

/** Nobody is to be told of what is due in any installation (第3条). */
async function lookAtTheLock(): Promise<void> {
  const at = world.clock.now();
  await world.app.ctx.db.client.matter.create({
    data: {
      ...{ kind: 'lock', status: 'checked', fiscalYear: 2026, serial: 1, openedById: 'x', openedByName: 'x' },
      ...{ bureau: 'x', section: 'x', createdAt: at, updatedAt: at, closedAt: at },
      entries: { checkedOn: '2026-09-16' },
    },
  });
}

/** Owes somebody a message, and works off what is to be done. */
async function owe(personId: string, about = 'storage-away-1'): Promise<void> {
  const { ctx } = world.app;
  await ctx.db.transaction((tx) => oweNotice(tx, ctx, { kind: 'system', requestId: null, personId, about }));
  await world.app.runPending();
}

/** What somebody says comes in from Teams. */
async function say(personId: string): Promise<void> {
  const response = await fetch(world.url('/api/messages'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await botFramework.token()}` },
    body: JSON.stringify(activityOf(personId)),
  });
  expect(response.status).toBe(200);
  internet.requests.length = 0;
}

/** What was written to which chat. */
const written = () =>
  internet.requests
    .filter(({ url }) => !url.startsWith(LOGIN))
    .map(({ url, body }) => ({ chat: /conversations\/([^/]+)/.exec(decodeURIComponent(url))?.[1], body }));
const notices = (personId: string) =>
  world.app.ctx.db.client.notice.findMany({ where: { personId }, orderBy: { createdAt: 'asc' } });
const installations = () => world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'bot.install' } });
const chatsOf = (personId: string) => world.app.ctx.db.client.conversation.findMany({ where: { personId } });
const installing = () => graph.asked.filter((one) => one.startsWith('POST'));
/** Lets pass what a job waits for. */
const later = () => world.app.ctx.db.executeSql(`UPDATE "Job" SET "dueAt" = now() - interval '1 second'`, []);
/** Lets pass more than the hour for which a message is tried. */
const anHourLater = () =>
  world.app.ctx.db.executeSql(
    `UPDATE "Job" SET "createdAt" = "createdAt" - interval '61 minutes', "dueAt" = now() - interval '1 second'`,
    [],
  );
/** What the log says of installations that did not come about. */
const complaints = () => world.log.filter(({ msg }) => String(msg).startsWith('the bot could not be installed'));
/** The sentences of the cards that the 取扱者 is owed about people without the bot. */
const told = async () => (await notices(operator.id)).filter(({ kind }) => kind === 'uninstalled');

describe('a message for somebody who has never opened the bot', () => {
  it('has the bot installed for them by the organisation’s own app, arrives in the chat that Graph names, and leaves one row', async () => {
    await start();
    await owe(manager.id);
    expect(graph.asked).toEqual([
      `GET /v1.0/appCatalogs/teamsApps?$filter=externalId eq '${BOT_ID}'`,
      `POST /v1.0/users/${manager.id}/teamwork/installedApps`,
      `GET /v1.0/users/${manager.id}/teamwork/installedApps?$expand=teamsApp&$filter=teamsApp/externalId eq '${BOT_ID}'`,
      expect.stringMatching(`^GET /v1.0/users/${manager.id}/teamwork/installedApps/[\\w=]+/chat$`),
    ]);
    expect(scopes).toContainEqual(expect.stringContaining('https://graph.microsoft.com/.default'));
    expect(written()).toEqual([{ chat: graph.chatOf(manager.id), body: expect.stringContaining('保管先') }]);
    expect(await notices(manager.id)).toMatchObject([{ state: 'sent', conversationId: graph.chatOf(manager.id) }]);
    expect(await chatsOf(manager.id)).toMatchObject([
      { id: graph.chatOf(manager.id), tenantId: TENANT, serviceUrl: 'https://smba.trafficmanager.net/teams/' },
    ]);
    expect(await installations()).toMatchObject([
      { actorId: null, channel: 'job', data: { personId: manager.id, already: false } },
    ]);
    expect(await told()).toEqual([]);
  });

  it('installs once: the second message finds the chat, and the next person’s does not look into the catalogue again', async () => {
    await start();
    await owe(manager.id);
    await owe(manager.id, 'storage-away-2');
    await owe(chief.id);
    expect(installing()).toHaveLength(2);
    expect(graph.asked.filter((one) => one.includes('appCatalogs/teamsApps?'))).toHaveLength(1);
    expect(written().map(({ chat }) => chat)).toEqual([manager, manager, chief].map(({ id }) => graph.chatOf(id)));
  });

  it('needs no look into the catalogue where the app’s id there is set', async () => {
    await start('on', { config: { graph: { install: true, url: graph.url, appId: APP } } });
    graph.permissions.delete('AppCatalog.Read.All');
    await owe(manager.id);
    expect(graph.asked[0]).toBe(`POST /v1.0/users/${manager.id}/teamwork/installedApps`);
    expect(await notices(manager.id)).toMatchObject([{ state: 'sent' }]);
  });

  it('goes to the chat that Teams told of, where Teams was faster than Graph', async () => {
    await start();
    graph.onInstalled = say;
    await owe(manager.id);
    expect(written().map(({ chat }) => chat)).toEqual([`a:${manager.id}`]);
    expect(graph.asked.filter((one) => one.includes('/chat'))).toEqual([]);
    expect(await installations()).toHaveLength(1);
  });

  it('is written to where Teams answers for the others of the tenant', async () => {
    await start();
    await say(chief.id);
    await owe(manager.id);
    expect(await chatsOf(manager.id)).toMatchObject([{ serviceUrl: 'https://smba.trafficmanager.net/jp/' }]);
  });
});

describe('an installation that is there already', () => {
  it('is no fault: the chat is found, and the row says so', async () => {
    await start();
    graph.installed.set(manager.id, new Set([APP]));
    await owe(manager.id);
    expect(await notices(manager.id)).toMatchObject([{ state: 'sent' }]);
    expect(await installations()).toMatchObject([{ data: { personId: manager.id, already: true } }]);
  });

  it('is found by the next try, where the answer to the first was lost with the process or the network', async () => {
    await start();
    graph.loseAnswers = 1;
    await owe(manager.id);
    expect(await installations()).toEqual([]);
    expect(await notices(manager.id)).toMatchObject([{ state: 'pending' }]);
    await later();
    await world.app.runPending();
    expect(await notices(manager.id)).toMatchObject([{ state: 'sent' }]);
    expect(await installations()).toHaveLength(1);
    expect(graph.installed.get(manager.id)).toEqual(new Set([APP]));
  });

  it('is found by the next try, where the chat and the row could not be written after the first', async () => {
    await start();
    const { db } = world.app.ctx;
    graph.onInstalled = async () => {
      // In the lines that follow the answer, as a process that is ended there would.
      jest.spyOn(db, 'transaction').mockRejectedValueOnce(new Error('ended'));
    };
    await owe(manager.id);
    expect([await chatsOf(manager.id), await installations()]).toEqual([[], []]);
    await later();
    await world.app.runPending();
    expect(await notices(manager.id)).toMatchObject([{ state: 'sent' }]);
    expect(await installations()).toMatchObject([{ data: { already: true } }]);
    expect(installing()).toHaveLength(2);
  });

  it('is waited for, where Graph does not show it yet', async () => {
    await start();
    graph.slowToShow = 1;
    await owe(manager.id);
    expect(await notices(manager.id)).toMatchObject([{ state: 'pending' }]);
    await later();
    await world.app.runPending();
    expect(await notices(manager.id)).toMatchObject([{ state: 'sent' }]);
    expect(await installations()).toHaveLength(1);
  });
});

describe('Graph that is busy or broken', () => {
  it('is left alone for as long as it asks, for everybody, and no try counts', async () => {
    await start();
    graph.faults.push({ status: 429, code: 'TooManyRequests', headers: { 'retry-after': '41' } });
    await owe(manager.id);
    await owe(chief.id);
    expect(graph.asked).toHaveLength(1);
    const { rows } = await world.app.ctx.db.executeSql(
      `SELECT "attempts", extract(epoch FROM "dueAt" - now())::float8 AS "wait" FROM "Job" WHERE "name" = 'notify' ORDER BY "id"`,
      [],
    );
    expect(rows).toHaveLength(2);
    for (const row of rows as { attempts: number; wait: number }[]) {
      expect(row.attempts).toBe(0);
      expect(row.wait).toBeGreaterThan(30);
      expect(row.wait).toBeLessThanOrEqual(41);
    }
    expect(await told()).toEqual([]);
  });

  it.each([500, 503, 504])('is asked again after a while: %s', async (status) => {
    await start();
    graph.faults.push({ status });
    await owe(manager.id);
    expect(await notices(manager.id)).toMatchObject([{ state: 'pending' }]);
    await later();
    await world.app.runPending();
    expect(await notices(manager.id)).toMatchObject([{ state: 'sent' }]);
  });
});

describe('Graph that cannot be reached', () => {
  it('is named in the log, once and not for every message, with nothing about people', async () => {
    await start();
    await graph.close();
    await owe(manager.id);
    await owe(chief.id);
    expect(complaints()).toMatchObject([
      { level: 40, reason: 'network', msg: 'the bot could not be installed for somebody now; it is tried again' },
    ]);
    expect(JSON.stringify(world.log)).not.toMatch(/試験|11111111-1111/);
  });

  it('is named with its status where it answers', async () => {
    await start();
    graph.faults.push({ status: 503, code: 'ServiceUnavailable' });
    await owe(manager.id);
    expect(complaints()).toMatchObject([{ status: 503, reason: 'ServiceUnavailable' }]);
  });

  it('is named, too, where it says that the bot is installed, and shows no chat', async () => {
    await start();
    graph.slowToShow = 1;
    await owe(manager.id);
    expect(complaints()).toMatchObject([{ reason: 'not_shown' }]);
  });

  it('for an hour: the 取扱者 is told whom to tell', async () => {
    await start();
    await say(operator.id);
    await graph.close();
    await owe(chief.id);
    expect(await told()).toEqual([]);
    await anHourLater();
    await world.app.runPending();
    expect(await notices(chief.id)).toMatchObject([{ state: 'unreachable', reason: 'no_conversation' }]);
    expect(written()).toEqual([{ chat: `a:${operator.id}`, body: expect.stringContaining('試験 花子 様') }]);
  });

  it('for an hour: the 取扱者 is told, too, where housekeeping finds it before the next try', async () => {
    await start();
    await graph.close();
    await owe(chief.id);
    await anHourLater();
    await world.app.housekeeping();
    expect(await notices(chief.id)).toMatchObject([{ state: 'unreachable', reason: 'no_conversation' }]);
    expect(await told()).toMatchObject([{ personId: operator.id }]);
  });

  it('is no matter of whoever has a chat: what Teams would not take for an hour is a failure, of which nobody is told', async () => {
    await start();
    await say(chief.id);
    const { ctx } = world.app;
    const news = { kind: 'system', requestId: null, personId: chief.id, about: 'storage-away-1' } as const;
    await ctx.db.transaction((tx) => oweNotice(tx, ctx, news));
    await anHourLater();
    await world.app.housekeeping();
    expect(await notices(chief.id)).toMatchObject([{ state: 'unreachable', reason: 'failed' }]);
    expect(await told()).toEqual([]);
  });
});

describe('「再送」 of messages that are older than the hour', () => {
  /** The 取扱者 presses 「再送」. */
  const resend = () =>
    resendUnsent(world.app.ctx, findActor(world.app.ctx.directory, operator.id), { channel: 'chat' });
  const states = async () => [...(await notices(chief.id)), ...(await notices(manager.id))].map(({ state }) => state);

  it('begins the hour anew: when Graph asks for patience all wait, and then arrive', async () => {
    await start();
    graph.permissions.clear();
    await owe(chief.id);
    await owe(manager.id);
    world.clock.advance(48 * 60 * 60_000);
    expect(await states()).toEqual(['unreachable', 'unreachable']);
    graph.permissions.add('TeamsAppInstallation.ReadWriteSelfForUser.All').add('AppCatalog.Read.All');
    graph.faults.push({ status: 429, code: 'TooManyRequests', headers: { 'retry-after': '41' } });
    await resend();
    await world.app.runPending();
    expect(await states()).toEqual(['pending', 'pending']);
    await world.app.housekeeping();
    expect(await states()).toEqual(['pending', 'pending']);
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now + 42_000);
    await later();
    await world.app.runPending();
    clock.mockRestore();
    expect(await states()).toEqual(['sent', 'sent']);
  });

  it('does so, too, where the job of before was still waiting', async () => {
    await start();
    await say(operator.id);
    graph.faults.push({ status: 503 }, { status: 503 });
    await owe(chief.id);
    await anHourLater();
    await world.app.housekeeping();
    expect(await states()).toEqual(['unreachable']);
    await resend();
    await world.app.runPending();
    expect(await states()).toEqual(['pending']);
    await later();
    await world.app.runPending();
    expect(await states()).toEqual(['sent']);
  });
});

describe('where the bot may not be installed', () => {
  it.each<[string, 'on' | 'off', () => unknown]>([
    ['it is switched off', 'off', () => {}],
    ['the city has not granted it', 'on', () => graph.permissions.clear()],
    ['the app is not in the catalogue', 'on', () => graph.catalogue.clear()],
    [
      'only somebody’s own upload is there',
      'on',
      () => graph.catalogue.set(BOT_ID, { id: APP, distributionMethod: 'sideloaded' }),
    ],
    ['the person has no Teams', 'on', () => graph.people.delete(chief.id)],
  ])('the 取扱者 is told whom to tell, once for each person: %s', async (_why, on, prepare) => {
    await start(on);
    await say(operator.id);
    prepare();
    await owe(chief.id);
    await owe(chief.id, 'storage-away-2');
    expect(await notices(chief.id)).toMatchObject([
      { state: 'unreachable', reason: 'no_conversation' },
      { state: 'unreachable', reason: 'no_conversation' },
    ]);
    const cards = written();
    expect(cards).toHaveLength(1);
    expect(cards[0]?.chat).toBe(`a:${operator.id}`);
    expect(cards[0]?.body).toMatch(
      /試験 花子 様（市民課　市民課長）は、まだこのボットをお使いになったことがありません/,
    );
    expect(await installations()).toEqual([]);
    const lines = world.log.map((line) => JSON.stringify(line)).join('\n');
    expect(lines).not.toMatch(/試験|11111111-1111/);
  });

  it('the log has Graph’s status and its word for it', async () => {
    await start();
    await say(operator.id);
    graph.permissions.delete('TeamsAppInstallation.ReadWriteSelfForUser.All');
    await owe(chief.id);
    expect(complaints()).toMatchObject([{ status: 403, reason: 'Forbidden' }]);
  });

  it('is asked again for the next message, so that a permission that was granted meanwhile is used', async () => {
    await start();
    graph.permissions.delete('TeamsAppInstallation.ReadWriteSelfForUser.All');
    await owe(chief.id);
    graph.permissions.add('TeamsAppInstallation.ReadWriteSelfForUser.All');
    await owe(chief.id, 'storage-away-2');
    await world.app.runPending();
    expect((await notices(chief.id)).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('the 取扱者 is not told any more of somebody who has written to the bot before the card could go out', async () => {
    await start('off');
    await owe(chief.id);
    expect(await told()).toMatchObject([{ state: 'unreachable' }]);
    await say(chief.id);
    await say(operator.id);
    await world.app.runPending();
    expect(await told()).toMatchObject([{ state: 'sent', reason: 'overtaken' }]);
    expect(written().map(({ chat }) => chat)).toEqual([`a:${chief.id}`]);
  });

  it('nor of somebody who has left the city meanwhile, and whom nobody could ask', async () => {
    await start('off');
    await owe(chief.id);
    const remaining = DIRECTORY.split('\n').filter((line) => !line.includes(chief.id));
    await writeFile(join(world.folder, 'directory.csv'), remaining.join('\n'));
    await world.app.refreshDirectory();
    await say(operator.id);
    await world.app.runPending();
    expect(await told()).toMatchObject([{ state: 'sent', reason: 'overtaken' }]);
    expect(written().map(({ body }) => body)).not.toContainEqual(expect.stringContaining('届けられない方'));
  });

  it('nobody is told of themselves', async () => {
    await start('off');
    await owe(operator.id);
    expect(await world.app.ctx.db.client.notice.count({ where: { kind: 'uninstalled' } })).toBe(0);
  });
});

describe('whoever is not in the directory', () => {
  it('gets no bot, though somebody wrote a message for them into the tables', async () => {
    await start();
    graph.people.add(stranger.id);
    await owe(stranger.id);
    expect(graph.asked).toEqual([]);
    expect(await notices(stranger.id)).toMatchObject([{ state: 'unreachable', reason: 'left' }]);
    expect(await told()).toEqual([]);
  });
});
