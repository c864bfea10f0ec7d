import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { understand } from '../../bot/chat/understand.js';
import { ROOT } from '../../bot/paths.js';
import { ACTS, sayingsPage } from '../../scripts/understand/page.js';
import { CONTEXT } from '../../scripts/understand/sentences.js';

/** A table as it reads, without the blanks and dashes that only align its columns. */
const unaligned = (markdown: string) => markdown.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---');

describe('docs/what-you-can-say.md', () => {
  const page = sayingsPage();

  it('is what `npm run understand -- --page` writes', () => {
    expect(unaligned(readFileSync(join(ROOT, 'docs', 'what-you-can-say.md'), 'utf8'))).toBe(unaligned(page));
  });

  it('has three ways of saying each thing', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('「'));
    const shown = rows.slice(0, -ACTS.length).map((row) => row.split('「').length - 1);
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.filter((count) => count !== 3)).toEqual([]);
  });

  it.each(ACTS)('says what is done: $does', ({ kind, said }) => {
    for (const sentence of said) expect([sentence, understand(sentence, CONTEXT).kind]).toEqual([sentence, kind]);
  });
});
