import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { removeUnnamed } from '../../bot/housekeeping/strays.js';
import { isFileAddress } from '../../bot/teams/in/attachment.js';
import { actionsOf, inputsOf, urlOf } from '../helpers/card.js';
import { linkPage } from '../helpers/linkPage.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type Person, type World } from '../helpers/world.js';

const NOWHERE = { otherNumber: '0964123456', callTime: '06:00' };
const ADDRESS = 'https://city-my.sharepoint.com/personal/x/download.aspx?id=1';
const file = (downloadUrl: string) => ({
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  content: { downloadUrl },
  name: 'x.wav',
});

let world: World;
let manager: Person;
let operator: Person;
let wave: Buffer;
let served: () => Response;
const asked: { url: string; redirect: string }[] = [];
beforeAll(async () => {
  world = await createWorld({
    now: '2026-09-16T10:00:00+09:00',
    fetchFile: async (url, { redirect }) => {
      asked.push({ url, redirect });
      return served();
    },
  });
  wave = await readFile(join(world.recorder, '20260915_140510_23456.wav'));
  manager = world.as('manager');
  operator = world.as('operator');
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  await rm(join(world.folder, 'data', 'files', 'content', 'extracts'), { recursive: true, force: true });
  asked.length = 0;
  served = () => new Response(new Uint8Array(wave));
  for (const person of [manager, operator]) await person.say('こんにちは');
  await submitApplication(world, NOWHERE);
});

const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const request = () => world.app.ctx.db.client.request.findFirstOrThrow();

describe('a call that the index does not show', () => {
  it('is brought to the operator, who can attach the extracted file on a signed-in page', async () => {
    expect(operator.lastCard().words).toContain('一致する録音が見つかりません');
    const card = await operator.press(operator.lastCard(), '状況を見る');
    const page = linkPage(world, urlOf(card.json, '録音を添付する').split('#')[1] ?? '');
    const view = (await page.enter('operator')) as unknown as { uploadHref: string };
    const upload = (bytes: Buffer) => page.send(view.uploadHref, bytes);
    expect(((await (await upload(Buffer.from('not a recording'))).json()) as { message: string }).message).toContain(
      'WAV形式の録音ファイルではありません',
    );
    expect((await upload(wave.subarray(0, 1000))).status).toBe(400);
    const done = (await (await upload(wave)).json()) as { attached: { detail: string; sha256: string }[] };
    expect(done.attached).toHaveLength(1);
    expect(done.attached[0]?.detail).toContain('10秒・');
    // Sent once more, it is still one.
    expect(((await (await upload(wave)).json()) as { attached: unknown[] }).attached).toHaveLength(1);
    await world.app.runPending();
    expect(manager.lastCard().words).toContain('承認をお願いします');
    await manager.press(manager.lastCard(), '承認する');
    await world.app.runPending();
    expect((await request()).status).toBe('answered');
    expect(await world.app.ctx.db.client.copy.count()).toBe(1);
  });

  it('goes to no other request than the one that is named, whatever else is said', async () => {
    await operator.say('R8-99 何日保存？', [file(ADDRESS)]);
    await world.app.runPending();
    expect(asked).toEqual([]);
    expect((await request()).status).toBe('submitted');
  });

  it('can be dropped into the chat by the operator, and one click of the manager approves it', async () => {
    const received = await operator.say('R8-1', [file(ADDRESS)]);
    expect([received.words, asked]).toEqual([expect.stringContaining('録音ファイルを受け取りました'), []]);
    await world.app.runPending();
    expect(asked).toEqual([{ url: ADDRESS, redirect: 'error' }]);
    const card = await manager.press(await manager.say('R8-1は？'), '審査する');
    expect(card.words).toContain('管財課が添付した録音');
    expect(inputsOf(card.json).recordingIds).not.toBe('');
    await manager.press(card, '承認する');
    await world.app.runPending();
    expect(world.as('chief').lastCard().words).toContain('録音データが交付されました');
  });

  it('is not taken from the applicant, nor from anybody else', async () => {
    for (const name of ['chief', 'staff', 'otherChief', 'auditor', 'deputy'] as const) {
      const answer = await world.as(name).say('R8-1', [file(ADDRESS)]);
      await world.app.runPending();
      expect(answer.words).not.toContain('添付した録音');
    }
    expect(await world.app.ctx.db.client.recording.count({ where: { attachedToId: { not: null } } })).toBe(0);
  });

  it('is not fetched from anywhere but Microsoft’s file hosts', async () => {
    for (const address of [
      'http://127.0.0.1:1/x',
      'https://evil.example/x.sharepoint.com',
      'https://sharepoint.com.evil.example/',
    ]) {
      expect((await manager.say('R8-1', [file(address)])).words).toContain('このファイルは受け取れません');
    }
    expect(asked).toHaveLength(0);
  });

  it('is refused with a sentence when it is too large or cannot be fetched', async () => {
    served = () => new Response('x', { headers: { 'content-length': String(300 * 1024 * 1024) } });
    const told = async () => {
      await manager.say('R8-1', [file(ADDRESS)]);
      await world.app.runPending();
      return manager.lastCard().words;
    };
    expect(await told()).toContain('大きすぎる');
    served = () => new Response('', { status: 404 });
    expect(await told()).toContain('読み込めませんでした');
    served = () => new Response('no recording');
    expect(await told()).toContain('WAV形式の録音ファイルではありません');
  });

  it('is refused once the call is past its 90 days, which leaves nothing to hand over', async () => {
    world.clock.set('2026-12-20T10:00:00+09:00');
    try {
      expect((await manager.say('R8-1', [file(ADDRESS)])).words).toContain(
        '保存期間（90日間）を過ぎているため、添付できません',
      );
    } finally {
      world.clock.set('2026-09-16T10:00:00+09:00');
    }
  });
});

