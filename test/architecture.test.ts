import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../bot/paths.js';
import { botSources, type Import, readSource, type Source } from './helpers/source.js';

const SOURCES = botSources();

/** The root's small files, which everybody may import. */
const COMMON = [
  'addresses.ts',
  'clock.ts',
  'closed.ts',
  'errors.ts',
  'folders.ts',
  'namedCity.ts',
  'paths.ts',
  'presence.ts',
  'config.ts',
  'context.ts',
  'readiness.ts',
  'seal.ts',
  'sender.ts',
  'tunable.ts',
];

/** What is below everything that knows requests. */
const LOWER = ['recordings', 'links', 'letters', 'directory', 'audit', 'files', 'db', 'rule', 'japanese'];

/** Which rooms a room may look into (docs/decisions/0010-import-arrows.md), besides itself and the common files. */
const ARROWS: Record<string, readonly string[]> = {
  teams: ['requests', 'matters', 'notices', 'housekeeping', 'evidence', 'jobs', 'chat', 'azure', ...LOWER],
  web: ['requests', 'matters', 'evidence', ...LOWER],
  commands: ['backup', 'evidence', 'ledger', 'matters', 'recordings', 'audit', 'files', 'db', 'rule', 'japanese'],
  housekeeping: ['requests', 'matters', 'notices', 'jobs', ...LOWER],
  notices: ['requests', 'jobs', ...LOWER],
  requests: ['matters', 'notices', 'jobs', 'chat', ...LOWER],
  matters: ['notices', 'jobs', 'chat', ...LOWER],
  evidence: ['requests', 'matters', 'links', 'letters', 'audit', 'files', 'db', 'rule', 'japanese'],
  ledger: ['directory', 'audit', 'db', 'rule', 'japanese'],
  recordings: ['audit', 'files', 'db', 'rule', 'japanese'],
  links: ['directory', 'audit', 'files', 'db', 'rule', 'japanese'],
  letters: ['audit', 'files', 'db', 'rule', 'japanese'],
  directory: ['audit', 'files', 'db', 'rule', 'japanese'],
  backup: ['audit', 'files', 'db', 'rule', 'japanese'],
  jobs: ['db'],
  chat: ['rule', 'japanese'],
  audit: ['azure', 'db', 'rule', 'japanese'],
  files: ['azure', 'rule'],
  azure: [],
  db: [],
  rule: ['japanese'],
  japanese: [],
  'web/page': [],
};

/** What a city calls its things. */
const NAMES = ['rule/fileNames.ts', 'rule/office.ts', 'rule/purposes.ts', 'rule/profile/profile.ts'];

/** Within Teams: what comes in, what goes out, what a reader is shown, the cards it is shown with. */
const WITHIN_TEAMS: Record<string, readonly string[]> = {
  in: ['views', 'cards', 'out', 'sdk/port.ts', 'sdk/microsoft.ts'],
  // Who may be answered is asked of the gate before anything is sent, too.
  out: ['views', 'cards', 'in/gate.ts', 'sdk/port.ts'],
  views: ['cards', 'out/conversations.ts'],
  cards: [],
  // Microsoft's packages, each behind the same port.
  sdk: [],
};

/** The room of a file: its folder, `web/page` for the browser's part, undefined for the files of the root. */
function roomOf(path: string): string | undefined {
  if (path.startsWith('web/page/')) return 'web/page';
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined;
}

/** Why an import breaks the arrows; undefined when it follows them. */
function breach({ path }: Source, { from, typeOnly }: Import): string | undefined {
  const [room, target] = [roomOf(path), roomOf(from)];
  const told = `${path} → ${from}`;
  if (from === 'context.ts' && !typeOnly) return `${told}: types only`;
  if (path === 'app.ts' || path === 'main.ts' || path === 'context.ts') return undefined;
  if (room === 'demo') return undefined;
  // Everybody may import the rule and the Japanese of the house.
  if (room === undefined) return [undefined, 'rule', 'japanese'].includes(target) ? undefined : told;
  if (room === 'teams' && target === 'teams') return breachWithinTeams(path, from);
  if (room === target) return undefined;
  // A step owes its messages; of what becomes of them requests and matters know nothing.
  if ((room === 'requests' || room === 'matters') && target === 'notices' && from !== 'notices/owe.ts') return told;
  // The one thing that both sides of the link's page know: the types of what the server answers.
  if (room === 'web/page' && from === 'web/answers.ts') return typeOnly ? undefined : `${told}: types only`;
  if (target === undefined) {
    const pure = room === 'rule' || room === 'japanese' || room === 'web/page';
    return COMMON.includes(from) && !pure ? undefined : told;
  }
  // The bottom row knows no room but itself; the audit log writes into the caller's transaction and so knows its type.
  if (room === 'audit' && target === 'db' && !typeOnly) return `${told}: types only`;
  if (target === 'jobs' && from === 'jobs/queue.ts' && !typeOnly) return `${told}: types only`;
  // Of the rule these two know no more than what a city calls its office and its purposes.
  if (target === 'rule' && (room === 'chat' || room === 'files') && !NAMES.includes(from)) return told;
  return ARROWS[room]?.includes(target) ? undefined : told;
}

