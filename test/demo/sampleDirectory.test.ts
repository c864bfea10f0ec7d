import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { DEMO_PEOPLE, writeSampleDirectory } from '../../bot/demo/sampleDirectory.js';
import { readDirectory } from '../../bot/directory/readDirectory.js';
import { ROOT } from '../../bot/paths.js';

it('the demo’s directory file is accepted and has somebody for every role', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const { rows, faults } = readDirectory(await readFile(await writeSampleDirectory(folder)));
  await rm(folder, { recursive: true });
  expect(faults).toEqual([]);
  expect(rows).toHaveLength(Object.keys(DEMO_PEOPLE).length);
  expect(new Set(rows.map(({ role }) => role))).toEqual(
    new Set(['chief', 'staff', 'manager', 'deputy', 'operator', 'auditor']),
  );
  expect(rows[0]).toEqual({
    id: DEMO_PEOPLE.hanako.id,
    name: '試験 花子',
    mail: 'hanako@example.jp',
    bureau: '市民局',
    section: '市民課',
    documentSymbol: '市民発',
    title: '市民課長',
    role: 'chief',
  });
});

it('the people of the demo’s browser windows are those of its directory', async () => {
  const ids = new Set<string>(Object.values(DEMO_PEOPLE).map(({ id }) => id));
  for (const role of await readdir(join(ROOT, 'playground'))) {
    const text = await readFile(join(ROOT, 'playground', role, '.m365agentsplayground.yml'), 'utf8');
    const signedIn = [...text.matchAll(/aadObjectId: (\S+)/g)].map(([, id]) => id);
    expect(signedIn).toHaveLength(6);
    for (const id of signedIn) expect(ids).toContain(id);
  }
});
