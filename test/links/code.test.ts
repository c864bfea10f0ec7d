import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from '../../bot/context.js';
import type { Tx } from '../../bot/db/database.js';
import { AppError } from '../../bot/errors.js';
import { makeCode } from '../../bot/links/code.js';
import { findSession, signIn } from '../../bot/links/session.js';
import { hashCode, linkUrl, newLinkId } from '../../bot/links/token.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';
import { audited, BROWSER, codeOf, handOver, wrong } from './handedOver.js';

const MINUTE = 60_000;

let world: World;
let ctx: Context;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  ctx = world.app.ctx;
});
afterAll(() => world.close());

/** What became of a try to sign in: the link that was opened, or the sentence that refused. */
async function attempt(token: string, code: string): Promise<string> {
  try {
    const { value } = await signIn(ctx, token, code, BROWSER);
    return (await findSession(ctx, value))?.link.id ?? 'no session';
  } catch (error) {
    if (error instanceof Error && 'forPerson' in error) return String(error.forPerson);
    throw error;
  }
}

/** What a use case asks of the database inside its transaction, in order; whether it refuses is not looked at. */
async function statements(work: (watched: Context) => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const watch = <T extends object>(target: T, path: string): T =>
    new Proxy(target, {
      get(on, name) {
        const value: unknown = Reflect.get(on, name);
        const told = `${path}${String(name)}`;
        if (typeof value === 'function') {
          return (...given: unknown[]) => {
            asked.push(told);
            return Reflect.apply(value, on, given);
          };
        }
        return typeof value === 'object' && value !== null ? watch(value, `${told}.`) : value;
      },
    });
  const db = {
    ...ctx.db,
    transaction: <T>(run: (tx: Tx) => Promise<T>) => ctx.db.transaction((tx) => run(watch(tx, ''))),
  };
  await work({ ...ctx, db }).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
  return asked;
}

const REFUSED =
  '確認コードが違うか、有効期限（10分）が切れています。コードは、お求めになったブラウザーでのみ使えます。もう一度お確かめになるか、新しいコードをお受け取りください。';

