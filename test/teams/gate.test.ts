import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parseConfig } from '../../bot/config.js';
import { readCall, refusalOfCall } from '../../bot/teams/in/gate.js';
import {
  activityOf,
  BOT_ID,
  type BotFramework,
  KID,
  KID_OF_ANOTHER_CHANNEL,
  REAL_ENV,
  SERVICE_URL,
  startBotFramework,
  TENANT,
  type TokenOptions,
} from '../helpers/botFramework.js';
import { type Internet, microsoft, standInForInternet } from '../helpers/internet.js';
import { isRecord } from '../helpers/json.js';
import { rawRequest } from '../helpers/rawRequest.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

const CHIEF = PEOPLE.chief.id;
const OTHER_TENANT = '33333333-3333-4333-8333-000000000666';
const MINUTE = 60;

let botFramework: BotFramework;
let internet: Internet;
const sdk = jest.spyOn(console, 'error').mockImplementation(() => undefined);
beforeAll(async () => {
  botFramework = await startBotFramework();
  // Everything is taken: an answer that is refused would be tried again later, beside another call.
  internet = await standInForInternet(microsoft);
});
afterAll(async () => {
  await internet.restore();
  await botFramework.close();
  sdk.mockRestore();
});

/** Posts a body as it is to the messages endpoint of a world. */
function post(world: World, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(world.url('/api/messages'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function call(world: World, activity: unknown, token: string | undefined): Promise<Response> {
  return post(world, JSON.stringify(activity), token === undefined ? {} : bearer(token));
}

const auditOf = (world: World) => world.app.ctx.db.client.auditEntry.findMany({ orderBy: { seq: 'asc' } });

/** Makes a call and tells everything it left behind. */
async function consequences(world: World, made: () => Promise<Response>) {
  const before = (await auditOf(world)).length;
  const logged = world.log.length;
  const left = internet.requests.length;
  const shown = world.connector.shown.length;
  const response = await made();
  const body: unknown = await response.json();
  const rows = (await auditOf(world)).slice(before);
  const { conversation, notice, request } = world.app.ctx.db.client;
  return {
    status: response.status,
    body,
    audit: rows.map(({ actorId, actorName, action, requestId, channel, data }) => ({
      ...{ actorId, actorName, action, requestId, channel, data },
    })),
    turns: world.log.slice(logged).filter(({ msg }) => String(msg).startsWith('turn')),
    stored: (await conversation.count()) + (await notice.count()) + (await request.count()),
    sent: [...internet.requests.slice(left), ...world.connector.shown.slice(shown)],
  };
}

/** What is left of a refused call: one row, and a sentence for whoever called. */
const refused = (status: number, because: string) => ({
  status,
  // A sentence in Japanese, and nothing of the software's own words.
  body: { message: expect.stringMatching(/^[^A-Za-z]+。$/) },
  audit: [
    { actorId: null, actorName: null, action: 'gate.refused', requestId: null, channel: 'chat', data: { because } },
  ],
  turns: [],
  stored: 0,
  sent: [],
});

describe('a token', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
  });
  afterAll(() => world.close());

  it.each<[string, string, Record<string, string>]>([
    ['missing', 'no_token', {}],
    ['empty', 'token_form', { authorization: '' }],
    ['empty behind its scheme', 'token_form', { authorization: 'Bearer ' }],
    ['of another scheme', 'token_form', { authorization: 'Basic dXNlcjpwYXNzd29yZA==' }],
    ['no token at all', 'token_form', { authorization: 'Bearer 1234' }],
    ['three parts without meaning', 'token_form', { authorization: 'Bearer abc.def.ghi' }],
    ['two parts', 'token_form', { authorization: `Bearer ${encode({ alg: 'RS256' })}.${encode({})}` }],
  ])('that is %s is refused', async (_what, because, headers) => {
    const made = () => post(world, JSON.stringify(activityOf(CHIEF)), headers);
    expect(await consequences(world, made)).toEqual(refused(401, because));
  });

  it.each<[string, string, TokenOptions]>([
    ['has expired', 'token', { expires: -6 * MINUTE, notBefore: -60 * MINUTE }],
    ['is not yet valid', 'token', { notBefore: 6 * MINUTE }],
    ['is of an issuer nobody knows', 'issuer', { issuer: 'https://api.botframework.com.evil.example' }],
    ['is meant for another bot', 'token', { audience: '22222222-2222-4222-8222-000000000666' }],
    ['is meant for this bot among others', 'token', { audience: [BOT_ID, '22222222-2222-4222-8222-000000000666'] }],
    ['is signed with another key of the same name', 'token', { key: 'foreign' }],
    ['names a key that is not published', 'token', { kid: 'key-of-evil' }],
    ['names no key', 'token', { kid: undefined }],
    ['is signed with a key of another channel', 'token', { kid: KID_OF_ANOTHER_CHANNEL }],
    ['is one of the kind that bots give each other', 'token', { claims: { ver: '1.0', appid: 'another-bot' } }],
    ['names another tenant', 'tenant', { claims: { tid: OTHER_TENANT } }],
    ['holds hundreds of claims', 'token_form', { claims: Object.fromEntries([...Array(500)].map((_, i) => [i, 0])) }],
    ['vouches for no service address', 'token', { serviceUrl: undefined }],
    ['vouches for another service address', 'token', { serviceUrl: 'https://smba.trafficmanager.net/emea/' }],
  ])('that %s is refused', async (_what, because, options) => {
    const token = await botFramework.token(options);
    const made = () => call(world, activityOf(CHIEF), token);
    expect(await consequences(world, made)).toEqual(refused(because === 'tenant' ? 403 : 401, because));
  });
});

