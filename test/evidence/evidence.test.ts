import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendAudit, hashRow } from '../../bot/audit/append.js';
import { headFile, recordHead } from '../../bot/audit/heads.js';
import type { Context } from '../../bot/context.js';
import { findActor } from '../../bot/directory/people.js';
import { AppError } from '../../bot/errors.js';
import { makeEvidence } from '../../bot/evidence/evidence.js';
import { EVIDENCE, type Evidence } from '../../bot/evidence/schema.js';
import { liveOnce } from '../attacks/lives.js';
import { Secrets } from '../attacks/secrets.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { withoutGuard } from '../helpers/tamper.js';
import { createWorld, PEOPLE, type PersonName, type World } from '../helpers/world.js';
import { pagesOf } from '../letters/reading.js';
import { wholeLife } from './wholeLife.js';

let world: World;
let ctx: Context;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  ctx = world.app.ctx;
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  await rm(ctx.config.auditHeadFile, { force: true });
  for (const name of ['manager', 'staff'] as const) await world.as(name).say('こんにちは');
});

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const request = () => ctx.db.client.request.findFirstOrThrow();

/** What a person of the directory gets who asks for the evidence of the one request there is. */
async function askFor(name: PersonName) {
  const actor = await findActor(ctx.directory, PEOPLE[name].id);
  return makeEvidence(ctx, actor, { channel: 'chat' }, (await request()).id);
}

/** The file as somebody reads it who has the description of its form only. */
const read = (json: Buffer): Evidence => EVIDENCE.parse(JSON.parse(json.toString()));
const evidence = async (): Promise<Evidence> => read((await askFor('auditor')).json);
const actionsIn = ({ log }: Evidence) => log.map(({ content }) => content.action);

