import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseConfig } from '../../bot/config.js';
import { Unreachable } from '../../bot/notices/carrier.js';
import { Pace } from '../../bot/notices/pace.js';
import { messageCard } from '../../bot/teams/cards/message.js';
import { loadCards } from '../../bot/teams/cards/render.js';
import { mayBeSentTo } from '../../bot/teams/in/gate.js';
import { Messenger } from '../../bot/teams/out/messenger.js';
import { openTeams } from '../../bot/teams/sdk/open.js';
import {
  activityOf,
  BOT_ID,
  type BotFramework,
  REAL_ENV,
  SERVICE_URL,
  startBotFramework,
  TENANT,
} from '../helpers/botFramework.js';
import { runs } from '../helpers/chance.js';
import { type Answer, type Internet, LOGIN, microsoft, standInForInternet } from '../helpers/internet.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

const CHIEF = PEOPLE.chief.id;

let botFramework: BotFramework;
let internet: Internet;
/** How Teams answers the next message, if not by taking it. */
let teams: Answer | undefined;
beforeAll(async () => {
  botFramework = await startBotFramework();
  internet = await standInForInternet((request) =>
    teams === undefined || request.url.startsWith(LOGIN) ? microsoft(request) : teams,
  );
});
afterAll(async () => {
  await internet.restore();
  await botFramework.close();
});
beforeEach(() => {
  internet.requests.length = 0;
  teams = undefined;
});

async function call(world: World, activity: unknown, audience = BOT_ID): Promise<Response> {
  return fetch(world.url('/api/messages'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await botFramework.token({ audience })}` },
    body: JSON.stringify(activity),
  });
}

const gateRows = (world: World) =>
  world.app.ctx.db.client.auditEntry.findMany({ where: { action: { startsWith: 'gate.' } }, orderBy: { seq: 'asc' } });
const toTeams = () =>
  internet.requests
    .filter(({ url }) => !url.startsWith(LOGIN))
    .map((request) => ({ ...request, url: decodeURIComponent(request.url) }));

describe('a call of Teams', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
  });
  afterAll(() => world.close());

  it('is answered where its token allows, with a token that our own tenant gave the bot', async () => {
    // The SDK keeps a bot's token for the whole process; this bot has none yet.
    const BOT_ID = '22222222-2222-4222-8222-000000000003';
    const another = await createWorld({ env: { ...REAL_ENV, BOT_ID }, keys: botFramework.keys });
    expect((await call(another, activityOf(CHIEF, { id: 'said' }), BOT_ID)).status).toBe(200);
    await another.close();
    const [asked] = internet.requests.filter(({ url }) => url.endsWith('/token'));
    expect(asked?.url).toBe(`${LOGIN}/${TENANT}/oauth2/v2.0/token`);
    expect(new URLSearchParams(asked?.body).get('client_secret')).toBe(REAL_ENV.BOT_PASSWORD);
    expect(new URLSearchParams(asked?.body).get('scope')).toContain('https://api.botframework.com/.default');
    expect(toTeams()).toMatchObject([
      {
        url: `${SERVICE_URL}v3/conversations/a:${CHIEF}/activities/said`,
        authorization: 'Bearer token-of-the-bot',
      },
    ]);
    expect(toTeams()[0]?.body).toContain('試験 花子');
  });

  it('is answered in the response itself when it is a press on a card, and its chat is remembered', async () => {
    const value = { action: { type: 'Action.Execute', verb: 'help', data: {} }, trigger: 'manual' };
    const press = activityOf(PEOPLE.manager.id, { type: 'invoke', name: 'adaptiveCard/action', value });
    const response = await call(world, press);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ type: 'application/vnd.microsoft.card.adaptive' });
    expect(toTeams()).toEqual([]);
    const chat = await world.app.ctx.db.client.conversation.findFirst({ where: { personId: PEOPLE.manager.id } });
    expect(chat).toMatchObject({ serviceUrl: SERVICE_URL, tenantId: TENANT });
  });

  it('leaves no row of the gate in the audit log', async () => {
    expect((await call(world, activityOf(CHIEF))).status).toBe(200);
    expect(await gateRows(world)).toEqual([]);
  });
});

describe('a bot with a managed identity', () => {
  let identity: { asked: string[]; url: string; close(): void };
  beforeAll(async () => {
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(req.url ?? '');
      const expires_on = Math.floor(Date.now() / 1000) + 3600;
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ access_token: 'token-of-the-identity', expires_on, token_type: 'Bearer' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`;
    identity = { asked, url, close: () => server.closeAllConnections() };
    server.unref();
    // Azure App Service tells its programs in this way where their identity is found.
    Object.assign(process.env, { IDENTITY_ENDPOINT: url, IDENTITY_HEADER: 'header-of-app-service' });
  });
  afterAll(() => {
    identity.close();
    delete process.env.IDENTITY_ENDPOINT;
    delete process.env.IDENTITY_HEADER;
  });

  it('has no password, and answers with the token of its identity', async () => {
    const { BOT_PASSWORD: _none, ...env } = REAL_ENV;
    const BOT_ID = '22222222-2222-4222-8222-000000000002';
    const world = await createWorld({ env: { ...env, BOT_ID, BOT_TYPE: 'UserAssignedMSI' }, keys: botFramework.keys });
    expect((await call(world, activityOf(CHIEF), BOT_ID)).status).toBe(200);
    expect(identity.asked.join()).toContain(BOT_ID);
    expect(internet.requests.map(({ authorization }) => authorization)).toEqual(['Bearer token-of-the-identity']);
    await world.close();
  });
});

