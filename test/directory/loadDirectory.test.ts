import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../bot/db/database.js';
import { Directory } from '../../bot/directory/directory.js';
import { loadDirectory } from '../../bot/directory/loadDirectory.js';
import { findActor, peopleWithRole } from '../../bot/directory/people.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { unsigned } from '../helpers/recorder.js';
import { file, HANAKO, row, TARO, TARO_ROW } from './rows.js';

const SECRETS = ['a secret of this test'];
let db: Database;
let directory: Directory;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.client.post.deleteMany();
  await db.client.person.deleteMany();
  await db.client.setting.deleteMany();
  directory = await Directory.open(db, SECRETS);
});

/** Takes a file over, as one process does; the directory hears of it as that of any other process does. */
async function load(bytes: Uint8Array) {
  const loaded = await loadDirectory(db, unsigned(fixedClock()), bytes, { secrets: SECRETS, directory });
  await directory.refresh({ from: createHash('sha256').update(bytes).digest('hex') });
  return loaded;
}
const audited = () => db.client.auditEntry.count({ where: { action: 'directory.load' } });
const NOT_KNOWN = {
  code: 'not_in_directory',
  forPerson: '職員名簿に登録がないため、このボットをご利用いただけません。総務局管財課へ登録をお申し出ください。',
};

/** The applicant twice, after a marriage and a move: in the new section, and still in the old one. */
const MARRIED = { name: '結婚 花子', mail: 'h.kekkon@example.jp' };
const MOVED = [row({ ...MARRIED, section: '保護課' }), row({ ...MARRIED, role: '担当者' }), TARO_ROW];

