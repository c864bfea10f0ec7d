import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Bench, type Bot, fileBy, openBench, SERVER } from '../faults/bots.js';
import { urlOf } from '../helpers/card.js';
import { type LinkPage, type LinkPageView, lastCode, linkPage } from '../helpers/linkPage.js';

// Whole databases are written and read again, several times.
jest.setTimeout(300_000);

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const asks = (words: string) => words.includes('承認をお願いします');
const answers = (words: string) => words.includes('録音データが交付されました');

/** The number of the request that a card is about. */
const receiptOn = (words: string): string => {
  const [, year = '', number = ''] = /令和(\d+)年度第(\d+)号/.exec(words) ?? [];
  return `R${year}-${number}`;
};

/** Files an application and has it laid before the manager. @returns its number */
async function file(bot: Bot, by: 'chief' | 'otherChief' = 'chief'): Promise<string> {
  const asked = bench.connector.next('a:manager', asks);
  await fileBy(bot.as(by));
  return receiptOn((await asked).words);
}

/** The manager approves on the card that was laid before them, by whichever bot. @returns the token of the link that the chief gets */
async function approve(bot: Bot, receipt: string): Promise<string> {
  const answered = bench.connector.next('a:chief', answers);
  const manager = bot.as('manager');
  const card = manager.cards().findLast(({ words }) => asks(words) && receiptOn(words) === receipt);
  if (card === undefined) throw new Error(`${receipt} was not laid before the manager`);
  await manager.press(card, '承認する');
  return urlOf((await answered).json, '回答書と録音を開く').split('#')[1] ?? '';
}

const pageOf = (bot: Bot, token: string): LinkPage =>
  linkPage({ url: bot.url, as: bot.as, app: { runPending: async () => undefined } }, token);

/** Opens a link as its reader does, with the code that comes into their chat. */
async function open(bot: Bot, page: LinkPage): Promise<LinkPageView> {
  const sent = bench.connector.next('a:chief', (words) => words.includes('確認コードをお送りします'));
  expect((await page.askCode()).status).toBe(200);
  await sent;
  return (await (await page.signIn(lastCode(bot.as('chief')))).json()) as LinkPageView;
}

async function download(page: LinkPage, view: LinkPageView): Promise<string> {
  const granted = await page.post(view.files[0]?.downloadsHref ?? '');
  const { href } = (await granted.json()) as { href: string };
  const bytes = Buffer.from(await (await page.get(href)).arrayBuffer());
  return createHash('sha256').update(bytes).digest('hex');
}

/** People who do not stop working until they are told. @returns what ends them, with the applications that were acknowledged */
function traffic(bot: Bot, page: LinkPage, view: LinkPageView): () => Promise<string[]> {
  let over = false;
  const filed: string[] = [];
  const filing = async () => {
    while (!over) filed.push(await file(bot, 'otherChief'));
  };
  const reading = async () => {
    while (!over) expect((await page.view()).status).toBe(200);
  };
  const taking = async () => {
    for (let left = view.files[0]?.downloadsLeft ?? 0; left > 1 && !over; left--) await download(page, view);
  };
  const all = Promise.all([filing(), reading(), taking()]);
  return async () => {
    over = true;
    await all;
    return filed;
  };
}

/** Where a backup is put back: which settings the bot has there. */
type Elsewhere = () => Promise<Record<string, string>>;

const inTheSameEngine: Elsewhere = async () => ({
  DATA_DIR: join(bench.folder, 'elsewhere'),
  ...(SERVER === '' ? {} : { DATABASE_URL: await bench.emptyDatabase() }),
});

/** A city that began with the embedded database moves to a server, or the other way. */
const inTheOtherEngine: Elsewhere = async () => ({
  DATA_DIR: join(bench.folder, 'elsewhere'),
  DATABASE_URL: '',
});

/**
 * A bot at work, a backup in the midst of it, more work; then the machine is lost, and the backup is put back elsewhere.
 *
 * @param first settings of the bot of before
 * @param keptHeads whether the heads of the log were kept on another machine
 */