describe('the evidence of a copy', () => {
  it('tells everything from the import to the deletion, in order', async () => {
    const bytes = await wholeLife(world);
    const told = await evidence();
    expect(actionsIn(told)).toEqual([
      'request.submit',
      'request.letter',
      'request.approve',
      'request.answer',
      'link.code',
      'link.opened',
      'link.letter',
      'link.play',
      'link.played',
      'request.receive',
      'link.download',
      'link.download',
      'request.view',
      'request.reissue',
      'link.download_refused',
      'request.share',
      'link.code',
      'link.opened',
      'link.download',
      'copy.delete',
      'copy.delete',
    ]);
    expect(told.log.map(({ content }) => content.seq)).toEqual(
      told.log.map(({ content }) => content.seq).sort((a, b) => a - b),
    );
    expect(told.copies.map((copy) => [copy.recording.sha256, copy.sha256])).toEqual(
      bytes.map((one) => [sha256(one), sha256(one)]),
    );
    expect(told.copies.map(({ deletedAt, removedAt }) => [deletedAt, removedAt])).toEqual(
      bytes.map(() => ['2026-11-01T01:00:00.000Z', '2026-11-01T01:00:00.000Z']),
    );
    const answers = told.links.filter(({ kind }) => kind === 'answer');
    expect(
      answers.map(({ recipient, endedBecause, files }) => [
        recipient.name,
        endedBecause,
        files.map(({ downloads }) => downloads),
      ]),
    ).toEqual([
      ['試験 花子', 'reissued', [1, 1]],
      ['試験 花子', null, [0, 0]],
      ['試験 一郎', null, [0, 1]],
    ]);
    expect(told.decision).toMatchObject({ kind: 'approve', by: { name: '試験 太郎' }, deputy: false, ground: 2 });
    expect(told.letters.map(({ form }) => form)).toEqual([1, 2]);
    expect(told.agreements).toHaveLength(16);
    expect(told.agreements.filter(({ holds }) => !holds)).toEqual([]);
  });

  it('holds every row of the log whole, so that anybody can compute its hash again', async () => {
    await wholeLife(world);
    const { log, chain } = await evidence();
    for (const { content, hash, intact } of log) {
      expect([hashRow(content), intact]).toEqual([hash, true]);
    }
    const last = await ctx.db.client.auditEntry.findFirstOrThrow({ where: { action: 'evidence.made' } });
    expect(chain.head).toEqual({ seq: last.seq - 1, hash: last.previousHash });
    expect(chain.verification).toEqual({
      ...{ whole: true, rows: last.seq - 1, fault: null },
      heads: (await headFile(ctx.config.auditHeadFile).read()).length,
    });
    // The last one of each day.
    expect(chain.recordedHeads.map(({ day }) => day)).toEqual(['2026-09-16', '2026-11-01']);
  });

  it('carries no telephone number and nothing the applicant wrote', async () => {
    await handOver(world, { purpose: '4', purposeOther: '議会への説明のため' });
    const text = (await askFor('auditor')).json.toString();
    const { otherNumber, entries } = await request();
    expect([otherNumber, JSON.stringify(entries)]).toEqual(['+819012345678', expect.stringContaining('議会への説明')]);
    expect(text).not.toMatch(/9012345678|1234-5678|議会への説明/);
  });

  it('names the heads that were kept outside the database meanwhile', async () => {
    await handOver(world);
    const { head } = await recordHead(ctx, headFile(ctx.config.auditHeadFile));
    const { chain } = await evidence();
    expect(chain.recordedHeads).toEqual([head]);
    expect(chain.verification).toMatchObject({ whole: true, heads: 1 });
  });

  it('tells of a refusal that nothing was copied', async () => {
    await submitApplication(world);
    const manager = world.as('manager');
    const asked = await manager.press(manager.lastCard(), '不交付にする…');
    await manager.press(asked, '不交付を決定する', { reason: 'no_ground', words: '対象外のため' });
    await world.app.runPending();
    const told = await evidence();
    expect([told.decision?.kind, told.decision?.refusalReason, told.copies]).toEqual(['refuse', 'no_ground', []]);
    expect(told.agreements.map(({ holds }) => holds)).toEqual(Array(8).fill(true));
  });

  it('agrees with the log after every detour: prepared, handed back, returned, filed again, shared, renewed, stopped, refused', async () => {
    for (const name of ['chief', 'staff'] as const) await world.as(name).say('こんにちは');
    await liveOnce(world, new Secrets(), 1);
    for (const { id } of await ctx.db.client.request.findMany({ where: { serial: { not: null } } })) {
      const { json } = await makeEvidence(ctx, null, { channel: 'command' }, id);
      const told = JSON.parse(json.toString()) as { agreements: { holds: boolean }[] };
      expect(told.agreements.filter(({ holds }) => !holds)).toEqual([]);
    }
  });

  it('can be made while the application still waits', async () => {
    await submitApplication(world);
    const told = await evidence();
    expect([told.decision, told.copies]).toEqual([null, []]);
    expect(told.agreements.map(({ holds }) => holds)).toEqual([true, true, true]);
  });
});