describe('the code that proves who is there', () => {
  it('has six digits, is meant for the recipient alone and opens their link', async () => {
    const { link, token } = await handOver(ctx);
    const sent = await makeCode(ctx, token, BROWSER);
    expect(sent).toEqual({ recipientId: PEOPLE.chief.id, code: expect.stringMatching(/^\d{6}$/), minutes: 10 });
    expect(await attempt(token, sent?.code ?? '')).toBe(link.id);
  });

  it('is not in the database', async () => {
    const { link, token } = await handOver(ctx);
    const code = await codeOf(ctx, token);
    const rows = await ctx.db.client.linkCode.findMany({ where: { linkId: link.id } });
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('opens no other link', async () => {
    const [mine, other] = [await handOver(ctx), await handOver(ctx)];
    await codeOf(ctx, other.token);
    expect(await attempt(other.token, await codeOf(ctx, mine.token))).toBe(REFUSED);
  });

  it('forgives four mistakes, not five', async () => {
    for (const [mistakes, opens] of [
      [4, true],
      [5, false],
    ] as const) {
      const { link, token } = await handOver(ctx);
      const code = await codeOf(ctx, token);
      for (let mistake = 0; mistake < mistakes; mistake++) expect(await attempt(token, wrong(code))).toBe(REFUSED);
      expect(await attempt(token, code)).toBe(opens ? link.id : REFUSED);
    }
  });

  it('gives five tries even to many who guess at once', async () => {
    const { link, token } = await handOver(ctx);
    const code = await codeOf(ctx, token);
    const guesses = await Promise.all(Array.from({ length: 12 }, () => attempt(token, wrong(code))));
    expect(new Set(guesses)).toEqual(new Set([REFUSED]));
    expect(await ctx.db.client.linkCode.findFirst({ where: { linkId: link.id } })).toMatchObject({ triesLeft: 0 });
    expect(await attempt(token, code)).toBe(REFUSED);
  });

  it('lasts ten minutes by the clock', async () => {
    const { link, token } = await handOver(ctx);
    const early = await codeOf(ctx, token);
    world.clock.advance(10 * MINUTE - 1);
    expect(await attempt(token, early)).toBe(link.id);
    const late = await codeOf(ctx, token);
    world.clock.advance(10 * MINUTE);
    expect(await attempt(token, late)).toBe(REFUSED);
  });

  it('opens the link once', async () => {
    const { link, token } = await handOver(ctx);
    const code = await codeOf(ctx, token);
    const attempts = await Promise.all(Array.from({ length: 5 }, () => attempt(token, code)));
    expect(attempts.filter((result) => result === link.id)).toHaveLength(1);
    expect(await attempt(token, code)).toBe(REFUSED);
  });

  it('dies when a newer one is made, even in the same moment', async () => {
    const { link, token } = await handOver(ctx);
    const codes = [await codeOf(ctx, token), await codeOf(ctx, token), await codeOf(ctx, token)];
    const [first = '', second = '', third = ''] = codes;
    for (const old of [first, second].filter((code) => code !== third)) expect(await attempt(token, old)).toBe(REFUSED);
    expect(await attempt(token, third)).toBe(link.id);
  });

  it('is made three times in ten minutes at most, and the third goes on working', async () => {
    const { link, token, requestId } = await handOver(ctx);
    const made = await Promise.all(Array.from({ length: 8 }, () => makeCode(ctx, token, BROWSER)));
    expect(made.filter((sent) => sent !== undefined)).toHaveLength(3);
    expect(await audited(ctx, 'link.code_throttled', requestId)).toBe(5);
    const living = await ctx.db.client.linkCode.findMany({ where: { linkId: link.id, triesLeft: { gt: 0 } } });
    expect(living).toHaveLength(1);
    // Asked for at the same moment, they are made in any order; the last one made is the one that lives.
    const [{ id, hash } = { id: '', hash: '' }] = living;
    const third = made.find((sent) => sent !== undefined && hashCode(ctx.config.linkSecrets, id, sent.code) === hash);
    expect(await attempt(token, third?.code ?? '')).toBe(link.id);
    world.clock.advance(10 * MINUTE);
    expect(await attempt(token, await codeOf(ctx, token))).toBe(link.id);
  });

  it('is refused with the same words, whatever is wrong', async () => {
    const { token } = await handOver(ctx);
    const nobody = linkUrl('', ctx.config.linkSecrets, newLinkId()).split('#')[1] ?? '';
    const forged = linkUrl('', ['another secret'], newLinkId()).split('#')[1] ?? '';
    for (const one of [token, nobody, forged, '', token.slice(1)]) expect(await attempt(one, '123456')).toBe(REFUSED);
    const code = await codeOf(ctx, token);
    for (const typed of ['', code.slice(1), `${code}0`, 'abcdef']) expect(await attempt(token, typed)).toBe(REFUSED);
  });
});

describe('a token that opens nothing', () => {
  it('is sent no code, and leaves a mark in the audit log', async () => {
    const before = await ctx.db.client.auditEntry.count({ where: { action: 'link.unknown_token' } });
    const forged = linkUrl('', ['another secret'], newLinkId()).split('#')[1] ?? '';
    expect(await makeCode(ctx, forged, BROWSER)).toBeUndefined();
    expect(await makeCode(ctx, '', BROWSER)).toBeUndefined();
    expect(await ctx.db.client.auditEntry.count({ where: { action: 'link.unknown_token' } })).toBe(before + 2);
  });

  it('is sent no code when it is well made but no link has its id', async () => {
    expect(
      await makeCode(ctx, linkUrl('', ctx.config.linkSecrets, newLinkId()).split('#')[1] ?? '', BROWSER),
    ).toBeUndefined();
  });
});

describe('a stranger with a watch', () => {
  const tokens = async () => ({
    known: (await handOver(ctx)).token,
    unknown: linkUrl('', ctx.config.linkSecrets, newLinkId()).split('#')[1] ?? '',
    forged: linkUrl('', ['another secret'], newLinkId()).split('#')[1] ?? '',
  });

  it('learns nothing from asking for a code: the same is asked of the database whatever the token', async () => {
    const { known, unknown, forged } = await tokens();
    const usual = await statements((watched) => makeCode(watched, known, BROWSER));
    expect(usual.length).toBeGreaterThan(5);
    for (const token of [unknown, forged, '']) {
      expect(await statements((watched) => makeCode(watched, token, BROWSER))).toEqual(usual);
    }
    for (let time = 0; time < 2; time++) await makeCode(ctx, known, BROWSER);
    expect(await statements((watched) => makeCode(watched, known, BROWSER))).toEqual(usual);
  });

  it('learns nothing from guessing a code either', async () => {
    const { known, unknown, forged } = await tokens();
    const usual = await statements((watched) => signIn(watched, known, '000000', BROWSER));
    const wrongCode = wrong(await codeOf(ctx, known));
    expect(await statements((watched) => signIn(watched, known, wrongCode, BROWSER))).toEqual(usual);
    for (const token of [unknown, forged, '']) {
      expect(await statements((watched) => signIn(watched, token, '000000', BROWSER))).toEqual(usual);
    }
  });
});

describe('every try to sign in', () => {
  it('is audited: the opening with the recipient, the refusal without a name', async () => {
    const { token, requestId } = await handOver(ctx);
    const code = await codeOf(ctx, token);
    await attempt(token, wrong(code));
    await attempt(token, code);
    const rows = await ctx.db.client.auditEntry.findMany({ where: { requestId }, orderBy: { seq: 'asc' } });
    expect(rows.map(({ action, actorName, channel }) => [action, actorName, channel])).toEqual([
      ['link.code', null, 'web'],
      ['link.sign_in_refused', null, 'web'],
      ['link.opened', PEOPLE.chief.name, 'web'],
    ]);
    expect(JSON.stringify(rows.map(({ data }) => data))).not.toMatch(new RegExp(`${code}|${token}`));
  });
});