async function drill(first: Record<string, string>, elsewhere: Elsewhere, keptHeads: boolean): Promise<void> {
  const heads = { AUDIT_HEAD_FILE: join(bench.folder, 'heads.jsonl') };
  const env = { ...first, ...heads };
  const bot = await bench.start(env);
  for (const name of ['manager', 'operator', 'chief', 'otherChief'] as const) await bot.as(name).say('こんにちは');
  const answered = await file(bot);
  const token = await approve(bot, answered);
  const undecided = await file(bot);
  const page = pageOf(bot, token);
  const view = await open(bot, page);

  const endOfTraffic = traffic(bot, page, view);
  const backups = join(bench.folder, 'backups');
  const made = await bench.command('backup', ['--out', backups], env);
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining('バックアップを作成しました') });
  const [, folder = ''] = /フォルダー　(.*)/.exec(made.said) ?? [];
  await endOfTraffic();
  // What is not in the backup: the link is stopped, and stays so only if somebody sees to it.
  const manager = bot.as('manager');
  const headLeft = bot.told(({ msg, job }) => msg === 'job' && job === 'head');
  await manager.press(await manager.say(`${answered}のリンクを失効`), '失効させる', { words: '宛先の誤りのため' });
  await headLeft;
  bot.kill();
  await bot.ended;
  await rm(join(bench.folder, 'data'), { recursive: true });
  if (!keptHeads) await rm(heads.AUDIT_HEAD_FILE);

  const there = { ...env, ...(await elsewhere()) };
  expect(await bench.command('check', [folder], there)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^バックアップに異常はありません（.*ハッシュ値と一致しました）。\n$/),
  });
  expect(await bench.command('restore', [folder], there)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/ファイル[1-9]\d*件が、記録されたハッシュ値と一致しました/),
  });

  const told = bench.connector.next('a:operator', (words) => words.includes('データが以前の状態に戻っています'));
  const restored = await bench.start(there);
  const held = await told;
  const before = pageOf(restored, token);
  expect([(await before.askCode()).status, await before.view().then(({ status }) => status)]).toEqual([503, 503]);
  const renewed = bench.connector.next('a:chief', (words) => words.includes('取得リンクを新しくしました'));
  await restored.as('operator').press(held, '復元しました');
  const fresh = pageOf(restored, urlOf((await renewed).json, '回答書と録音を開く').split('#')[1] ?? '');
  const recording = createHash('sha256').update(await readFile(join(bench.folder, 'recorder', 'call.wav')));
  expect(await download(fresh, await open(restored, fresh))).toBe(recording.digest('hex'));

  // What was acknowledged before is there, and goes on; numbers go on behind those that were given.
  const next = pageOf(restored, await approve(restored, undecided));
  expect((await open(restored, next)).files).toHaveLength(1);
  const [, number = ''] = undecided.split('-');
  expect(Number((await file(restored, 'otherChief')).split('-')[1])).toBeGreaterThan(Number(number));
  restored.kill('SIGTERM');
  expect(await restored.ended).toBe(0);
  const { code, said } = await bench.command('auditVerify', [], there);
  expect([code, said]).toEqual([
    keptHeads ? 2 : 0,
    expect.stringContaining(keptHeads ? 'No gap and no change was found' : 'The audit log is whole'),
  ]);
}

describe('a machine that is lost with everything on it', () => {
  it('is replaced by another one from the backup, made while people worked', async () => {
    await drill({}, inTheSameEngine, true);
  });

  it('is replaced also where the heads of the log were lost with it: links wait for the office all the same', async () => {
    await drill({}, inTheSameEngine, false);
  });

  const onServer = SERVER === '' ? it.skip : it;
  onServer('that had the embedded database is replaced by one with a server', async () => {
    await drill(
      { DATABASE_URL: '' },
      async () => ({ ...(await inTheOtherEngine()), DATABASE_URL: await bench.emptyDatabase() }),
      true,
    );
  });

  onServer('that had a server is replaced by one with the embedded database', async () => {
    await drill({}, inTheOtherEngine, true);
  });
});
