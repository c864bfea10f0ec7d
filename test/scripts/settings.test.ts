import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VARIABLES } from '../../bot/config.js';
import { ROOT } from '../../bot/paths.js';
import { MEANINGS, SECTIONS } from '../../scripts/settings/japanese.js';
import { settingsPages } from '../../scripts/settings/tables.js';

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const EXAMPLE = read('.env.example');
const PAGES = settingsPages(EXAMPLE);

/** A table as it reads, without the blanks and dashes that only align its columns. */
const unaligned = (markdown: string) => markdown.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---');

describe('the tables of the settings', () => {
  it.each(Object.keys(PAGES))('docs/%s is what `npm run settings` writes', (file) => {
    expect(unaligned(read('docs', file))).toBe(PAGES[file]);
  });

  it.each(Object.keys(PAGES))('%s has a row for every variable, once', (file) => {
    const cells = [...(PAGES[file] ?? '').matchAll(/^\| (`[A-Z].*?) \|/gm)].map(([, cell = '']) => cell);
    const names = cells.flatMap((cell) => [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name));
    expect(names.sort()).toEqual([...VARIABLES].sort());
  });

  it('tell a default from an example', () => {
    expect(PAGES['settings.md']).toContain('| `PORT` | `3978` |');
    expect(PAGES['settings.md']).toMatch(
      /\| `DIRECTORY_FILE` \| empty \| .* Example: `\/srv\/recordings\/directory.csv`\. \|/,
    );
  });

  it('have no Japanese words for what is no setting', () => {
    const known = Object.keys(MEANINGS).flatMap((names) => names.split(' '));
    expect(known.sort()).toEqual([...VARIABLES].sort());
    expect(Object.keys(SECTIONS).filter((title) => !EXAMPLE.includes(`# --- ${title} -`))).toEqual([]);
  });

  it('refuse a setting without an explanation, or without one in Japanese', () => {
    expect(() => settingsPages('# --- Running it ---\n\n#PORT=1\n')).toThrow('PORT has no explanation');
    expect(() => settingsPages('# --- Running it ---\n\n# New.\n#NEW=1\n')).toThrow('「NEW」 is missing');
  });
});
