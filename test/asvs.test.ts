import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../bot/paths.js';

/** How many requirements of levels 1 and 2 each section of the ASVS 5.0.0 has; they are its first ones. */
const SECTIONS: Record<string, number[]> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
};

interface Row {
  numbers: string[];
  is: string;
  how: string;
}

const text = readFileSync(join(ROOT, 'docs', 'asvs.md'), 'utf8');
const rows = [...text.matchAll(/^\| *([\d.–]+) *\|[^|]*\| *([^|]*?) *\| *([^|]*?) *\|[^|]*\|$/gm)].map(
  ([, numbers = '', is = '', how = '']): Row => ({ numbers: numbersOf(numbers), is, how }),
);

/** `1.2.6–1.2.8` means three requirements. */
function numbersOf(cell: string): string[] {
  const [first = '', last = first] = cell.split('–');
  const [section, from] = partsOf(first);
  const [same, to] = partsOf(last);
  expect(same).toBe(section);
  return Array.from({ length: to - from + 1 }, (_, place) => `${section}.${from + place}`);
}

function partsOf(number: string): [section: string, place: number] {
  const dot = number.lastIndexOf('.');
  return [number.slice(0, dot), Number(number.slice(dot + 1))];
}

const of = (is: string) => rows.filter((row) => row.is === is).flatMap(({ numbers }) => numbers);

describe('the comparison with the ASVS', () => {
  it('has each requirement of levels 1 and 2 once, in order', () => {
    const all = Object.entries(SECTIONS).flatMap(([chapter, sections]) =>
      sections.flatMap((count, section) =>
        Array.from({ length: count }, (_, place) => `${chapter}.${section + 1}.${place + 1}`),
      ),
    );
    expect(all).toHaveLength(253);
    expect(rows.flatMap(({ numbers }) => numbers)).toEqual(all);
  });

  it('says of each how it stands, and why where it is not met', () => {
    for (const { numbers, is, how } of rows) {
      expect([numbers, ['met', 'operator', 'n/a', 'not met'].includes(is)]).toEqual([numbers, true]);
      if (is === 'not met' || is === 'operator') expect([numbers, how]).not.toEqual([numbers, '']);
    }
  });

  it('counts them, and names at its beginning those that are not met', () => {
    const counts = `Of 253 requirements ${of('met').length} are met, ${of('operator').length} are the operator's, ${of('n/a').length} do not apply, ${of('not met').length} are not met.`;
    expect(text).toContain(counts);
    const listed = /## Not met\n([\s\S]*?)\n## V1 /.exec(text)?.[1] ?? '';
    expect([...listed.matchAll(/^- (\d+\.\d+\.\d+) /gm)].map(([, number]) => number)).toEqual(of('not met'));
  });

  it('names only files that are there', () => {
    const files = [...text.matchAll(/`((?:bot|test)\/[^`]+)`|\]\(([^)#]+\.md)\)/g)].map(([, file, page]) =>
      file !== undefined ? join(ROOT, file) : join(ROOT, 'docs', page ?? ''),
    );
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});
