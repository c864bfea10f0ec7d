import { randomBytes } from 'node:crypto';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { activityOf, type BotFramework, REAL_ENV, startBotFramework } from '../helpers/botFramework.js';
import { many } from '../helpers/chance.js';
import { standInForInternet } from '../helpers/internet.js';
import { walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type PersonName, type World } from '../helpers/world.js';
import { HEADER } from '../recordings/recorderFolder.js';
import { addEverythingPersonal, liveOnce, SENTENCES } from './lives.js';
import { Secrets } from './secrets.js';

const NOW = '2026-09-16T10:00:00+09:00';
const LIVES = many(4, 2);
const LINES = many(10_000, 3_000);
const TURNS = many(1_500, 300);
const AT_ONCE = 8;

const secrets = new Secrets();
const lines: string[] = [];
/** What the SDKs and Node print past the log. */
const printed: string[] = [];
const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
  jest.spyOn(console, level).mockImplementation((...said: unknown[]) => void printed.push(said.map(String).join(' '))),
);
const streams = [process.stdout, process.stderr].map((stream) =>
  jest.spyOn(stream, 'write').mockImplementation((said) => printed.push(String(said)) > 0),
);

let world: World;
beforeAll(async () => {
  addEverythingPersonal(secrets);
  secrets.add('secret', 'a secret of the tests', REAL_ENV.BOT_PASSWORD, REAL_ENV.MASTER_KEYS);
  world = await createWorld({ now: NOW, env: { LOG_LEVEL: 'trace' } });
  for (const name of Object.keys(PEOPLE) as PersonName[]) await world.as(name).say('こんにちは');
  for (let serial = 1; serial <= LIVES; serial++) {
    await liveOnce(world, secrets, serial);
    // Codes and tries are counted by the clock.
    world.clock.advance(60 * 60_000);
  }
  await misfortunes(world);
  await world.app.housekeeping();
  await strangers();
  await talk(world);
  await brokenExports(world);
  lines.push(...world.log.map((line) => JSON.stringify(line)));
}, 600_000);
afterAll(async () => {
  for (const spy of [...spies, ...streams]) spy.mockRestore();
  await world.close();
});

/** Everything that fails, with errors that quote what they failed at. */
async function misfortunes({ app, recorder, folder, connector, as }: World): Promise<void> {
  const telling = 'ENOENT 試験 花子 090-1234-5678 田中様が激昂された通話です';
  const body = { error: { code: 'ConversationBlockedByUser', message: telling } };
  const confirmation = await walkToConfirmation(as('chief'), { documentNumber: '9001' });
  connector.faults.push(...[409, 403, 500].map((status) => ({ status, body })));
  await as('chief').press(confirmation, '申請する', { pledged: 'true' });
  await app.runPending();
  connector.faults.length = 0;
  connector.faults.push({ status: 400, body });
  await as('manager')
    .say('R8-1は？')
    .catch(() => undefined);

  jest.spyOn(app.ctx.files, 'open').mockRejectedValueOnce(new Error(telling));
  await as('manager').say(`R8-${2 * LIVES + 1}を承認`);
  await app.runPending();
  jest.spyOn(app.ctx.db, 'transaction').mockRejectedValueOnce(new Error(telling));
  await as('manager')
    .say('R8-1を承認')
    .catch(() => undefined);

  const name = '20260916_140000_12345.wav';
  await writeFile(join(recorder, name), 'not a recording of 090-1234-5678');
  await appendFile(join(recorder, 'index.csv'), `2026/09/16 14:00:00,00:01:00,着信,09012345678,12345,${name}\n`);
  await appendFile(join(recorder, 'index.csv'), '昨日,長い,着信,09012345678,12345,../../試験 花子.wav\n');
  for (const file of await readdir(recorder)) if (file.endsWith('.wav')) secrets.add('recorder file', file);
  await app.importNow();

  for (const row of ['x,試験 花子,hanako@example.jp,局,課,課発,長,試験 花子', `${PEOPLE.chief.id},試験 花子`]) {
    await writeFile(join(folder, 'directory.csv'), `${DIRECTORY}\n${row}`);
    await app.refreshDirectory();
  }
  await writeFile(join(folder, 'directory.csv'), DIRECTORY);
  await app.refreshDirectory();
}