/** An import within Teams that goes against its own arrows. */
function breachWithinTeams(path: string, from: string): string | undefined {
  const [room = '', target = ''] = [path, from].map((file) => file.split('/')[1]);
  if (room === target) return undefined;
  const known = WITHIN_TEAMS[room];
  const allowed = known?.some((one) => one === target || `teams/${one}` === from);
  return allowed ? undefined : `${path} → ${from}`;
}

const breaches = (sources: Source[]) =>
  sources.flatMap((source) => source.imports.flatMap((one) => (one.house ? (breach(source, one) ?? []) : [])));

/** The ways by which a file comes back to itself, each told once. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const [circles, settled]: [Set<string>, Set<string>] = [new Set(), new Set()];
  const walk = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) circles.add([...way.slice(at), path].join(' → '));
    if (at >= 0 || settled.has(path)) return;
    for (const next of imports.get(path) ?? []) walk(next, [...way, path]);
    settled.add(path);
  };
  for (const path of imports.keys()) walk(path, []);
  return [...circles];
}

/** Which files use something. */
const users = (sources: Source[], use: string) =>
  sources.filter(({ uses }) => uses.includes(use)).map(({ path }) => path);

describe('the arrows of the house', () => {
  it('know every room', () => {
    const rooms = new Set(SOURCES.map(({ path }) => roomOf(path)));
    rooms.delete(undefined);
    rooms.delete('demo');
    expect([...rooms].sort()).toEqual(Object.keys(ARROWS).sort());
  });

  it('are followed by every import', () => {
    expect(breaches(SOURCES)).toEqual([]);
  });

  it('lead no file back to itself, not even by its types', () => {
    const imports = new Map(
      SOURCES.map(({ path, imports }) => [path, imports.flatMap(({ house, from }) => (house ? [from] : []))]),
    );
    expect(circlesIn(imports)).toEqual([]);
    expect(
      circlesIn(
        new Map([
          ['a.ts', ['b.ts']],
          ['b.ts', ['c.ts']],
          ['c.ts', ['b.ts']],
        ]),
      ),
    ).toEqual(['b.ts → c.ts → b.ts']);
  });

  it('let only main import the demo, and only app and main import the app', () => {
    const importers = (wanted: (from: string) => boolean) =>
      SOURCES.filter(({ imports }) => imports.some(({ house, from }) => house && wanted(from))).map(({ path }) => path);
    expect(importers((from) => from.startsWith('demo/')).filter((path) => !path.startsWith('demo/'))).toEqual([
      'main.ts',
    ]);
    expect(importers((from) => from === 'app.ts')).toEqual(['main.ts']);
    expect(importers((from) => from === 'main.ts')).toEqual([]);
  });

  it('make context.ts a file of types only', () => {
    const context = SOURCES.find(({ path }) => path === 'context.ts');
    expect(context?.imports.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  });

  it('make web/answers.ts, which the browser’s part knows too, a file of types that imports nothing', () => {
    const answers = SOURCES.find(({ path }) => path === 'web/answers.ts');
    expect(answers?.imports).toEqual([]);
    expect(readFileSync(join(ROOT, 'bot', 'web', 'answers.ts'), 'utf8')).not.toMatch(/^export (?!(interface|type) )/m);
  });

  it('keep the packages of Microsoft for Teams in bot/teams/sdk', () => {
    const outside = SOURCES.filter(({ path }) => !path.startsWith('teams/sdk/')).flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => /^(botbuilder|botframework|@microsoft\/)/.test(from))
        .map(({ from }) => `${path} → ${from}`),
    );
    expect(outside).toEqual([]);
  });

  it('keep the packages of Azure in files that are loaded only where one of its services is configured', () => {
    const loads = ({ from, typeOnly }: Import) => from.startsWith('@azure/') && !typeOnly;
    const loading = SOURCES.filter(({ imports }) => imports.some(loads)).map(({ path }) => path);
    expect(loading).toEqual(['azure/identity.ts', 'azure/storage.ts', 'files/keyVaultKey.ts']);
    const files = [...loading, 'files/azureStore.ts', 'audit/headContainer.ts'];
    const importers = SOURCES.filter(({ path, imports }) => {
      const one = imports.some(({ house, from, typeOnly }) => house && !typeOnly && files.includes(from));
      return one && !files.includes(path);
    });
    // These load them when a setting says so.
    const loaders = ['audit/places.ts', 'azure/chatModel.ts', 'azure/graph.ts', 'files/store.ts'];
    expect(importers.map(({ path }) => path)).toEqual(loaders);
    const atOnce = /^import (?!type ).*'[^']*(azure\/|identity|azureStore|keyVaultKey|headContainer)/m;
    for (const path of loaders) {
      expect(readFileSync(join(ROOT, 'bot', path), 'utf8')).not.toMatch(atOnce);
    }
  });

  it('let no handler, view or page load a request or ask a permission by itself', () => {
    const asks = ({ house, from, typeOnly }: Import) =>
      house && !typeOnly && (from === 'requests/load.ts' || from === 'rule/permission.ts');
    const edge = SOURCES.filter(({ path }) => ['teams', 'web'].includes(roomOf(path) ?? ''));
    // What was refused is noted with the request only for whoever may see it.
    expect(edge.filter(({ imports }) => imports.some(asks)).map(({ path }) => path)).toEqual([
      'teams/in/refusedTurns.ts',
    ]);
  });

  it('give the browser’s part nothing but itself', () => {
    const page = SOURCES.filter(({ path }) => roomOf(path) === 'web/page').flatMap(({ imports }) => imports);
    expect(page.filter(({ house }) => !house)).toEqual([]);
  });
});

