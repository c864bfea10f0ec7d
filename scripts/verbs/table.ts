import { MATTERS_KEPT } from '../../bot/matters/kinds/index.js';
import type { MatterDescription } from '../../bot/matters/matter.js';
import { VERBS } from '../../bot/requests/verbs/index.js';
import type { Verb } from '../../bot/requests/verbs/verb.js';
import { type MatterParty, matterRule, matterStepRule } from '../../bot/rule/matters.js';
import { ONCE_SUBMITTED, type Party, STATUS_WORDS, type Status } from '../../bot/rule/states.js';

const WHO: Record<Party | MatterParty, string> = {
  anyone: 'everybody of the directory',
  opener: 'whoever began it',
  section: 'the section in which it was begun',
  auditor: 'auditor (監査担当)',
  applicant: 'who prepares or files applications (課長・室長, 担当者)',
  reader: 'whoever may see it',
  preparer: 'whoever prepared it (担当者)',
  chief: 'section chief (主管課長)',
  decider: 'whoever decides today (管理責任者, 代決者)',
  manager: 'recording manager (管理責任者)',
  operator: 'operator (取扱者)',
  system: 'the bot itself',
};

const HEAD = `# What can be done, and by whom

Written by \`npm run verbs\` from the files in \`bot/requests/verbs/\` and \`bot/matters/kinds/\`; change those, not this one.

## Requests

Every card, page and sentence asks
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

const MATTERS_HEAD = `
## Matters

What the rule wants kept beside requests; states and rights stand in one table (\`bot/rule/matters.ts\`).

| Verb | 行為 | Who | In which state | Leads to | 要綱 |
| --- | --- | --- | --- | --- | --- |`;

function rowsOfMatter({ kind, begins, verbs }: MatterDescription): string[] {
  const { states, article } = matterRule(kind);
  return [begins, ...verbs].map(({ name, done }) => {
    const { from, to, by, othersOnly } = matterStepRule(kind, name);
    const who = `${by.map((party) => WHO[party]).join(', ')}${othersOnly ? '; not whoever wished it' : ''}`;
    const when = from.length === 0 ? '–' : from.map((one) => states[one]).join(', ');
    return `| \`${kind}.${name}\` | ${done} | ${who} | ${when} | ${to === undefined ? '–' : states[to]} | ${article} |`;
  });
}

/** Who sees a kind of matter, and who sees all of it. */
function sightOfMatter({ kind }: MatterDescription): string {
  const { word, seenBy, wholeBy } = matterRule(kind);
  const [seeing, whole] = [seenBy, wholeBy].map((parties) => parties.map((party) => WHO[party]).join(', '));
  return `- **${word}** is seen by: ${seeing}. Who the citizen is: ${whole}.`;
}

/** The page docs/verbs.md: one row a verb, as its descriptor says. */
export function verbsPage(): string {
  const matters = [MATTERS_HEAD, ...MATTERS_KEPT.flatMap(rowsOfMatter), '', ...MATTERS_KEPT.map(sightOfMatter)];
  return `${[HEAD, ...VERBS.map(rowOf), ...matters].join('\n')}\n`;
}