describe('a file that was attached', () => {
  const attach = async (bytes: Buffer): Promise<void> => {
    served = () => new Response(new Uint8Array(bytes));
    await operator.say('R8-1', [file(ADDRESS)]);
    await world.app.runPending();
  };
  const examined = async () => manager.press(await manager.say('R8-1は？'), '審査する');
  /** The same call with another second of silence in it, as a second try at extracting might give. */
  const another = (): Buffer => {
    const bytes = Buffer.from(wave);
    bytes.fill(0xd5, bytes.length - 4000);
    return bytes;
  };
  const stored = () => filesBelow(join(world.folder, 'data', 'files', 'content', 'extracts'));

  it('stands first; of two, the one attached last is chosen, and either can be taken back', async () => {
    await attach(wave);
    world.clock.advance(60_000);
    await attach(another());
    const card = await examined();
    expect(card.words).toContain('管財課が添付した録音2件（最後に添付したものを選択）');
    const newest = await world.app.ctx.db.client.recording.findFirstOrThrow({
      where: { attachedToId: { not: null } },
      orderBy: { importedAt: 'desc' },
    });
    expect(inputsOf(card.json).recordingIds).toBe(newest.id);

    const status = await manager.say('R8-1は？');
    const asked = await manager.press(status, '添付した録音を取り消す…');
    expect((await manager.press(asked, '添付を取り消す', { choice: newest.id })).words).toContain(
      '添付を取り消しました',
    );
    expect((await manager.press(asked, '添付を取り消す', { choice: newest.id })).words).toContain(
      'すでに取り消されています',
    );
    await world.app.housekeeping();
    expect(await stored()).toHaveLength(1);
    const again = await examined();
    expect(again.words).toContain('管財課が添付した録音1件');
  });

  it('is not approved by whoever attached it: between a foreign file and its hand-over stand two people', async () => {
    await manager.say('R8-1', [file(ADDRESS)]);
    await world.app.runPending();
    const card = await examined();
    expect(card.words).toContain('ご自身で添付・提案された録音1件は承認できません');
    expect(actionsOf(card.json).map(({ title }) => title)).not.toContain('承認する');
    const { id: requestId, version } = await request();
    const recording = await world.app.ctx.db.client.recording.findFirstOrThrow({ where: { attachedToId: requestId } });
    const data = {
      requestId,
      version,
      recordingIds: recording.id,
      ground: '1',
      answerNumber: '1',
      proposedNumber: '1',
    };
    const answer = await manager.invoke({
      action: { type: 'Action.Execute', verb: 'approve', data },
      trigger: 'manual',
    });
    expect(JSON.stringify(answer.body)).toContain('ご自身で添付・提案された録音は、承認できません');
    expect((await request()).status).toBe('submitted');
    expect(await world.app.ctx.db.client.copy.count()).toBe(0);
  });

  it.each([
    ['waits', async () => {}],
    [
      'was returned',
      async () =>
        void (await manager.press(await manager.press(await examined(), '差し戻す…'), '差し戻す', { words: '日付を' })),
    ],
  ])('is deleted at the end of its 90 days also while the application %s (第4条第2項)', async (_what, come) => {
    await attach(wave);
    await come();
    await world.app.runPending();
    world.clock.set('2026-12-14T10:00:00+09:00');
    await world.app.housekeeping();
    expect(await stored()).toHaveLength(1);
    world.clock.set('2026-12-15T10:00:00+09:00');
    await world.app.housekeeping();
    expect(await stored()).toEqual([]);
    expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'extract.delete' } })).toBe(1);
    world.clock.set('2026-09-16T10:00:00+09:00');
  });

  it('is not kept for longer because the application was given a later date', async () => {
    await attach(wave);
    const open = await manager.press(await examined(), '差し戻す…');
    await manager.press(open, '差し戻す', { words: '日付をご確認ください', choice: 'callDate' });
    await world.app.runPending();
    world.clock.set('2026-10-10T10:00:00+09:00');
    const chief = world.as('chief');
    let form = await chief.press(chief.lastCard(), '次へ', { callDate: '2026-10-09' });
    form = await chief.press(await chief.press(form, '次へ'), '次へ');
    await chief.press(form, '再申請する', { pledged: 'true' });
    expect((await request()).status).toBe('submitted');
    world.clock.set('2026-12-17T10:00:00+09:00');
    await world.app.housekeeping();
    expect(await stored()).toEqual([]);
    world.clock.set('2026-09-16T10:00:00+09:00');
  });

  it.each([
    [
      'left the directory',
      async () => {
        const without = DIRECTORY.split('\n').filter((row) => !row.includes(PEOPLE.operator.id));
        await writeFile(join(world.folder, 'directory.csv'), without.join('\n'));
        await world.app.refreshDirectory();
      },
    ],
    [
      'stopped the link',
      async () =>
        void (await world.app.ctx.db.client.link.updateMany({
          data: { revokedAt: world.clock.now(), revokedReason: 'disowned' },
        })),
    ],
    [
      'signed out',
      async () => void (await world.app.ctx.db.client.linkSession.updateMany({ data: { endedAt: world.clock.now() } })),
    ],
  ])('is not taken from somebody who %s while it was on its way', async (_what, end) => {
    const card = await operator.press(operator.lastCard(), '状況を見る');
    const page = linkPage(world, urlOf(card.json, '録音を添付する').split('#')[1] ?? '');
    const { uploadHref } = (await page.enter('operator')) as unknown as { uploadHref: string };
    const { files } = world.app.ctx;
    const arrives = jest.spyOn(files, 'put').mockImplementationOnce(async (...given) => {
      arrives.mockRestore();
      const put = await files.put(...given);
      await end();
      return put;
    });
    const answer = await page.send(uploadHref, wave);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(((await answer.json()) as { message: string }).message).toMatch(/。$/);
    expect(await stored()).toEqual([]);
    expect(await world.app.ctx.db.client.recording.count({ where: { attachedToId: { not: null } } })).toBe(0);
    await writeFile(join(world.folder, 'directory.csv'), DIRECTORY);
    await world.app.refreshDirectory();
  });

  it('is not approved by a sentence: whoever decides looks at its card first', async () => {
    await attach(wave);
    expect((await manager.say('R8-1を承認')).words).toContain('管財課が添付した録音1件');
    expect((await request()).status).toBe('submitted');
  });

  it('is not fetched for whoever wrote the job into the queue', async () => {
    const { id } = await request();
    await operator.say('R8-1', [file(ADDRESS)]);
    await world.app.ctx.db.executeSql(
      `UPDATE "Job" SET "data" = jsonb_set("data", '{address}', '"https://elsewhere.sharepoint.com/x"') WHERE "name" = 'fetch'`,
      [],
    );
    await world.app.runPending();
    expect(asked).toEqual([]);
    expect(await world.app.ctx.db.client.recording.count({ where: { attachedToId: id } })).toBe(0);
  });

  it('is not copied from the folder of another request, whatever the tables say', async () => {
    await attach(wave);
    const { id } = await request();
    const elsewhere = 'extracts/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000001';
    await world.app.ctx.files.put(elsewhere, Readable.from([wave]));
    await world.app.ctx.db.client.recording.updateMany({ where: { attachedToId: id }, data: { storeKey: elsewhere } });
    await manager.press(await examined(), '承認する');
    await world.app.runPending();
    expect((await request()).status).toBe('approved');
    expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'copy.failed' } })).toBeGreaterThan(0);
    // Nor is it removed as if it were this one's.
    await world.app.ctx.db.client.recording.updateMany({
      where: { attachedToId: id },
      data: { detachedAt: world.clock.now() },
    });
    await world.app.housekeeping();
    await expect(world.app.ctx.files.open(elsewhere)).resolves.toBeDefined();
  });

  it('is not kept in the queue by the address that opens it', async () => {
    await operator.say('R8-1', [file(`${ADDRESS}&tempauth=opens`)]);
    await world.app.runPending();
    await world.app.housekeeping();
    const { rows } = await world.app.ctx.db.executeSql(`SELECT 1 FROM "Job" WHERE "data"::text LIKE '%tempauth%'`, []);
    expect(rows).toEqual([]);
  });

  it('that a process left which ended before its row was written is removed after a day, and no other file', async () => {
    await rm(join(world.folder, 'data', 'files', 'content'), { recursive: true, force: true });
    await attach(wave);
    const { files } = world.app.ctx;
    const lost = `extracts/${(await request()).id}/00000000-0000-4000-8000-00000000dead`;
    await files.put(lost, Readable.from([wave]));
    await world.app.housekeeping();
    expect(await stored()).toHaveLength(2);
    // Files bear the time of the machine.
    world.clock.set(new Date(Date.now() + 2 * 86_400_000).toISOString());
    world.app.ctx.links.held = true;
    expect(await removeUnnamed(world.app.ctx)).toBe(0);
    world.app.ctx.links.held = false;
    expect(await removeUnnamed(world.app.ctx)).toBe(1);
    expect(await stored()).toHaveLength(1);
    await expect(files.open(lost)).rejects.toThrow();
    // Where none of the files has a row, this is another database.
    const { id } = await request();
    for (let file = 10; file < 35; file++)
      await files.put(`extracts/${id}/00000000-0000-4000-8000-0000000000${file}`, Readable.from([wave]));
    await expect(removeUnnamed(world.app.ctx)).rejects.toMatchObject({ code: 'integrity' });
    expect(await stored()).toHaveLength(26);
    world.clock.set('2026-09-16T10:00:00+09:00');
  });

  it('is not thrown away by an older card of 不交付', async () => {
    const refusal = await manager.press(manager.lastCard(), '不交付の内容を確認する');
    await attach(wave);
    const answer = await manager.press(refusal, '不交付を決定する', { reason: 'not_stored' });
    expect(answer.words).toContain('管財課が録音ファイルを添付しています');
    expect((await request()).status).toBe('submitted');
  });

  it('takes its date and numbers from the application, also after a correction', async () => {
    await attach(wave);
    const open = await manager.press(await examined(), '差し戻す…');
    await manager.press(open, '差し戻す', { words: '時間をご確認ください', choice: 'callTime' });
    await world.app.runPending();
    const chief = world.as('chief');
    let form = chief.lastCard();
    form = await chief.press(form, '次へ', { callTime: '07:30' });
    form = await chief.press(await chief.press(form, '次へ'), '次へ');
    await chief.press(form, '再申請する', { pledged: 'true' });
    const attached = await world.app.ctx.db.client.recording.findFirstOrThrow({
      where: { attachedToId: { not: null } },
    });
    expect(attached.startedAt).toEqual(new Date('2026-09-15T07:30:00+09:00'));
    const refiled = await world.app.ctx.db.client.auditEntry.findFirstOrThrow({
      where: { action: 'request.resubmit' },
    });
    expect(refiled.data).toMatchObject({
      moved: [
        { sha256: attached.sha256, from: '2026-09-14T21:00:00.000Z', to: '2026-09-14T22:30:00.000Z', numbers: false },
      ],
    });
  });

  it.each([
    ['was answered', async () => void (await manager.press(await examined(), '承認する'))],
    [
      'was withdrawn',
      async () => {
        const asked = await world.as('chief').say('R8-1を取り下げたい');
        await world.as('chief').press(asked, '取り下げる');
      },
    ],
  ])('is deleted from our store as soon as the application %s; its hash stays', async (_what, end) => {
    await attach(wave);
    expect(await stored()).toHaveLength(1);
    await end();
    await world.app.runPending();
    await world.app.housekeeping();
    expect(await stored()).toEqual([]);
    const [deleted] = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'extract.delete' } });
    expect(deleted?.data).toEqual({ sha256: createHash('sha256').update(wave).digest('hex') });
  });
});

describe('addresses of files', () => {
  it.each([
    ['https://city.sharepoint.com/sites/x', true],
    ['https://city-my.sharepoint.com:8443/x', false],
    ['https://user@city.sharepoint.com/x', false],
    ['https://sharepoint.com.evil.example/x', false],
    ['http://city.sharepoint.com/x', false],
    ['https://127.0.0.1/x', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('%s: %s', (address, allowed) => {
    expect(isFileAddress(address)).toBe(allowed);
  });
});
