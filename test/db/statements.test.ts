import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freshDatabase } from '../helpers/database.js';
import { forgetRequests } from '../helpers/reset.js';
import { submitApplication } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';

const heard: string[] = [];

let world: World;
beforeAll(async () => {
  const database = await freshDatabase({ onStatement: (statement) => heard.push(statement) });
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00', database });
});
afterAll(() => world.close());
beforeEach(async () => {
  await forgetRequests(world);
  for (const name of ['chief', 'manager'] as const) await world.as(name).say('こんにちは');
});

/** The statements of one press or sentence, between the message and its answer. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  // The events of what went before may still be on their way.
  await world.app.ctx.db.client.$queryRaw`SELECT 'begins here'`;
  heard.length = 0;
  await work();
  return [...heard];
}

describe('the statements of', () => {
  it('an approval are 16 at most', async () => {
    await submitApplication(world);
    const manager = world.as('manager');
    const statements = await statementsOf(() => manager.press(manager.lastCard(), '承認する'));
    expect(statements.length).toBeLessThanOrEqual(16);
  });

  it('a status answer are 8 at most', async () => {
    await submitApplication(world);
    const chief = world.as('chief');
    const statements = await statementsOf(() => chief.say('R8-1は？'));
    expect(statements.length).toBeLessThanOrEqual(8);
  });
});
