import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../bot/paths.js';

interface Threat {
  id: string;
  stoppedIn: string[];
  tests: { file: string; name: string }[];
}
const { isNamed, readPoints, readThreats } = (await import(
  pathToFileURL(join(ROOT, 'scripts', 'attacks', 'threats.mjs')).href
)) as {
  isNamed(name: string, title: string): boolean;
  readPoints(markdown: string): Map<string, string>;
  readThreats(markdown: string): Threat[];
};

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const markdown = read('SECURITY.md');
const threats = readThreats(markdown);

/** The titles of a file's tests with the block each stands in, as the source writes them; a test outside of any has its own. */
function titlesOf(source: string): string[] {
  let block = '';
  return [...source.matchAll(/^( *)(describe|it)(?:\.each)?.*?\(\s*(['`])(.+?)\3, /gm)].flatMap(
    ([, indent, kind, , title = '']) => {
      if (indent === '') block = '';
      if (kind === 'it') return [block === '' ? title : `${block} › ${title}`];
      block = title;
      return [];
    },
  );
}

describe('the threat table of SECURITY.md', () => {
  it('has a part for each of the nine points, and rows numbered through', () => {
    const numbers = new Map<string, number>();
    for (const { id } of threats) {
      const [point = '', number] = id.split('.');
      expect([id, Number(number)]).toEqual([id, (numbers.get(point) ?? 0) + 1]);
      numbers.set(point, Number(number));
    }
    expect([...numbers.keys()]).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([...readPoints(markdown).keys()]).toEqual([...numbers.keys()]);
  });

  it.each(threats.map((threat) => [threat.id, threat] as const))('names only what is there: %s', (_id, threat) => {
    expect(threat.stoppedIn.length).toBeGreaterThan(0);
    for (const file of [...threat.stoppedIn, ...threat.tests.map((test) => test.file)]) {
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    }
    for (const { file, name } of threat.tests.filter((test) => test.name !== '')) {
      for (const part of name.replace(/…$/, '').split(' › ')) expect(read(file)).toContain(part);
    }
  });

  it('names no whole file whose every test another row names, for nothing would be run for it', () => {
    const tests = threats.flatMap((threat) => threat.tests.map((test) => ({ ...test, id: threat.id })));
    for (const { id, file } of tests.filter(({ name }) => name === '')) {
      const names = tests.filter((test) => test.file === file).map(({ name }) => name);
      const left = titlesOf(read(file)).filter((title) => !names.some((name) => isNamed(name, title)));
      expect([id, file, left.length > 0]).toEqual([id, file, true]);
    }
  });

  it('leaves out no attack of the files it names', () => {
    for (const file of new Set(threats.flatMap(({ tests }) => tests.map((test) => test.file)))) {
      const names = threats.flatMap(({ tests }) => tests.filter((test) => test.file === file).map(({ name }) => name));
      if (names.includes('')) continue;
      const blocks = [...read(file).matchAll(/^(?:describe|it)(?:\.each)?.*?\(\s*(['`])(.+?)\1, /gm)];
      for (const [, , title = ''] of blocks) {
        const known = names.some((name) => isNamed(name, title) || name.startsWith(`${title} › `));
        expect([file, title, known]).toEqual([file, title, true]);
      }
    }
  });

  it('is the same in Japanese: the same numbers in the same order', () => {
    const japanese = [...read('SECURITY.ja.md').matchAll(/^\| *(\d+\.\d+) *\|/gm)].map(([, id]) => id);
    expect(japanese).toEqual(threats.map(({ id }) => id));
  });
});

describe('which tests a row of the table means', () => {
  it('is told by the title of a block or test, or by how it begins', () => {
    expect(isNamed('a token', 'a token › that is missing is refused')).toBe(true);
    expect(isNamed('a token', 'a token that was copied › is refused')).toBe(false);
    expect(isNamed('whatever people type, the card …', 'whatever people type, the card decide › shows it')).toBe(true);
    expect(isNamed('', 'a token')).toBe(false);
  });
});
