import { VERBS } from '../../bot/requests/verbs/index.js';
import type { Verb } from '../../bot/requests/verbs/verb.js';
import { ONCE_SUBMITTED, type Party, STATUS_WORDS, type Status } from '../../bot/rule/states.js';

const WHO: Record<Party, string> = {
  reader: 'whoever may see it',
  preparer: 'whoever prepared it (担当者)',
  chief: 'section chief (主管課長)',
  decider: 'whoever decides today (管理責任者, 代決者)',
  manager: 'recording manager (管理責任者)',
  operator: 'operator (取扱者)',
  system: 'the bot itself',
};

const HEAD = `# What can be done with a request, and by whom

Written by \`npm run verbs\` from the files in \`bot/requests/verbs/\`; change those, not this one. Every card, page and sentence asks
the same rule (\`bot/rule/permission.ts\`), and nobody decides a request that they prepared or submitted themselves.

| Verb | 行為 | Who | In which state | Leads to | 要綱 |
| --- | --- | --- | --- | --- | --- |`;

function states(from: readonly Status[]): string {
  if (ONCE_SUBMITTED.length === from.length && ONCE_SUBMITTED.every((one) => from.includes(one)))
    return 'any but 下書き';
  return from.map((one) => STATUS_WORDS[one]).join(', ');
}

function rowOf({ name, done, by, from, to, article, endsWithLinks }: Verb): string {
  const who = by.map((party) => WHO[party]).join(', ');
  const when = `${states(from)}${endsWithLinks ? '; not after 失効' : ''}`;
  return `| \`${name}\` | ${done} | ${who} | ${when} | ${to === undefined ? '–' : STATUS_WORDS[to]} | ${article} |`;
}

/** The page docs/verbs.md: one row a verb, as its descriptor says. */
export function verbsPage(): string {
  return `${[HEAD, ...VERBS.map(rowOf)].join('\n')}\n`;
}