describe('a forged token', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
  });
  afterAll(() => world.close());

  /** A valid token with another header, signed anew in the forger's way. */
  const forge = async (header: object, sign: (content: string) => string) => {
    const [, payload] = (await botFramework.token()).split('.');
    const content = `${encode({ typ: 'JWT', kid: KID, ...header })}.${payload}`;
    return `${content}.${sign(content)}`;
  };
  const refusedCall = async (token: string) => consequences(world, () => call(world, activityOf(CHIEF), token));

  it('without a signature, which says so (alg: none), is refused', async () => {
    expect(await refusedCall(await forge({ alg: 'none' }, () => ''))).toEqual(refused(401, 'token_form'));
    expect(await refusedCall(await forge({ alg: 'none' }, () => 'AAAA'))).toEqual(refused(401, 'token'));
    expect(await refusedCall(await forge({ alg: 'NONE' }, () => 'AAAA'))).toEqual(refused(401, 'token'));
  });

  it('signed with the published key as if it were a secret (HS256) is refused', async () => {
    const sign = (content: string) => createHmac('sha256', botFramework.publicKey).update(content).digest('base64url');
    expect(await refusedCall(await forge({ alg: 'HS256' }, sign))).toEqual(refused(401, 'token'));
  });

  it('whose contents were changed after signing is refused', async () => {
    const [header, , signature] = (await botFramework.token({ audience: 'another-bot' })).split('.');
    const [, payload] = (await botFramework.token()).split('.');
    expect(await refusedCall(`${header}.${payload}.${signature}`)).toEqual(refused(401, 'token'));
  });

  it('that brings its own key or says where to fetch one is refused, and nothing is fetched', async () => {
    const foreign = await botFramework.token({ key: 'foreign' });
    const header = {
      alg: 'RS256',
      jku: 'https://evil.example/keys',
      x5u: 'https://evil.example/key',
      jwk: { kty: 'RSA' },
    };
    const forged = await forge(header, () => foreign.split('.')[2] ?? '');
    expect(await refusedCall(forged)).toEqual(refused(401, 'token'));
  });

  // The SDK believes these issuers, for Microsoft's Bot Framework Emulator.
  it.each([
    `https://sts.windows.net/${TENANT}/`,
    `https://login.microsoftonline.com/${TENANT}/v2.0`,
    `https://login.microsoftonline.us/${TENANT}/v2.0`,
    'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
    'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
    'https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0',
  ])('of the emulator, issuer %s, is refused and no key is asked for', async (issuer) => {
    for (const claims of [
      { ver: '1.0', appid: BOT_ID, tid: TENANT },
      { ver: '2.0', azp: BOT_ID, tid: TENANT },
    ]) {
      const token = await botFramework.token({ issuer, claims });
      expect(await refusedCall(token)).toEqual(refused(401, 'issuer'));
    }
  });

  it('is nowhere written down', async () => {
    const forged = await forge({ alg: 'none' }, () => 'c2lnbmF0dXJl');
    await call(world, activityOf(CHIEF), forged);
    const everything = JSON.stringify([world.log, await auditOf(world), sdk.mock.calls]);
    for (const part of forged.split('.')) expect(everything).not.toContain(part);
  });
});