describe('making evidence', () => {
  it('gives two files: the PDF names the hash of the JSON, and the log keeps it', async () => {
    await handOver(world);
    const files = await askFor('manager');
    expect(files.name).toBe('証跡_R8-1_20260916-1000');
    expect(sha256(files.json)).toBe(files.sha256);
    expect(pagesOf(files.pdf)).toBeGreaterThan(1);
    const made = await ctx.db.client.auditEntry.findFirstOrThrow({ where: { action: 'evidence.made' } });
    expect(made).toMatchObject({
      actorName: '試験 太郎',
      requestId: (await request()).id,
      channel: 'chat',
      data: { sha256: files.sha256, head: made.seq - 1 },
    });
    expect(actionsIn(await evidence()).at(-1)).toBe('evidence.made');
  });

  it.each(['chief', 'staff', 'otherChief', 'deputy', 'operator'] as const)('is not for the %s', async (name) => {
    await handOver(world);
    const refused = await askFor(name).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({
      code: 'not_allowed',
      forPerson: '証跡を作成できるのは、管理責任者（管財課長）と監査担当です。',
    });
    expect(await ctx.db.client.auditEntry.count({ where: { action: 'evidence.made' } })).toBe(0);
  });

  it('is for nobody unnamed but the operator at the command line', async () => {
    await handOver(world);
    const { id } = await request();
    await expect(makeEvidence(ctx, null, { channel: 'web' }, id)).rejects.toMatchObject({ code: 'not_allowed' });
    const { json } = await makeEvidence(ctx, null, { channel: 'command' }, id);
    expect(read(json).madeBy).toBeNull();
  });

  it('says of a draft, and of what is no request, that there is none', async () => {
    await world.as('chief').say('申請');
    const actor = await findActor(ctx.directory, PEOPLE.auditor.id);
    for (const id of [(await request()).id, '11111111-1111-4111-8111-111111111111', "'; --"]) {
      await expect(makeEvidence(ctx, actor, { channel: 'chat' }, id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('gives nothing out when it cannot be written in the log', async () => {
    await handOver(world);
    await ctx.db.executeSql(
      `ALTER TABLE "AuditEntry" ADD CONSTRAINT full_disk CHECK ("action" <> 'evidence.made')`,
      [],
    );
    try {
      await expect(askFor('auditor')).rejects.toThrow();
    } finally {
      await ctx.db.executeSql('ALTER TABLE "AuditEntry" DROP CONSTRAINT full_disk', []);
    }
  });
});

describe('after somebody had a hand in the database', () => {
  const tamper = (statement: string) => withoutGuard(ctx.db, () => ctx.db.executeSql(statement, []));
  const seqOf = async (action: string) =>
    (await ctx.db.client.auditEntry.findFirstOrThrow({ where: { action }, orderBy: { seq: 'asc' } })).seq;

  it('the evidence says which row of the log was edited', async () => {
    await wholeLife(world);
    const seq = await seqOf('link.download');
    await tamper(`UPDATE "AuditEntry" SET "actorName" = '別人' WHERE "seq" = ${seq}`);
    const { chain, log } = await evidence();
    expect(chain.verification).toMatchObject({ whole: false, fault: { seq } });
    expect(log.filter(({ intact }) => !intact).map(({ content }) => content.seq)).toEqual([seq]);
  });

  it('it shows a row whose moment was made unreadable', async () => {
    await handOver(world);
    const seq = await seqOf('request.approve');
    await tamper(`UPDATE "AuditEntry" SET "at" = 'infinity' WHERE "seq" = ${seq}`);
    const { chain, log } = await evidence();
    expect(chain.verification.fault?.seq).toBe(seq);
    expect(log.find(({ content }) => content.seq === seq)).toMatchObject({
      intact: false,
      content: { at: 'infinity' },
    });
  });

  it('it says so, too, when the row tells of something else', async () => {
    const other = { actor: null, action: 'directory.load', channel: 'job' } as const;
    await ctx.db.transaction((tx) => appendAudit(tx, ctx, other));
    await handOver(world);
    await tamper(`UPDATE "AuditEntry" SET "actorName" = '別人' WHERE "seq" = 1`);
    const { chain, log } = await evidence();
    expect(chain.verification).toMatchObject({ whole: false, fault: { seq: 1 } });
    expect(log.every(({ intact }) => intact)).toBe(true);
  });

  it('it finds the log cut off behind a head that was kept', async () => {
    await handOver(world);
    const {
      head: { seq },
    } = await recordHead(ctx, headFile(ctx.config.auditHeadFile));
    await tamper(`DELETE FROM "AuditEntry" WHERE "seq" = ${seq}`);
    await ctx.db.executeSql(
      `UPDATE "AuditHead" SET "seq" = "seq" - 1, "hash" = (SELECT "hash" FROM "AuditEntry" WHERE "seq" = ${seq - 1})`,
      [],
    );
    expect((await evidence()).chain.verification).toMatchObject({ whole: false, fault: { seq } });
  });
});
