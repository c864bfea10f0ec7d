import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runEvidence } from '../../bot/commands/evidence.js';
import { handOver } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  await world.as('manager').say('こんにちは');
  await handOver(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  folder = join(await mkdtemp(join(world.folder, 'to-')), 'evidence');
});

/** What the operator reads. */
async function run(receipt: string): Promise<string[]> {
  const out = new PassThrough({ encoding: 'utf8' });
  await runEvidence({ ...world.app.ctx, receipt, folder, out });
  return String(out.read()).split('\n');
}

describe('the operator at the command line', () => {
  it('gets both files, for their own eyes only, and the hash of the first', async () => {
    const [json, pdf] = ['json', 'pdf'].map((ending) => join(folder, `証跡_R8-1_20260916-1000.${ending}`)) as [
      string,
      string,
    ];
    const printed = await run('R8-1');
    const hash = createHash('sha256')
      .update(await readFile(json))
      .digest('hex');
    expect(printed).toEqual([json, pdf, `JSONファイルのSHA-256　${hash}`, '']);
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await stat(json)).mode & 0o777).toBe(0o600);
    expect((await stat(pdf)).mode & 0o777).toBe(0o600);
    const made = await world.app.ctx.db.client.auditEntry.findFirstOrThrow({
      where: { action: 'evidence.made' },
      orderBy: { seq: 'desc' },
    });
    expect(made).toMatchObject({ actorId: null, channel: 'command', data: { sha256: hash } });
  });

  it('never loses files that are there already', async () => {
    await run('R8-1');
    const before = await readdir(folder);
    await expect(run('R8-1')).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await readdir(folder)).toEqual(before);
  });

  it.each(['', 'R8', '12', 'R8-01', 'R08-1', 'R8-1 R8-2', "R8-1'; --"])(
    'is told how to write a number: 「%s」',
    async (text) => {
      await expect(run(text)).rejects.toMatchObject({
        code: 'invalid_input',
        forPerson: expect.stringContaining('R8-12'),
      });
    },
  );

  it('is told of a number that was never given', async () => {
    await expect(run('R8-99')).rejects.toMatchObject({ code: 'not_found' });
  });
});