describe('a call with a valid token', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
  });
  afterAll(() => world.close());

  const conversation = (tenantId: unknown) => ({ id: 'a:chief', conversationType: 'personal', tenantId });
  it.each<[string, Record<string, unknown>]>([
    ['another tenant', { conversation: conversation(OTHER_TENANT), channelData: { tenant: { id: OTHER_TENANT } } }],
    ['another tenant in the conversation', { conversation: conversation(OTHER_TENANT) }],
    ['another tenant in the channel’s data', { channelData: { tenant: { id: OTHER_TENANT } } }],
    ['no tenant', { conversation: conversation(undefined), channelData: {} }],
    ['an empty tenant', { conversation: conversation(''), channelData: undefined }],
  ])('from %s is refused', async (_what, more) => {
    const token = await botFramework.token();
    expect(await consequences(world, () => call(world, activityOf(CHIEF, more), token))).toEqual(
      refused(403, 'tenant'),
    );
  });

  it.each(['directline', 'emulator', 'webchat', 'AseChannel', 'email', 'MSTEAMS', '', undefined])(
    'of the channel %s is refused',
    async (channelId) => {
      const token = await botFramework.token();
      const made = () => call(world, activityOf(CHIEF, { channelId }), token);
      expect(await consequences(world, made)).toEqual(refused(403, 'channel'));
    },
  );

  it('that asks for no answer address is refused', async () => {
    const token = await botFramework.token();
    for (const serviceUrl of [undefined, '']) {
      const made = () => call(world, activityOf(CHIEF, { serviceUrl }), token);
      expect(await consequences(world, made)).toEqual(refused(403, 'service'));
    }
  });
});

describe('a call that a valid token allows to be answered', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
  });
  afterAll(() => world.close());

  it.each([
    'https://evil.example/',
    'http://smba.trafficmanager.net/jp/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba.trafficmanager.net:pass@evil.example/',
    'https://smba.trafficmanager.net\\@evil.example/',
    'https://smba.trafficmanager.net%2eevil.example/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net#.evil.example/',
    'https://another.trafficmanager.net/',
    'https://evil.teams.microsoft.com/',
    'https://smba.botframework.com/',
    'https://evilbotframework.com/',
    'https://botframework.com.evil.example/',
    'https://teams.microsoft.com.evil.example/',
    'https://evil.example/smba.trafficmanager.net/',
    'https://evil.example?https://smba.trafficmanager.net/',
    ' https://smba.trafficmanager.net/',
    '//smba.trafficmanager.net/',
    'https://ѕmba.trafficmanager.net/',
    'file:///etc/passwd',
    'http://169.254.169.254/metadata/identity/',
  ])('at %s only is refused', async (serviceUrl) => {
    const token = await botFramework.token({ serviceUrl });
    const made = () => call(world, activityOf(CHIEF, { serviceUrl }), token);
    expect(await consequences(world, made)).toEqual(refused(403, 'service'));
  });

  it('on this machine, as in the demo, is refused', async () => {
    const serviceUrl = world.connector.url;
    const token = await botFramework.token({ serviceUrl });
    const made = () => call(world, activityOf(CHIEF, { serviceUrl }), token);
    expect(await consequences(world, made)).toEqual(refused(403, 'service'));
  });
});

