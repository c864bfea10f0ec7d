import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../../bot/paths.js';
import { readSource } from './source.js';

/** What a file makes run when it is loaded. */
interface Loaded {
  /** Files of the house, from the checkout. */
  files: readonly string[];
  packages: readonly string[];
}

const BOT = join(ROOT, 'bot');
const known = new Map<string, Loaded>();

/** What one file, given from the checkout, imports itself; types leave nothing to load. */
export function loadedBy(path: string, text: string): Loaded {
  const imports = readSource(relative(BOT, join(ROOT, path)), text).imports.filter(({ typeOnly }) => !typeOnly);
  const files = imports.filter(({ house }) => house).map(({ from }) => relative(ROOT, join(BOT, from)));
  return { files, packages: imports.filter(({ house }) => !house).map(({ from }) => from) };
}

function readLoaded(path: string): Loaded {
  const before = known.get(path);
  if (before) return before;
  const file = join(ROOT, path);
  // Fixtures in JSON and the like are no code, and what is generated may not be there yet.
  const text = file.endsWith('.ts') && existsSync(file) ? readFileSync(file, 'utf8') : '';
  const loaded = loadedBy(path, text);
  known.set(path, loaded);
  return loaded;
}

/**
 * The way from a file to the first thing that is sought, over whatever it imports; undefined when it never gets there.
 *
 * @param sought told a path from the checkout or the name of a package
 */
export function wayTo(from: string, sought: (what: string) => boolean): string[] | undefined {
  const came = new Map<string, string | undefined>([[from, undefined]]);
  for (const path of came.keys()) {
    const { files, packages } = readLoaded(path);
    const found = [...files, ...packages].find(sought);
    if (found !== undefined) return wayBack(came, path, found);
    for (const file of files) if (!came.has(file)) came.set(file, path);
  }
  return undefined;
}

function wayBack(came: ReadonlyMap<string, string | undefined>, last: string, found: string): string[] {
  const way = [found];
  for (let path: string | undefined = last; path !== undefined; path = came.get(path)) way.unshift(path);
  return way;
}
