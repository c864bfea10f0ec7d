import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from '../../bot/context.js';
import { findActor } from '../../bot/directory/people.js';
import { AppError } from '../../bot/errors.js';
import { civilDate } from '../../bot/japanese/civil.js';
import { grantDownload } from '../../bot/links/download.js';
import type { LinkSessionFacts } from '../../bot/links/session.js';
import { takeStep } from '../../bot/requests/step.js';
import { receiveByDownload } from '../../bot/requests/verbs/receive.js';
import { revoke as revocation } from '../../bot/requests/verbs/revoke.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';
import { type HandedOver, handOver, sessionFor } from './handedOver.js';

const ROUNDS = 10;

let world: World;
let ctx: Context;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  ctx = world.app.ctx;
});
afterAll(() => world.close());

async function revoke({ requestId }: HandedOver): Promise<string> {
  const manager = await findActor(ctx.directory, PEOPLE.manager.id, civilDate(ctx.clock.now()));
  await takeStep(ctx, manager, { channel: 'chat' }, revocation, { requestId, words: '誤って交付したため' });
  return 'revoked';
}

/** Downloads as the page does; a refusal is its sentence. */
async function download({ copyId }: HandedOver, session: LinkSessionFacts): Promise<string> {
  try {
    await grantDownload(ctx, session, copyId, (tx, id) => receiveByDownload(tx, ctx, id));
    return 'granted';
  } catch (error) {
    if (error instanceof AppError) return error.forPerson;
    throw error;
  }
}

const REFUSED = '取得リンクは、管財課により失効しました。総務局管財課へお問い合わせください。';

describe('失効 and a download in the same moment', () => {
  it.each(['失効 first', 'the download first'])('have one winner, and nothing after 失効 (%s)', async (first) => {
    const outcomes: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const handed = await handOver(ctx);
      const session = await sessionFor(ctx, handed.token);
      const both = [() => revoke(handed), () => download(handed, session)];
      if (first !== '失効 first') both.reverse();
      const said = await Promise.all(both.map((act) => act()));
      outcomes.push(said.find((words) => words !== 'revoked') ?? '');

      const { requestId, link } = handed;
      const rows = await ctx.db.client.auditEntry.findMany({ where: { requestId }, orderBy: { seq: 'asc' } });
      const log = rows.map(({ action }) => action);
      const file = await ctx.db.client.linkFile.findFirst({ where: { linkId: link.id } });
      const won = outcomes.at(-1) === 'granted';
      expect(file?.downloads).toBe(won ? 1 : 0);
      expect(log.filter((action) => action === 'link.download')).toHaveLength(won ? 1 : 0);
      expect(log.filter((action) => action === 'link.download_refused')).toHaveLength(won ? 0 : 1);
      expect(log.slice(log.indexOf('request.revoke'))).not.toContain('link.download');
      expect(await download(handed, session)).toBe(REFUSED);
    }
    expect(outcomes.filter((outcome) => outcome !== 'granted' && outcome !== REFUSED)).toEqual([]);
  });
});