/** Calls with tokens of every kind at a bot with an identity. */
async function strangers(): Promise<void> {
  const botFramework: BotFramework = await startBotFramework();
  const internet = await standInForInternet(() => ({ body: {} }));
  const real = await createWorld({ env: { ...REAL_ENV, LOG_LEVEL: 'trace' }, keys: botFramework.keys });
  const tokens = [
    await botFramework.token(),
    await botFramework.token({ key: 'foreign' }),
    await botFramework.token({ expires: -6000, notBefore: -7000 }),
    await botFramework.token({ issuer: 'https://sts.windows.net/x/' }),
    await botFramework.token({ claims: { name: '試験 花子', tid: 'another' } }),
    randomBytes(40).toString('base64url'),
  ];
  for (const token of tokens) {
    secrets.add('bearer token', token, ...token.split('.'));
    await fetch(real.url('/api/messages'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(activityOf(PEOPLE.chief.id, { text: '090-1234-5678の録音がほしい' })),
    });
  }
  lines.push(...real.log.map((line) => JSON.stringify(line)));
  await real.close();
  await internet.restore();
  await botFramework.close();
}

/** Many people say and press at once what nobody should. */
async function talk({ person, as }: World): Promise<void> {
  const one = async (speaker: number) => {
    for (let turn = speaker; turn < TURNS; turn += AT_ONCE) {
      const [name, text] = SENTENCES[turn % SENTENCES.length] ?? ['auditor', ''];
      const data = { requestId: text, words: text, choice: '090-1234-5678' };
      const verb = turn % 2 === 0 ? 'show' : `${text}を承認`;
      await person(`${name}${speaker}`, PEOPLE[name].id).invoke({ action: { type: 'Action.Execute', verb, data } });
    }
  };
  for (const [name, text] of SENTENCES) await as(name).say(text);
  await Promise.all(Array.from({ length: AT_ONCE }, (_, speaker) => one(speaker)));
}

/** The recorder goes on exporting rows that cannot be read, until there are enough lines. */
async function brokenExports({ app, log, recorder }: World): Promise<void> {
  for (let turn = 0; log.length < LINES; turn++) {
    const rows = Array.from({ length: 20 }, (_, row) => {
      const name = `20260916_1500${10 + row}_${54_000 + (turn % 3)}.wav`;
      return [`2026/09/16 15:00:${10 + row}`, row % 2 ? '試験 花子' : '00:01:00', '着信', '09012345678', '12345', name];
    });
    await writeFile(join(recorder, 'index.csv'), [HEADER, ...rows.map((row) => row.join(','))].join('\n'));
    for (const row of rows) secrets.add('recorder file', row.at(-1) ?? '');
    await app.importNow();
  }
}

describe(`in ${LINES} lines of the log, whatever happened,`, () => {
  it('every kind of event is told of', () => {
    expect(lines.length).toBeGreaterThanOrEqual(LINES);
    const told = new Set(lines.map((line) => String((JSON.parse(line) as { msg?: unknown }).msg)));
    for (const event of [
      'turn',
      'turn failed',
      'job',
      'job failed, it is tried again',
      'import problem',
      'directory loaded',
      'directory refused; whoever is nowhere in it has lost their rights, the rest stays',
      'activity refused at the gate',
    ]) {
      expect([...told]).toContain(event);
    }
    expect(secrets.size).toBeGreaterThan(100);
  });

  it('there is no telephone number, name, mail address, word, token, code, session, key or file name', () => {
    expect(lines.flatMap((line) => secrets.in(line))).toEqual([]);
  });

  it('there is not one Japanese letter but in the faults of a directory, which quote nothing', () => {
    const ours = lines.filter((line) => !line.includes('directory refused'));
    expect(ours.filter((line) => /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(line))).toEqual([]);
  });

  it('nothing of it is printed past the log either', () => {
    expect(printed.flatMap((line) => secrets.in(line))).toEqual([]);
  });

  it('a single one would be found', () => {
    const line = (value: string) => JSON.stringify({ level: 30, err: { stack: [`at x (${value})`] }, msg: 'turn' });
    for (const planted of [
      '09012345678',
      '（090）1234-5678',
      '試験花子',
      'hanako@example.jp',
      '田中様が激昂された通話です',
      '20260915_101540_12345.wav',
      '12345',
      'a secret of the tests, long enough to be one',
    ]) {
      expect([planted, secrets.in(line(planted)).length > 0]).toEqual([planted, true]);
    }
    expect(secrets.in(line('7b812345-12345f'))).toEqual([]);
  });
});
