import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linkPage } from '../helpers/linkPage.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { createWorld, DIRECTORY, PEOPLE, type PersonName, type World } from '../helpers/world.js';
import { consequences } from './consequences.js';

const [HEADER = ''] = DIRECTORY.split('\n');
const NAMES = Object.keys(PEOPLE) as PersonName[];

describe('a bot without any directory', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ env: { DIRECTORY_FILE: '' } });
  });
  afterAll(() => world.close());

  it.each(NAMES)(
    'knows nobody, does nothing for anybody, and remembers where they can be reached: %s',
    async (name) => {
      const person = world.as(name);
      const { answer, changed, audit } = await consequences(world, () => person.say('申請'));
      expect(answer.words).toContain('職員名簿に登録がない');
      expect(changed).toEqual(['Conversation']);
      expect(audit).toEqual([
        {
          actorId: null,
          action: 'turn.refused',
          requestId: null,
          data: { what: 'message', because: 'not_in_directory', objectId: person.id },
        },
      ]);
    },
  );
});

describe('rights that were taken away', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
    for (const name of ['manager', 'operator'] as const) await world.as(name).say('こんにちは');
  });
  afterAll(() => world.close());

  const directory = async (text: string) => {
    await writeFile(join(world.folder, 'directory.csv'), text);
    return world.app.refreshDirectory();
  };
  const without = (id: string) =>
    DIRECTORY.split('\n')
      .filter((row) => !row.includes(id))
      .join('\n');

  it('are gone at once: the manager who left cannot use the button that is still in the chat', async () => {
    await submitApplication(world);
    const manager = world.as('manager');
    const card = manager.lastCard();
    expect((await directory(without(manager.id))).state).toBe('loaded');
    const { answer, changed, audit } = await consequences(world, () => manager.press(card, '承認する'));
    expect(answer.words).toContain('職員名簿に登録がない');
    expect([changed, audit.map(({ action }) => action)]).toEqual([[], ['turn.refused']]);
    await directory(DIRECTORY);
  });

  it('are gone at once: the chief who left cannot open the link that was sent', async () => {
    const token = await handOver(world);
    const page = linkPage(world, token);
    const { files } = await page.enter('chief');
    await directory(without(PEOPLE.chief.id));
    expect((await page.post(files[0]?.downloadsHref ?? '')).status).toBe(410);
    expect((await page.get(files[0]?.audioHref ?? '')).status).toBe(410);
    await directory(DIRECTORY);
  });

  it.each([
    ['an empty file', ''],
    ['nothing but a header', HEADER],
    [
      'a row that gives a role nobody knows',
      `${DIRECTORY}\n${PEOPLE.stranger.id},部外 者,b@example.jp,局,課,課発,長,神`,
    ],
  ])('are given to nobody by a damaged directory: %s', async (_what, text) => {
    const { answer, changed } = await consequences(world, () => directory(text));
    expect(['refused', 'held', 'loaded']).toContain(answer.state);
    // The office is told; nobody's rights change.
    if (answer.state !== 'loaded')
      expect(changed.filter((table) => !['Job', 'Notice', 'Setting'].includes(table))).toEqual([]);
    expect((await world.as('stranger').say('申請')).words).toContain('職員名簿に登録がない');
    await directory(DIRECTORY);
  });
});
