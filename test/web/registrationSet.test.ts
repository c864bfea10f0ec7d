import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { urlOf } from '../helpers/card.js';
import { type LinkPage, type LinkPageView, linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { auditedActions } from '../helpers/tables.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
let page: LinkPage;
let view: LinkPageView;
beforeAll(async () => {
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    env: { LINK_DOWNLOADS: '2', REGISTRATION_CLASS: 'A-1-2', REGISTRATION_KEPT_FOR: '5年' },
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await world.as('manager').say('こんにちは');
  page = linkPage(world, await handOver(world));
  view = await page.enter('chief');
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function grant(): Promise<Response> {
  return page.post(view.registrationSet?.grantHref ?? '');
}

async function unpack(): Promise<Record<string, Uint8Array>> {
  const { href } = (await (await grant()).json()) as { href: string };
  const response = await page.get(href);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain('文書登録一式_R8-1.zip');
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name.split('/')[1] ?? name, bytes]));
}

const NAMES = [
  'metadata.csv',
  '証跡_R8-1_20260916-1000.json',
  '証跡_R8-1_20260916-1000.pdf',
  '通話録音データ_R8-1_1.wav',
  '通話録音データ_R8-1_2.wav',
  '電話録音データ取出し回答書_R8-1.pdf',
  '電話録音データ取出し申請書_R8-1.pdf',
];

describe('the 文書登録一式', () => {
  it('has both letters, the recordings as they are on the recorder, the evidence and a list', async () => {
    const files = await unpack();
    expect(Object.keys(files).sort()).toEqual(NAMES);
    const original = await readFile(join(world.recorder, '20260915_101540_12345.wav'));
    expect(sha256(files['通話録音データ_R8-1_1.wav'] ?? new Uint8Array())).toBe(sha256(original));
    for (const name of NAMES.filter((one) => one.endsWith('.pdf'))) {
      expect(Buffer.from(files[name] ?? []).toString('latin1')).toMatch(/^%PDF-/);
    }
    expect(JSON.parse(Buffer.from(files['証跡_R8-1_20260916-1000.json'] ?? []).toString())).toMatchObject({
      madeBy: { name: '試験 花子' },
      chain: { verification: { whole: true } },
    });
  });

  it('lists every other file with what is asked for when it is registered, and its SHA-256', async () => {
    const files = await unpack();
    const rows = parse(Buffer.from(files['metadata.csv'] ?? []), { bom: true, columns: true }) as Record<
      string,
      string
    >[];
    expect(rows.map((row) => row.ファイル名).sort()).toEqual(NAMES.filter((name) => name !== 'metadata.csv'));
    for (const row of rows) expect(row['SHA-256']).toBe(sha256(files[row.ファイル名 ?? ''] ?? new Uint8Array()));
    const row = (name: string) => rows.find((one) => one.ファイル名 === name);
    expect(row('電話録音データ取出し申請書_R8-1.pdf')).toMatchObject({
      種別: '様式第1号',
      受付番号: 'R8-1',
      文書番号: '市民発第123号',
      文書日付: '2026-09-16',
      申請課: '市民課',
      相手方電話番号: '下4桁 5678',
      分類: 'A-1-2',
      保存年限: '5年',
    });
    expect(row('通話録音データ_R8-1_1.wav')).toMatchObject({ 文書番号: '管財発第1号', 通話日時: '2026-09-15 10:15' });
    expect(JSON.stringify(rows)).not.toContain('1234-5678');
  });

  it('counts as one download of each file, and is refused when one has none left', async () => {
    expect(view.registrationSet?.downloadsLeft).toBe(2);
    await page.post(view.files[0]?.downloadsHref ?? '');
    expect((await grant()).status).toBe(200);
    const now = (await (await page.view()).json()) as LinkPageView;
    expect(now.files.map(({ downloadsLeft }) => downloadsLeft)).toEqual([0, 1]);
    const refused = await grant();
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as { message: string }).message).toContain('「リンクを再発行」');
    const after = (await (await page.view()).json()) as LinkPageView;
    expect(after.files.map(({ downloadsLeft }) => downloadsLeft)).toEqual([0, 1]);
  });

  it('is written down, agrees with the evidence and counts as 受領', async () => {
    const files = await unpack();
    const actions = await auditedActions(world);
    expect(actions.filter((action) => action === 'link.download')).toHaveLength(2);
    expect(actions).toEqual(expect.arrayContaining(['link.package', 'evidence.made', 'request.receive']));
    const evidence = JSON.parse(Buffer.from(files['証跡_R8-1_20260916-1000.json'] ?? []).toString()) as {
      agreements: { holds: boolean }[];
    };
    expect(evidence.agreements.every(({ holds }) => holds)).toBe(true);
  });

  it('leaves no plain file behind, and may be begun again only while its bytes are left', async () => {
    const folders = [join(world.folder, 'data'), tmpdir()];
    const lists = () => Promise.all(folders.map((folder) => readdir(folder, { recursive: folder !== tmpdir() })));
    const before = await lists();
    const { href } = (await (await grant()).json()) as { href: string };
    const statuses = [];
    for (let time = 0; time < 5; time++) {
      const response = await page.get(href);
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    expect(statuses).toEqual([200, 200, 409, 409, 409]);
    expect((await lists())[0]).toEqual(before[0]);
    const fresh = (await lists())[1]?.filter((name) => !before[1]?.includes(name)) ?? [];
    expect(fresh.filter((name) => /zip|wav|pdf/i.test(name))).toEqual([]);
  });

  it('is not for somebody without a session, nor for another link', async () => {
    const { href } = (await (await grant()).json()) as { href: string };
    expect((await fetch(world.url(href))).status).toBe(401);
    const form = await world.as('chief').say('申請書のPDFを見たい');
    const other = linkPage(world, urlOf(form.json, '申請書（PDF）を開く').split('#')[1] ?? '');
    const seen = await other.enter('chief');
    expect(seen.registrationSet).toBeNull();
    expect((await other.post(seen.letters[0]?.href.replace(/letters.*/, 'packages') ?? '')).status).toBe(404);
  });

  it('ends in the middle when a copy is gone, instead of handing it over as if nothing were', async () => {
    const { href } = (await (await grant()).json()) as { href: string };
    const copy = await world.app.ctx.db.client.copy.findFirstOrThrow({ where: { position: 2 } });
    await world.app.ctx.files.remove(copy.storeKey);
    await expect(page.get(href).then((response) => response.arrayBuffer())).rejects.toThrow();
  });

  it('ends in the middle when a copy was altered, and the bot goes on', async () => {
    const { href } = (await (await grant()).json()) as { href: string };
    // As the disk gives it: the first part is read well, and then a part that was changed.
    const { files } = world.app.ctx;
    const open = files.open.bind(files);
    files.open = async (key, range) => {
      if (!key.startsWith('copies/')) return open(key, range);
      return Readable.from(
        (async function* () {
          yield Buffer.alloc(1000);
          throw new Error('a part was altered');
        })(),
      );
    };
    try {
      await expect(page.get(href).then((response) => response.arrayBuffer())).rejects.toThrow();
    } finally {
      files.open = open;
    }
    expect((await page.view()).status).toBe(200);
  });

  it('hands over nothing more once the manager has stopped the link', async () => {
    const { href } = (await (await grant()).json()) as { href: string };
    const asked = await world.as('manager').say('R8-1のリンクを失効させて');
    await world.as('manager').press(asked, '失効させる', { words: '宛先の誤りのため' });
    expect((await page.get(href)).status).toBe(410);
  });
});

