import { createHash } from 'node:crypto';
import { copyFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findCandidates } from '../../bot/recordings/candidates.js';
import { keptSince } from '../../bot/rule/retention.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { createWorld, type Person, type World, type WorldOptions } from '../helpers/world.js';

let world: World;
afterEach(() => world.close());

async function open(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', ...options });
  for (const name of ['chief', 'manager', 'operator'] as const) await world.as(name).say('こんにちは');
}

async function at(moment: string): Promise<void> {
  world.clock.set(moment);
  await world.app.housekeeping();
  await world.app.runPending();
}

const recordings = () => world.app.ctx.db.client.recording.findMany({ orderBy: { startedAt: 'asc' } });
const expired = () => world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'recording.expire' } });
const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;
const files = async () => (await readdir(world.recorder)).filter((name) => name.endsWith('.wav')).sort();
const DAY_MS = 86_400_000;

/** The last moment of the last day on which a recording is kept, and the first after it. */
async function endOf(startedAt: Date): Promise<[last: string, over: string]> {
  const over = new Date(startedAt.getTime() + 9 * 3_600_000);
  const midnight = new Date(
    Date.UTC(over.getUTCFullYear(), over.getUTCMonth(), over.getUTCDate()) + 91 * DAY_MS - 9 * 3_600_000,
  );
  return [new Date(midnight.getTime() - 1000).toISOString(), midnight.toISOString()];
}

describe('the 90 days of a recording (第4条第2項)', () => {
  it('end to the second: kept and offered at 23:59:59 of the last day, neither at midnight', async () => {
    await open();
    const [oldest] = await recordings();
    if (oldest === undefined) throw new Error('nothing was imported');
    const call = {
      callAt: oldest.startedAt,
      durationMinutes: 1,
      otherNumber: oldest.otherNumber,
      cityNumber: oldest.cityNumber,
    };
    const offered = async () => {
      const since = keptSince(world.clock.now(), world.app.ctx.config.retention);
      const { found } = await findCandidates(world.app.ctx.db.client, oldest.id, call, since);
      return found.some(({ recording }) => recording.id === oldest.id);
    };
    const there = async () => (await recordings()).some(({ id }) => id === oldest.id);
    const [last, over] = await endOf(oldest.startedAt);
    await at(last);
    expect([await offered(), await there()]).toEqual([true, true]);
    world.clock.set(over);
    expect(await offered()).toBe(false);
    await at(over);
    expect(await there()).toBe(false);
    // Nor does it come back, though its row and file are still there.
    await world.app.importNow();
    expect(await there()).toBe(false);
  });

  it('are counted in the log when they are over, with a hash that proves which they were', async () => {
    await open();
    const all = await recordings();
    await at('2027-01-15T10:00:00+09:00');
    expect(await recordings()).toEqual([]);
    const sha256 = createHash('sha256')
      .update(
        all
          .map((one) => `${one.sha256}\n`)
          .sort()
          .join(''),
      )
      .digest('hex');
    expect((await expired()).map(({ data }) => data)).toEqual([
      { recordings: all.length, before: expect.any(String), sha256 },
    ]);
    await at('2027-01-15T12:00:00+09:00');
    expect(await expired()).toHaveLength(1);
  });

  it('leave the recorder’s own files as they are', async () => {
    await open();
    const before = await files();
    await at('2027-01-15T10:00:00+09:00');
    expect(await files()).toEqual(before);
  });
});

describe('where RECORDER_DELETE is on', () => {
  it('the files of what is over go from the recorder, but not of what was copied, nor another file of that name', async () => {
    await open({ env: { RECORDER_DELETE: 'on' } });
    await handOver(world);
    const kept = await world.app.ctx.db.client.copy.findMany({ include: { recording: true } });
    const all = await recordings();
    const other = all.find(({ id }) => !kept.some(({ recordingId }) => recordingId === id));
    if (other === undefined) throw new Error('all were copied');
    await writeFile(join(world.recorder, other.fileName), 'another file');
    await at('2027-01-15T10:00:00+09:00');
    const left = await files();
    const known = new Set(all.map(({ fileName }) => fileName));
    expect(left.filter((name) => known.has(name)).sort()).toEqual(
      [...kept.map(({ recording }) => recording.fileName), other.fileName].sort(),
    );
    expect((await expired()).map(({ data }) => data)).toEqual([
      expect.objectContaining({ files: { removed: all.length - kept.length - 1, left: 0 } }),
    ]);
  });
});

describe('what lies on the recorder', () => {
  it('is told to the operator: how many, how much, since when', async () => {
    await open();
    const all = await recordings();
    const bytes = (await Promise.all(all.map(({ fileName }) => stat(join(world.recorder, fileName))))).reduce(
      (sum, { size }) => sum + size,
      0,
    );
    const run = await world.app.ctx.db.client.importRun.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(run).toMatchObject({ files: all.length, bytes: BigInt(bytes), oldestAt: all[0]?.startedAt, lost: 0 });
    const card = await world.as('operator').say('運用状況');
    expect(card.words).toContain(`✓ 録音装置　${all.length}件`);
    expect(card.words).toContain('最も古い録音');
  });

  it('and is gone before its time, is told of by card once, and stands in 運用状況', async () => {
    await open();
    const operator = world.as('operator');
    const words = '保存期間の途中の録音がなくなりました';
    const [oldest, second] = await recordings();
    const lose = async (name = '') => {
      await copyFile(join(world.recorder, name), join(world.folder, name));
      await rm(join(world.recorder, name));
      await world.app.importNow();
      await world.app.runPending();
    };
    await lose(oldest?.fileName);
    expect(heard(operator, words)).toBe(1);
    expect((await operator.say('運用状況')).words).toContain('△ 保存期間の途中で録音装置からなくなった録音　1件');
    await world.app.importNow();
    await world.app.runPending();
    expect(heard(operator, words)).toBe(1);
    world.clock.set('2026-09-17T10:00:00+09:00');
    await lose(second?.fileName);
    expect(heard(operator, words)).toBe(2);
    // Past its 90 days it is missed no more.
    world.clock.set('2027-01-15T10:00:00+09:00');
    await world.app.importNow();
    expect((await operator.say('運用状況')).words).not.toContain('保存期間の途中で');
  });
});

describe('an application for a call that is over', () => {
  it('is not offered any recording, whatever is still on the recorder', async () => {
    await open();
    await submitApplication(world);
    await at('2027-01-15T10:00:00+09:00');
    const card = await world.as('manager').say('R8-1を承認');
    expect(card.words).not.toContain('承認しました');
  });
});