describe('should a wrong token ever be taken for verified, the gate', () => {
  const config = parseConfig({ ...REAL_ENV, DIRECTORY_FILE: '/srv/directory.csv' });
  const CLAIMS = { iss: 'https://api.botframework.com', aud: BOT_ID, serviceurl: SERVICE_URL };
  const judged = (claims: Record<string, unknown>) => {
    const received = readCall(activityOf(CHIEF));
    if (received === undefined) throw new Error('the activity could not be read');
    return refusalOfCall(config, received, claims);
  };

  it('admits a token as the Bot Framework signs it', () => {
    expect(judged(CLAIMS)).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['of another issuer', { iss: `https://sts.windows.net/${TENANT}/` }, 'issuer'],
    ['without an issuer', { iss: undefined }, 'issuer'],
    ['for another bot', { aud: '22222222-2222-4222-8222-000000000666' }, 'audience'],
    ['for several bots', { aud: [BOT_ID] }, 'audience'],
    ['that vouches for another address', { serviceurl: 'https://smba.trafficmanager.net/emea/' }, 'service'],
    ['that vouches for no address', { serviceurl: undefined }, 'service'],
  ])('refuses one %s', (_what, claims, because) => {
    expect(judged({ ...CLAIMS, ...claims })).toBe(because);
  });
});

describe('a body', () => {
  let world: World;
  let token: string;
  beforeAll(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
    token = await botFramework.token();
  });
  afterAll(() => world.close());

  const nested = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  it.each<[string, number, BodyInit, Record<string, string>]>([
    ['nothing', 400, '', {}],
    ['no JSON', 400, '{"type":"message"', {}],
    ['a list', 400, '[]', {}],
    ['a list of activities', 400, JSON.stringify([activityOf(CHIEF)]), {}],
    ['null', 400, 'null', {}],
    ['a number', 400, '1', {}],
    ['an empty object', 400, '{}', {}],
    ['nested 20,000 times', 400, nested, {}],
    ['without a type', 400, JSON.stringify(activityOf(CHIEF, { type: '' })), {}],
    ['without a conversation', 400, JSON.stringify(activityOf(CHIEF, { conversation: null })), {}],
    ['with a list as its answer address', 400, JSON.stringify(activityOf(CHIEF, { serviceUrl: [SERVICE_URL] })), {}],
    ['with a number as its tenant', 400, JSON.stringify(activityOf(CHIEF, { channelData: { tenant: { id: 1 } } })), {}],
    ['called plain text', 400, JSON.stringify(activityOf(CHIEF)), { 'content-type': 'text/plain' }],
    ['in an unknown character set', 415, '{}', { 'content-type': 'application/json; charset=klingon' }],
    ['in an unknown encoding', 415, '{}', { 'content-encoding': 'zip' }],
    ['larger than Teams sends', 413, JSON.stringify(activityOf(CHIEF, { text: 'x'.repeat(300_000) })), {}],
    ['larger once unpacked', 413, gzipSync(' '.repeat(10_000_000)), { 'content-encoding': 'gzip' }],
  ])('that is %s is refused', async (_what, status, body, headers) => {
    const made = () => post(world, body, { ...bearer(token), ...headers });
    expect(await consequences(world, made)).toEqual(refused(status, 'unreadable'));
  });
});

