import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../bot/db/database.js';
import { loadDirectory } from '../../bot/directory/loadDirectory.js';
import { findActor, peopleWithRole } from '../../bot/directory/people.js';
import { freshDatabase } from '../helpers/database.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { file, HANAKO, row, TARO, TARO_ROW } from './rows.js';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const load = (bytes: Uint8Array) => loadDirectory(db, fixedClock(), bytes);
const audited = () => db.client.auditEntry.count({ where: { action: 'directory.load' } });
const NOT_KNOWN = {
  code: 'not_in_directory',
  forPerson: '職員名簿に登録がないため、このボットをご利用いただけません。総務局管財課へ登録をお申し出ください。',
};

describe('taking over the directory file', () => {
  it('lets in those who are in it, and nobody before', async () => {
    await expect(findActor(db.client, HANAKO)).rejects.toMatchObject(NOT_KNOWN);
    expect(await load(file(row(), TARO_ROW))).toEqual({ state: 'loaded', people: 2 });
    expect(await findActor(db.client, HANAKO)).toMatchObject({
      personId: HANAKO,
      name: '試験 花子',
      posts: [{ bureau: '市民局', section: '市民課', documentSymbol: '市民発', title: '課長', role: 'chief' }],
    });
    expect(await peopleWithRole(db.client, 'manager')).toEqual([{ id: TARO, name: '髙﨑 太郎' }]);
  });

  it('does nothing when the file is the same', async () => {
    const before = await audited();
    expect(await load(file(row(), TARO_ROW))).toEqual({ state: 'unchanged' });
    expect(await audited()).toBe(before);
  });

  it('replaces posts, names and mail addresses when it changed, and says so in the audit log', async () => {
    const before = await audited();
    const moved = row({ name: '結婚 花子', mail: 'h.kekkon@example.jp', section: '保護課' });
    expect(
      await load(file(moved, row({ name: '結婚 花子', mail: 'h.kekkon@example.jp', role: '担当者' }), TARO_ROW)),
    ).toEqual({
      state: 'loaded',
      people: 2,
    });
    const actor = await findActor(db.client, HANAKO);
    expect(actor.name).toBe('結婚 花子');
    expect(actor.posts.map(({ section, role }) => [section, role])).toEqual([
      ['保護課', 'chief'],
      ['市民課', 'staff'],
    ]);
    expect(await db.client.person.findUnique({ where: { id: HANAKO } })).toMatchObject({ mail: 'h.kekkon@example.jp' });
    expect(await audited()).toBe(before + 1);
  });

  it('refuses a file with one bad row whole: the old directory stays', async () => {
    const before = await audited();
    expect(await load(file(TARO_ROW, row({ role: '課長' })))).toEqual({
      state: 'refused',
      faults: [{ line: 3, message: expect.any(String) }],
    });
    expect((await findActor(db.client, HANAKO)).posts).toHaveLength(2);
    expect(await audited()).toBe(before);
  });

  it('takes every post from somebody who is no longer in it, but not the name', async () => {
    expect(await load(file(TARO_ROW))).toEqual({ state: 'loaded', people: 1 });
    await expect(findActor(db.client, HANAKO)).rejects.toMatchObject(NOT_KNOWN);
    expect(await peopleWithRole(db.client, 'chief', 'staff')).toEqual([]);
    expect(await db.client.person.findUnique({ where: { id: HANAKO }, include: { posts: true } })).toMatchObject({
      name: '結婚 花子',
      active: false,
      posts: [],
    });
  });

  it('lets somebody in again who comes back', async () => {
    await load(file(row(), TARO_ROW));
    expect((await findActor(db.client, HANAKO)).name).toBe('試験 花子');
  });
});

describe('the person behind an object id', () => {
  it('is found whether the id is written in capitals or not', async () => {
    expect((await findActor(db.client, TARO.toUpperCase())).personId).toBe(TARO);
  });

  it.each(['', 'x', HANAKO.slice(1), `${HANAKO}'--`])('is nobody for %j', async (id) => {
    await expect(findActor(db.client, id)).rejects.toMatchObject(NOT_KNOWN);
  });

  it('is listed once for two roles, in the order of the file', async () => {
    await load(file(TARO_ROW, row(), row({ role: '担当者' })));
    expect(await peopleWithRole(db.client, 'staff', 'chief', 'manager')).toEqual([
      { id: TARO, name: '髙﨑 太郎' },
      { id: HANAKO, name: '試験 花子' },
    ]);
  });
});