describe('taking over the directory file', () => {
  it('lets in those who are in it, and nobody before', async () => {
    expect(() => findActor(directory, HANAKO)).toThrow(expect.objectContaining(NOT_KNOWN));
    expect(await load(file(row(), TARO_ROW))).toEqual({ state: 'loaded', people: 2 });
    expect(findActor(directory, HANAKO)).toMatchObject({
      personId: HANAKO,
      name: '試験 花子',
      posts: [{ bureau: '市民局', section: '市民課', documentSymbol: '市民発', title: '課長', role: 'chief' }],
    });
    expect(peopleWithRole(directory, 'manager')).toEqual([{ id: TARO, name: '髙﨑 太郎' }]);
  });

  it('does nothing when the file is the same', async () => {
    await load(file(row(), TARO_ROW));
    const before = await audited();
    expect(await load(file(row(), TARO_ROW))).toEqual({ state: 'unchanged' });
    expect(await audited()).toBe(before);
  });

  it('replaces posts, names and mail addresses when it changed, and says so in the audit log', async () => {
    await load(file(row(), TARO_ROW));
    const before = await audited();
    expect(await load(file(...MOVED))).toEqual({ state: 'loaded', people: 2 });
    const actor = findActor(directory, HANAKO);
    expect(actor.name).toBe('結婚 花子');
    expect(actor.posts.map(({ section, role }) => [section, role])).toEqual([
      ['保護課', 'chief'],
      ['市民課', 'staff'],
    ]);
    expect(await db.client.person.findUnique({ where: { id: HANAKO } })).toMatchObject({ mail: 'h.kekkon@example.jp' });
    expect(await audited()).toBe(before + 1);
  });

  it('refuses a file with one bad row whole: the old directory stays', async () => {
    await load(file(...MOVED));
    const before = await audited();
    expect(await load(file(TARO_ROW, row({ role: '課長' })))).toMatchObject({
      state: 'refused',
      faults: [{ line: 3, message: expect.any(String) }],
      removed: 0,
      news: true,
    });
    expect(findActor(directory, HANAKO).posts).toHaveLength(2);
    expect(await audited()).toBe(before);
  });

  it('takes the posts of whoever is nowhere in it also from a file with a bad row, with the lines in the log', async () => {
    await load(file(...MOVED));
    const bad = file(row({ id: '11111111-1111-4111-8111-000000000777', role: '課長' }), TARO_ROW);
    expect(await load(bad)).toMatchObject({ state: 'refused', removed: 1, news: true });
    expect(() => findActor(directory, HANAKO)).toThrow(expect.objectContaining(NOT_KNOWN));
    expect(findActor(directory, TARO).personId).toBe(TARO);
    expect(await db.client.auditEntry.findFirst({ orderBy: { seq: 'desc' } })).toMatchObject({
      action: 'directory.refused',
      data: { lines: [2], removed: 1 },
    });
    // Put back in between, they lose them again by the same file.
    await load(file(...MOVED));
    expect(findActor(directory, HANAKO).personId).toBe(HANAKO);
    expect(await load(bad)).toMatchObject({ state: 'refused', removed: 1, news: true });
    expect(() => findActor(directory, HANAKO)).toThrow(expect.objectContaining(NOT_KNOWN));
    // The same file once more is told to nobody again.
    const rows = await db.client.auditEntry.count();
    expect(await load(bad)).toMatchObject({ state: 'refused', removed: 0, news: false });
    expect(await db.client.auditEntry.count()).toBe(rows);
  });

  it('takes the posts that its good rows no longer give, although another row is bad, but not those of whoever stands in the bad one', async () => {
    const third = row({
      id: '11111111-1111-4111-8111-000000000301',
      name: '試験 三郎',
      mail: 's@example.jp',
      section: '契約課',
    });
    await load(file(row(), row({ role: '担当者' }), TARO_ROW, third));
    const loaded = await load(file(row({ role: '担当者' }), TARO_ROW.replace('@', ''), third));
    expect(loaded).toMatchObject({ state: 'refused', removed: 0 });
    expect(findActor(directory, HANAKO).posts.map(({ role }) => role)).toEqual(['staff']);
    expect(findActor(directory, TARO).posts.map(({ role }) => role)).toEqual(['manager']);
  });

  it('takes nobody’s posts for one bad row where everybody’s are others, as on the day of a reorganisation', async () => {
    await load(file(row(), TARO_ROW));
    const others = [row({ section: '保護課' }), TARO_ROW.replace('管財課', '契約課'), row({ id: 'x' })];
    expect(await load(file(...others))).toMatchObject({ state: 'refused', removed: 0, posts: 0 });
    expect(findActor(directory, TARO).posts.map(({ section }) => section)).toEqual(['管財課']);
  });

  it('is not believed when an earlier one was put back into the tables, seal and all', async () => {
    const tables = async () => ({
      people: await db.client.person.findMany(),
      posts: await db.client.post.findMany(),
      settings: await db.client.setting.findMany(),
    });
    await load(file(row(), row({ role: '担当者' }), TARO_ROW));
    const earlier = await tables();
    await load(file(row({ role: '担当者' }), TARO_ROW));
    await db.client.post.deleteMany();
    await db.client.post.createMany({ data: earlier.posts });
    for (const { key, value } of earlier.settings)
      await db.client.setting.update({ where: { key }, data: { value: value ?? '' } });
    await db.client.setting.update({ where: { key: 'directory.version' }, data: { value: 99 } });
    await directory.refresh();
    expect(directory.trusted).toBe(false);
    expect(findActor(directory, HANAKO).posts.map(({ role }) => role)).toEqual(['staff']);
    expect(await load(file(row({ role: '担当者' }), TARO_ROW))).toMatchObject({ state: 'loaded' });
    expect(directory.trusted).toBe(true);
    expect(findActor(directory, HANAKO).posts.map(({ role }) => role)).toEqual(['staff']);
  });

  it('names a row with signs that no name has, and reads the others', async () => {
    await load(file(row(), TARO_ROW));
    const loaded = await load(file(row({ name: '試験\0花子' }), TARO_ROW));
    expect(loaded).toMatchObject({
      state: 'refused',
      faults: [{ line: 2, message: expect.stringContaining('制御文字') }],
    });
  });

  it('is held when it leaves out more than a third of all, whether it is whole or cut off, and changes nobody’s rights', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `11111111-1111-4111-8111-00000000070${index}`);
    await load(file(...ids.map((id, index) => row({ id, name: `試験 ${index}`, mail: `p${index}@example.jp` }))));
    const four = ids.slice(0, 4).map((id, index) => row({ id, name: `試験 ${index}`, mail: `p${index}@example.jp` }));
    expect(await load(file(...four))).toMatchObject({ state: 'loaded', people: 4 });
    for (const cut of [file(...four.slice(0, 2)), file(...four.slice(0, 2), '"'), new Uint8Array()]) {
      expect(await load(cut)).toMatchObject({ state: 'held', of: 4, news: true });
      for (const id of ids.slice(0, 4)) expect(findActor(directory, id).personId).toBe(id);
    }
  });

  it('takes every post from somebody who is no longer in it, but not the name', async () => {
    await load(file(...MOVED));
    expect(await load(file(TARO_ROW))).toEqual({ state: 'loaded', people: 1 });
    expect(() => findActor(directory, HANAKO)).toThrow(expect.objectContaining(NOT_KNOWN));
    expect(peopleWithRole(directory, 'chief', 'staff')).toEqual([]);
    expect(await db.client.person.findUnique({ where: { id: HANAKO }, include: { posts: true } })).toMatchObject({
      name: '結婚 花子',
      active: false,
      posts: [],
    });
  });

  it('lets somebody in again who comes back', async () => {
    await load(file(...MOVED));
    await load(file(TARO_ROW));
    await load(file(row(), TARO_ROW));
    expect(findActor(directory, HANAKO).name).toBe('試験 花子');
  });
});

describe('the person behind an object id', () => {
  it('is found whether the id is written in capitals or not', async () => {
    await load(file(TARO_ROW));
    expect(findActor(directory, TARO.toUpperCase()).personId).toBe(TARO);
  });

  it.each(['', 'x', HANAKO.slice(1), `${HANAKO}'--`])('is nobody for %j', async (id) => {
    expect(() => findActor(directory, id)).toThrow(expect.objectContaining(NOT_KNOWN));
  });

  it('is listed once for two roles, in the order of the file', async () => {
    await load(file(TARO_ROW, row(), row({ role: '担当者' })));
    expect(peopleWithRole(directory, 'staff', 'chief', 'manager')).toEqual([
      { id: TARO, name: '髙﨑 太郎' },
      { id: HANAKO, name: '試験 花子' },
    ]);
  });
});