describe('whoever floods the bot with refused calls', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld({ env: REAL_ENV, keys: botFramework.keys });
  });
  afterEach(() => world.close());

  /** Calls without a token, all at once. */
  const flood = (calls: number) =>
    Promise.all(Array.from({ length: calls }, () => call(world, activityOf(CHIEF), undefined)));

  it('fills neither the audit log nor the log, and does not keep Teams from being served', async () => {
    const press = activityOf(CHIEF, {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { type: 'Action.Execute', verb: 'help', data: {} }, trigger: 'manual' },
    });
    const statuses: number[] = [];
    for (let round = 0; round < 5; round++) {
      for (const response of await flood(20)) statuses.push(response.status);
      const valid = await call(world, press, await botFramework.token());
      expect([valid.status, isRecord(await valid.json())]).toEqual([200, true]);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(70);
    const rows = (await auditOf(world)).filter(({ action }) => action.startsWith('gate.'));
    expect(rows.filter(({ action }) => action === 'gate.refused')).toHaveLength(30);
    expect(rows.filter(({ action }) => action === 'gate.throttled')).toHaveLength(1);
    expect(world.log.filter(({ msg }) => String(msg).includes('refused at the gate'))).toHaveLength(31);
  });

  it('fills them no more from many addresses: after three hundred of a minute there is one row for the rest', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(activityOf(CHIEF));
    const statuses: number[] = [];
    for (let sender = 1; sender <= 12; sender++) {
      const from = `127.0.3.${sender}`;
      const calls = Array.from({ length: 30 }, () =>
        rawRequest(world, { path: '/api/messages', method: 'POST', headers, body, from }),
      );
      for (const { status } of await Promise.all(calls)) statuses.push(status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(60);
    const rows = (await auditOf(world)).filter(({ action }) => action.startsWith('gate.'));
    expect(rows.filter(({ action }) => action === 'gate.throttled')).toHaveLength(1);
    expect(rows).toHaveLength(301);
    expect((await call(world, activityOf(CHIEF), await botFramework.token())).status).not.toBe(429);
  });

  it('is told when to come back', async () => {
    await flood(30);
    const response = await call(world, activityOf(CHIEF), undefined);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(MINUTE);
    expect(await response.json()).toEqual({ message: expect.stringMatching(/^[^A-Za-z]+。$/) });
  });
});

describe('while the Bot Framework’s keys cannot be fetched', () => {
  it('nobody gets in, and the operator is told', async () => {
    const gone = await startBotFramework();
    const token = await gone.token();
    await gone.close();
    const world = await createWorld({ env: REAL_ENV, keys: gone.keys });
    const made = () => call(world, activityOf(CHIEF), token);
    expect(await consequences(world, made)).toEqual(refused(503, 'unverifiable'));
    expect(world.log).toContainEqual(expect.objectContaining({ level: 50, because: 'unverifiable' }));
    expect(world.log).toContainEqual(expect.objectContaining({ level: 50, msg: 'a token could not be verified' }));
    await world.close();
  });

  it('those get in whose keys are known, and twenty who come first at once make it ask once', async () => {
    const going = await startBotFramework();
    const token = await going.token();
    const world = await createWorld({ env: REAL_ENV, keys: going.keys });
    const press = activityOf(CHIEF, {
      ...{ type: 'invoke', name: 'adaptiveCard/action' },
      value: { action: { type: 'Action.Execute', verb: 'help', data: {} }, trigger: 'manual' },
    });
    const first = await Promise.all(Array.from({ length: 20 }, () => call(world, press, token)));
    expect(first.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(going.asked).toEqual(['/openidconfiguration', '/keys']);
    await going.close();
    expect((await call(world, press, token)).status).toBe(200);
    await world.close();
  });
});

describe('the demo, which has no token to verify,', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it.each<[string, string, Record<string, unknown>]>([
    ['of another channel', 'channel', { channelId: 'emulator' }],
    ['to be answered at Microsoft', 'service', {}],
    ['to be answered elsewhere', 'service', { serviceUrl: 'http://evil.example/' }],
    ['to be answered at a lookalike of this machine', 'service', { serviceUrl: 'http://localhost.evil.example/' }],
    ['to be answered at this machine’s name for somebody', 'service', { serviceUrl: 'http://localhost@evil.example/' }],
  ])('refuses a call %s', async (_what, because, more) => {
    expect(await consequences(world, () => call(world, activityOf(CHIEF, more), undefined))).toEqual(
      refused(403, because),
    );
  });
});
