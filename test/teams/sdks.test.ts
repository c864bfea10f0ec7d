import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Config } from '../../bot/config.js';
import { openTeams } from '../../bot/teams/sdk/open.js';
import type { Activity, Address, Bot, Teams } from '../../bot/teams/sdk/port.js';
import { type FakeConnector, startConnector } from '../helpers/fakeConnector.js';

const CARD = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'お知らせ' }] };
const SDKS: Config['teamsSdk'][] = ['botbuilder', 'agents'];

describe.each(SDKS)('Teams through %s', (teamsSdk) => {
  let connector: FakeConnector;
  let teams: Teams;
  let server: ReturnType<ReturnType<typeof express>['listen']>;
  /** What the bot was given, and what it says to a press. */
  let came: [string, Activity][] = [];
  let toPress: () => object | string = () => CARD;
  let errors: Error[] = [];

  beforeAll(async () => {
    connector = await startConnector();
    // As in the demo, which has nobody to ask for a token.
    const config = { teamsSdk, bot: { id: '', tenantId: '', password: '', type: 'SingleTenant' as const } };
    const onError = (error: Error) => void errors.push(error);
    teams = await openTeams({ config, onError, fetchFile: fetch });
    const note = (what: string) => async (activity: Activity) => void came.push([what, activity]);
    const bot: Bot = {
      press: async (activity) => {
        came.push(['press', activity]);
        return toPress();
      },
      message: async (activity, reply) => {
        came.push(['message', activity]);
        if (activity.text === 'fail') throw new Error('on purpose');
        await reply(CARD);
      },
      edit: note('edit'),
      installation: note('installation'),
      conversation: note('conversation'),
    };
    const receive = teams.answerWith(bot);
    const app = express().use(express.json());
    app.post('/', (req, res) => receive(req, res, undefined));
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(async () => {
    await connector.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    came = [];
    errors = [];
    connector.shown.length = 0;
    connector.faults.length = 0;
    toPress = () => CARD;
  });

  const call = async (more: object) => {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ type: 'message', id: 'said', channelId: 'msteams', serviceUrl: connector.url, text: '申請' },
        ...{ from: { id: '29:chief', aadObjectId: 'chief' }, recipient: { id: '28:bot' } },
        ...{ conversation: { id: 'a:chief', conversationType: 'personal', tenantId: 'tenant' } },
        ...more,
      }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const press = (type = 'Action.Execute') => ({
    ...{ type: 'invoke', name: 'adaptiveCard/action', text: undefined },
    value: { action: { type, verb: 'help', data: { requestId: '1' } }, trigger: 'manual' },
  });
  const chief = (): Address => ({
    ...{ id: 'a:chief', kind: 'personal', tenantId: 'tenant', serviceUrl: connector.url },
    ...{ botId: '28:bot', userId: '29:chief' },
  });

  it('gives the bot what was said, whole, and sends its reply into the conversation', async () => {
    expect(
      (await call({ channelData: { tenant: { id: 'tenant' } }, attachments: [{ contentType: 'x' }] })).status,
    ).toBe(200);
    expect(came).toMatchObject([
      [
        'message',
        {
          ...{ text: '申請', id: 'said', from: { id: '29:chief', aadObjectId: 'chief' }, recipient: { id: '28:bot' } },
          conversation: { id: 'a:chief', conversationType: 'personal', tenantId: 'tenant' },
          ...{ channelData: { tenant: { id: 'tenant' } }, attachments: [{ contentType: 'x' }] },
        },
      ],
    ]);
    expect(connector.shown).toMatchObject([{ conversationId: 'a:chief', card: CARD }]);
  });

  it('answers a press in the response: with a card, or with a sentence that leaves the card', async () => {
    const type = 'application/vnd.microsoft';
    expect(await call(press())).toEqual({
      status: 200,
      body: { statusCode: 200, type: `${type}.card.adaptive`, value: CARD },
    });
    toPress = () => 'もう一度押してください。';
    expect(await call(press())).toEqual({
      status: 200,
      body: { statusCode: 200, type: `${type}.activity.message`, value: 'もう一度押してください。' },
    });
    expect(came).toMatchObject([
      ['press', { value: press().value }],
      ['press', {}],
    ]);
    expect(connector.shown).toEqual([]);
  });

  it('tells the bot of installations and of changes of a conversation', async () => {
    await call({ type: 'installationUpdate', action: 'add' });
    await call({ type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] });
    expect(came.map(([what, { action }]) => [what, action])).toEqual([
      ['installation', 'add'],
      ['conversation', undefined],
    ]);
  });

  it('tells the bot of a message that was edited, and not of one that was deleted or restored', async () => {
    await call({ type: 'messageUpdate', text: '私の申請', channelData: { eventType: 'editMessage' } });
    await call({ type: 'messageUpdate', channelData: { eventType: 'undeleteMessage' } });
    await call({ type: 'messageUpdate', channelData: null });
    await call({ type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } });
    expect(came).toMatchObject([['edit', { id: 'said', text: '私の申請' }]]);
  });

  it('does not bother the bot with anything else', async () => {
    expect((await call(press('Action.Submit'))).status).toBe(501);
    expect((await call({ type: 'invoke', name: 'fileConsent/invoke' })).status).toBe(501);
    expect((await call({ type: 'typing' })).status).toBe(200);
    expect((await call({ type: 'messageReaction', reactionsAdded: [{ type: 'like' }] })).status).toBe(200);
    expect([came, errors, connector.shown]).toEqual([[], [], []]);
  });

  it('does not mind empty texts in what comes in', async () => {
    expect(
      (await call({ from: { id: '29:chief', aadObjectId: 'chief', name: '' }, locale: '', text: '' })).status,
    ).toBe(200);
    expect((await call({ from: { id: '29:chief' }, id: '' })).status).toBe(200);
    expect(came.map(([what]) => what)).toEqual(['message', 'message']);
    expect(connector.shown).toHaveLength(2);
  });

  it('tells a turn that failed to whoever listens, and nothing to the person', async () => {
    expect((await call({ text: 'fail' })).status).toBe(200);
    expect(errors.map(({ message }) => message)).toEqual(['on purpose']);
    expect(connector.shown).toEqual([]);
  });

  it('sends a card outside a turn and replaces it afterwards', async () => {
    const id = await teams.send(chief(), CARD);
    expect(connector.shown).toMatchObject([{ conversationId: 'a:chief', activityId: id, card: CARD, updates: 0 }]);
    const newer = { ...CARD, body: [] };
    await teams.update(chief(), id, newer);
    expect(connector.shown).toMatchObject([{ activityId: id, card: newer, updates: 1 }]);
    expect(connector.shown).toHaveLength(1);
  });

  it('says why Teams did not take a card, and when it wants to be asked again', async () => {
    connector.faults.push(
      { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: 'x' } } },
      { status: 412, headers: { 'retry-after': '7' }, body: {} },
    );
    await expect(teams.send(chief(), CARD)).rejects.toMatchObject({
      ...{ name: 'TeamsFault', status: 403, code: 'BotNotInConversationRoster' },
    });
    await expect(teams.update(chief(), 'activity-1', CARD)).rejects.toMatchObject({ status: 412, retryAfter: 7 });
  });

  it('says so when nobody answers, or hangs up', async () => {
    const gone = await startConnector();
    await gone.close();
    const rude = createServer((req) => req.socket.destroy());
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const rudes = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`;
    for (const serviceUrl of [gone.url, rudes]) {
      await expect(teams.send({ ...chief(), serviceUrl }, CARD)).rejects.toMatchObject({
        ...{ name: 'TeamsFault', status: undefined, code: 'network' },
      });
    }
    await new Promise((resolve) => rude.close(resolve));
  });

  it('sends into the thread of a channel, where there is nobody to name', async () => {
    const id = '19:team@thread.tacv2;messageid=1700000000000';
    await teams.send({ ...chief(), id, kind: 'channel', userId: null }, CARD);
    expect(connector.shown).toMatchObject([{ conversationId: id, card: CARD }]);
  });

  it('does not carry a card on to where Teams redirects it', async () => {
    const elsewhere = await startConnector();
    const location = `${elsewhere.url}/v3/conversations/a:chief/activities`;
    connector.faults.push({ status: 307, headers: { location } });
    await expect(teams.send(chief(), CARD)).rejects.toThrow();
    expect(elsewhere.shown).toEqual([]);
    await elsewhere.close();
  });

  it.each(['a:chief/../../elsewhere', 'a?x=#y', 'a\\b', '%2e%2e', 'a b\tc'])(
    'goes to the conversation and the activity %s as they are called, and nowhere else',
    async (id) => {
      const asked: string[] = [];
      const plain = createServer((req, res) => {
        asked.push(`${req.method} ${req.url}`);
        res.setHeader('content-type', 'application/json').end('{"id":"1"}');
      });
      await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
      const serviceUrl = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/jp`;
      await teams.send({ ...chief(), id, serviceUrl }, CARD);
      await teams.update({ ...chief(), serviceUrl }, id, CARD);
      const name = encodeURIComponent(id);
      expect(asked).toEqual([
        expect.stringMatching(`^POST /jp/v3/conversations/${name.replaceAll('.', '\\.')}/activities(/[\\w-]+)?$`),
        `PUT /jp/v3/conversations/a%3Achief/activities/${name}`,
      ]);
      plain.closeAllConnections();
      await new Promise((resolve) => plain.close(resolve));
    },
  );

  it.each(['..', '.', ''])('goes nowhere for an id that would lead out of the address: 「%s」', async (id) => {
    await expect(teams.send({ ...chief(), id }, CARD)).rejects.toThrow('no id of Teams');
    await expect(teams.update(chief(), id, CARD)).rejects.toThrow('no id of Teams');
  });
});
