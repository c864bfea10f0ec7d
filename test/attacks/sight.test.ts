import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findActor } from '../../bot/directory/people.js';
import { civilDate } from '../../bot/japanese/civil.js';
import { issueLink } from '../../bot/links/issue.js';
import { lettersOf } from '../../bot/links/view.js';
import { listRequests } from '../../bot/requests/reads/list.js';
import type { Actor } from '../../bot/rule/actor.js';
import { isWhole, sightOf } from '../../bot/rule/sight.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type PersonName, type World } from '../helpers/world.js';

const WORDS = '市民が弁護士を立てた';
const READERS = (Object.keys(PEOPLE) as PersonName[]).filter((name) => name !== 'stranger');

let world: World;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  await world.as('manager').say('こんにちは');
  await submitApplication(world);
  await handOver(world, { documentNumber: '124' });
  await world.app.ctx.db.client.request.updateMany({ data: { purposeOther: WORDS } });
});
afterAll(() => world.close());

/** Everybody with each request, as 代決者 in their period and outside of it. */
async function cases() {
  const { ctx } = world.app;
  const requests = await ctx.db.client.request.findMany({ where: { submittedAt: { not: null } } });
  expect(requests.map(({ status }) => status).sort()).toEqual(['answered', 'submitted']);
  const actors = READERS.flatMap((name): Actor[] => {
    const actor = findActor(ctx.directory, PEOPLE[name].id, civilDate(ctx.clock.now()));
    return name === 'deputy' ? [actor, { ...actor, deputises: true }] : [actor];
  });
  return actors.flatMap((actor) => requests.map((request) => ({ actor, request, sight: sightOf(actor, request) })));
}

const finds = async (actor: Actor, search: string, id: string) =>
  (await listRequests(world.app.ctx, actor, { search })).requests.some((request) => request.id === id);

describe('a search', () => {
  it('finds by a whole number, or by some of its middle, only where its reader sees the whole number', async () => {
    for (const { actor, request, sight } of await cases()) {
      const national = `0${request.otherNumber?.slice(3)}`;
      for (const digits of [national, national.slice(1, 7), national.slice(-5)]) {
        const found = await finds(actor, digits, request.id);
        expect([actor.name, request.status, digits, found]).toEqual([
          actor.name,
          request.status,
          digits,
          sight.number === 'whole',
        ]);
      }
    }
  });

  it('finds by the last four digits for whoever may see the request, for they stand on its card', async () => {
    for (const { actor, request } of await cases()) {
      const mayLook = actor.personId !== PEOPLE.otherChief.id;
      expect([actor.name, await finds(actor, request.otherNumber?.slice(-4) ?? '', request.id)]).toEqual([
        actor.name,
        mayLook,
      ]);
    }
  });

  it('finds by the applicants’ words only where its reader sees them', async () => {
    for (const { actor, request, sight } of await cases()) {
      const found = await finds(actor, '弁護士', request.id);
      expect([actor.name, request.status, found]).toEqual([actor.name, request.status, sight.words]);
    }
  });
});

describe('the link to an application', () => {
  it('shows 様式第1号 only to whom nothing of it is withheld today', async () => {
    const { ctx } = world.app;
    const now = await cases();
    const today = now.filter(({ actor }) => actor.deputises !== true || actor.personId !== PEOPLE.deputy.id);
    for (const { actor, request, sight } of today) {
      const link = await ctx.db.transaction((tx) =>
        issueLink(tx, ctx, { requestId: request.id, kind: 'application', recipientId: actor.personId, copyIds: [] }),
      );
      const { bureau, section } = request;
      const session = { sessionId: '', expiresAt: ctx.clock.now(), link, section: { bureau, section } };
      const letters = await lettersOf(ctx, session);
      expect([actor.name, request.status, letters.length > 0]).toEqual([actor.name, request.status, isWhole(sight)]);
    }
  });
});