describe('what is sent later', () => {
  let world: World;
  let messenger: Messenger;
  beforeAll(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
    const { ctx } = world.app;
    const { config } = ctx;
    const teams = await openTeams({ config, onError: () => {}, fetchFile: fetch });
    messenger = new Messenger(teams, loadCards(), ctx, new Pace(ctx.db), { warn: () => {} });
  });
  afterAll(() => world.close());

  const stored = (more: { serviceUrl?: string; tenantId?: string }) => ({
    ...{ id: 'a:manager', kind: 'personal', personId: PEOPLE.manager.id, tenantId: TENANT, serviceUrl: SERVICE_URL },
    ...{ botId: '28:bot', userId: '29:manager', seenAt: world.clock.now() },
    ...more,
  });
  const card = messageCard('お知らせ', '審査をお願いします。');

  it('goes to a stored chat of our tenant at Microsoft', async () => {
    await messenger.send(stored({}), card);
    expect(toTeams()).toMatchObject([
      {
        url: expect.stringContaining(`${SERVICE_URL}v3/conversations/a:manager/activities`),
        authorization: 'Bearer token-of-the-bot',
      },
    ]);
  });

  it.each<[string, { serviceUrl?: string; tenantId?: string }]>([
    ['another host', { serviceUrl: 'https://evil.example/' }],
    ['a lookalike of Microsoft’s host', { serviceUrl: 'https://smba.trafficmanager.net.evil.example/' }],
    ['this machine', { serviceUrl: 'http://127.0.0.1:3978/' }],
    ['nowhere', { serviceUrl: '' }],
    ['another tenant', { tenantId: '33333333-3333-4333-8333-000000000666' }],
    ['no tenant', { tenantId: '' }],
  ])(
    'never goes to a stored chat that was made to point to %s: no token is asked for, one row is left',
    async (_where, poison) => {
      const rows = (await gateRows(world)).length;
      await expect(messenger.send(stored(poison), card)).rejects.toThrow(Unreachable);
      expect(internet.requests).toEqual([]);
      expect((await gateRows(world)).slice(rows)).toMatchObject([
        { action: 'gate.refused', actorId: null, channel: 'job', data: { because: 'stored_reference' } },
      ]);
      await expect(messenger.update(stored(poison), 'activity-1', card)).rejects.toThrow(Unreachable);
      expect(internet.requests).toEqual([]);
    },
  );

  it('does not follow when Teams sends the bot to another host', async () => {
    teams = { status: 307, headers: { location: 'https://evil.example/' }, body: {} };
    await expect(messenger.send(stored({}), card)).rejects.toThrow();
    expect(toTeams().map(({ url }) => new URL(url).host)).toEqual(['smba.trafficmanager.net']);
  });
});

describe('a manager whose stored chat was changed in the database', () => {
  it('is told nothing there; the notice is shown as one that could not be sent', async () => {
    const world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
    const { client } = world.app.ctx.db;
    for (const name of ['chief', 'manager'] as const) await world.as(name).say('こんにちは');
    await client.conversation.updateMany({
      where: { personId: PEOPLE.manager.id },
      data: { serviceUrl: 'https://evil.example/' },
    });
    await submitApplication(world);
    expect(await client.notice.findMany({ where: { personId: PEOPLE.manager.id } })).toMatchObject([
      { state: 'unreachable', reason: 'stored_reference' },
    ]);
    expect(world.as('manager').cards()).toHaveLength(1);
    expect(await gateRows(world)).toHaveLength(1);
    expect(internet.requests).toEqual([]);
    await world.close();
  });
});

describe('an address', () => {
  const config = parseConfig({ ...REAL_ENV, DIRECTORY_FILE: '/srv/directory.csv' });

  it('is answered only if it truly is one of Microsoft’s, whatever it is put together from', () => {
    const part = fc.constantFrom(
      ...[
        'https://',
        'http://',
        'smba',
        '.',
        'trafficmanager.net',
        'botframework.com',
        'infra.gcc.teams.microsoft.com',
      ],
      ...['evil.example', '@', ':', '443', '80', '/', '\\', '#', '?', '%2e', 'a', ' ', '\n', 'ѕ', '[::1]'],
    );
    const address = fc.array(part, { minLength: 1, maxLength: 7 }).map((parts) => `https://${parts.join('')}`);
    fc.assert(
      fc.property(fc.oneof(address, fc.webUrl(), fc.string()), (serviceUrl) => {
        if (!mayBeSentTo(config, { serviceUrl, tenantId: TENANT })) return;
        const { protocol, hostname, port, username } = new URL(serviceUrl);
        expect([protocol, port, username]).toEqual(['https:', '', '']);
        expect(hostname).toMatch(
          /^smba\.(trafficmanager\.net|(onyx\.prod\.teams\.trafficmanager\.net|infra\.gcc\.teams\.microsoft\.com))$/,
        );
      }),
      { numRuns: runs(20_000) },
    );
  });

  it.each([
    'https://smba.trafficmanager.net/jp/',
    'https://smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net',
    'https://smba.infra.gcc.teams.microsoft.com/gcc',
    'https://smba.onyx.prod.teams.trafficmanager.net/jp/',
  ])('of Microsoft, %s, is answered', (serviceUrl) => {
    expect(mayBeSentTo(config, { serviceUrl, tenantId: TENANT.toUpperCase() })).toBe(true);
  });
});