describe('the surroundings', () => {
  it('are read from the environment by the configuration, the entry, and by what must know the city before either', () => {
    const readers = ['config.ts', 'main.ts', 'namedCity.ts', 'rule/profile/city.ts'];
    expect(users(SOURCES, 'process.env').filter((path) => !readers.includes(path))).toEqual([]);
  });

  it('tell the time through the clock only, and to the page through its own entry', () => {
    const telling = [...users(SOURCES, 'new Date()'), ...users(SOURCES, 'Date.now()')];
    expect(telling.sort()).toEqual(['clock.ts', 'web/page/main.ts']);
  });

  it('are never written to by console, which is turned into the log', () => {
    expect(users(SOURCES, 'console')).toEqual(['logger.ts']);
  });

  it('leave nothing behind in variables of a module, but for the one engine of a process', () => {
    const kept = SOURCES.flatMap(({ path, mutable }) => mutable.map((name) => `${path}: ${name}`));
    // Prisma's own bindings hold one engine a process, so it can be loaded only once.
    expect(kept).toEqual(['db/schemaEngine.ts: loaded']);
  });
});

describe('this check', () => {
  it.each([
    ['rule/x.ts', `import { AppError } from '../errors.js';`],
    ['rule/x.ts', `import type { Tx } from '../db/database.js';`],
    ['japanese/x.ts', `import type { Purpose } from '../rule/purposes.js';`],
    ['links/x.ts', `import { notFound } from '../requests/load.js';`],
    ['letters/x.ts', `import { findActor } from '../directory/people.js';`],
    ['audit/x.ts', `import { openDatabase } from '../db/database.js';`],
    ['db/x.ts', `export { appendAudit } from '../audit/append.js';`],
    ['teams/x.ts', `export * from '../web/server.js';`],
    ['web/x.ts', `const page = await import('./page/main.js');`],
    ['web/page/x.ts', `import { AppError } from '../../errors.js';`],
    ['web/page/x.ts', `import { PageView } from '../answers.js';`],
    ['web/page/x.ts', `import type { Part } from '../sending.js';`],
    ['chat/x.ts', `import { readForm } from '../rule/form.js';`],
    ['requests/x.ts', `import { Context } from '../context.js';`],
    ['requests/x.ts', `import { remind } from '../notices/remind.js';`],
    ['requests/x.ts', `import { openQueue } from '../jobs/queue.js';`],
    ['teams/cards/x.ts', `import { statusView } from '../views/views.js';`],
    ['teams/views/x.ts', `import { handlerOf } from '../in/actions.js';`],
    ['requests/x.ts', `import { demoSecret } from '../secret.js';`],
    ['errors.ts', `import type { Tx } from './db/database.js';`],
  ])('finds the breach in %s: %s', (path, text) => {
    expect(breaches([readSource(path, text)])).toHaveLength(1);
  });

  it.each([
    ['process.env', 'const port = process.env.PORT;'],
    ['new Date()', 'const now = new Date();'],
    ['new Date()', 'const now = new Date;'],
    ['Date.now()', 'const since = () => Date.now() - 1;'],
    ['Date.now()', 'const now = Date.now;'],
    ['console', 'if (x) console.log(1);'],
  ])('finds %s in: %s', (use, text) => {
    expect(readSource('x.ts', text).uses).toContain(use);
  });

  it('is not misled by words in comments and texts, nor by a date that is given', () => {
    const text = `/** new Date(), console.log */ const a = "import '../db/database.js'; process.env"; const d = new Date(0);`;
    expect(readSource('rule/x.ts', text)).toMatchObject({ imports: [], uses: [], mutable: [] });
  });
});