describe('the 文書登録一式 of a refusal', () => {
  it('has the letters and the evidence, and counts nothing', async () => {
    await forgetRequests(world);
    const manager = world.as('manager');
    await manager.say('こんにちは');
    await submitApplication(world);
    const fold = await manager.press(manager.lastCard(), '不交付にする…');
    await manager.press(fold, '不交付を決定する', { reason: 'no_ground', words: '目的の範囲を超えるため' });
    await world.app.runPending();
    page = linkPage(world, urlOf(world.as('chief').lastCard().json, '回答書を開く').split('#')[1] ?? '');
    view = await page.enter('chief');
    expect(view.registrationSet?.downloadsLeft).toBeNull();
    expect(Object.keys(await unpack()).sort()).toEqual(NAMES.filter((name) => !name.endsWith('.wav')));
    expect((await world.app.ctx.db.client.request.findFirstOrThrow()).status).toBe('refused');
    expect((await grant()).status).toBe(200);
    expect((await grant()).status).toBe(409);
  });
});

describe('a set that is too large', () => {
  it('is warned of with what to do', async () => {
    const small = await createWorld({ now: '2026-09-16T10:00:00+09:00', env: { REGISTRATION_LIMIT_MB: '1' } });
    try {
      await small.as('manager').say('こんにちは');
      const opened = linkPage(small, await handOver(small));
      await opened.enter('chief');
      await small.app.ctx.db.client.copy.updateMany({ data: { size: 2_000_000n } });
      const large = (await (await opened.view()).json()) as LinkPageView;
      expect(large.registrationSet?.warning).toContain('一度に登録できる大きさ（1MB）を超えています');
    } finally {
      await small.close();
    }
  });
});
