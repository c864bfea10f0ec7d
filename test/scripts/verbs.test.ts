import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';
import { verbsPage } from '../../scripts/verbs/table.js';

/** A table as it reads, without the blanks and dashes that only align its columns. */
const unaligned = (markdown: string) => markdown.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---');

describe('docs/verbs.md', () => {
  it('is what `npm run verbs` writes', () => {
    expect(unaligned(readFileSync(join(ROOT, 'docs', 'verbs.md'), 'utf8'))).toBe(verbsPage());
  });

  it('says who approves, in which state, and by which article', () => {
    expect(verbsPage()).toContain(
      '| `approve` | 承認 | whoever decides today (管理責任者, 代決者) | 審査待ち | 承認・準備中 | 第6条第2項本文 |',
    );
  });
});
