import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VERBS as ALL } from '../../bot/requests/verbs/index.js';
import { STATUS_WORDS, type Status } from '../../bot/rule/states.js';
import { botSources, readSource } from '../helpers/source.js';
import { verbNamed } from '../helpers/verbs.js';

const STATUSES = Object.keys(STATUS_WORDS) as Status[];
const VERBS = ALL.flatMap(({ name, to }) => (to === undefined ? [] : [name]));

const canMove = (verb: string, from: Status) => verbNamed(verb).from.includes(from);
const leadsTo = (verb: string): Status => verbNamed(verb).to ?? 'draft';

/** The states before which nothing was decided yet. */
const isDecided = (status: Status) => status !== 'draft' && status !== 'submitted' && status !== 'returned';

/** The rule's table as a person would write it down; a change of the software's table must be meant. */
const TABLE: [string, Status[], Status, string[], string][] = [
  ['submit', ['draft'], 'submitted', ['chief'], '第6条第1項'],
  ['resubmit', ['returned'], 'submitted', ['chief'], '第6条第1項'],
  ['return', ['submitted'], 'returned', ['decider'], '第6条第2項'],
  ['withdraw', ['submitted', 'returned'], 'withdrawn', ['chief'], '第6条第1項'],
  ['approve', ['submitted'], 'approved', ['decider'], '第6条第2項本文'],
  ['refuse', ['submitted'], 'refused', ['decider'], '第6条第2項ただし書'],
  ['reopen', ['approved'], 'submitted', ['decider'], '第6条第2項'],
  ['answer', ['approved'], 'answered', ['system'], '第6条第2項本文'],
  ['receive', ['answered'], 'received', ['chief', 'system'], '様式第1号'],
  ['register', ['answered', 'received'], 'registered', ['chief'], '様式第1号'],
];

describe('the steps of a request', () => {
  it.each(TABLE)('%s leads from %j to %s, by %j (%s)', (verb, from, to, by, article) => {
    expect(verbNamed(verb)).toMatchObject({ from, to, by, article });
    expect(STATUSES.filter((status) => canMove(verb, status))).toEqual(STATUSES.filter((one) => from.includes(one)));
  });

  it('are these and no others', () => {
    expect([...VERBS].sort()).toEqual(TABLE.map(([verb]) => verb).sort());
  });

  it.each(['registered', 'refused', 'withdrawn'] as const)('end at %s: nothing leads out of it', (status) => {
    expect(VERBS.filter((verb) => canMove(verb, status))).toEqual([]);
  });

  it('end there only: every other state has a way out', () => {
    const ends = STATUSES.filter((status) => VERBS.every((verb) => !canMove(verb, status)));
    expect(ends.sort()).toEqual(['refused', 'registered', 'withdrawn']);
  });

  it('reach every state from a draft', () => {
    const reached = new Set<Status>(['draft']);
    for (const _round of STATUSES) {
      for (const verb of VERBS) if ([...reached].some((from) => canMove(verb, from))) reached.add(leadsTo(verb));
    }
    expect([...reached].sort()).toEqual([...STATUSES].sort());
  });

  it('never undo a decision but by taking an approval back before anything was handed over, whatever is tried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VERBS), { maxLength: 30 }), (tried) => {
        let status: Status = 'draft';
        let decided: 'approve' | 'refuse' | undefined;
        for (const verb of tried) {
          if (!canMove(verb, status)) continue;
          if (verb === 'approve' || verb === 'refuse') {
            expect(decided).toBeUndefined();
            decided = verb;
          }
          const before = isDecided(status);
          if (verb === 'reopen') {
            expect([decided, status]).toEqual(['approve', 'approved']);
            decided = undefined;
          }
          status = leadsTo(verb);
          if (before && verb !== 'reopen') expect(isDecided(status)).toBe(true);
        }
        if (decided === 'refuse') expect(status).toBe('refused');
        if (status === 'answered') expect(decided).toBe('approve');
      }),
    );
  });

  it('name the article and the deed in Japanese', () => {
    for (const { article, done } of ALL) {
      expect(article).toMatch(/^(第\d条(第\d項(本文|ただし書)?|第\d号)?|様式第\d号)$/);
      expect(done).toMatch(/^[^ -~]+$/);
    }
  });
});

describe('what can be done without moving a request', () => {
  it.each<[string, Status[], string[]]>([
    ['hand', ['draft'], ['preparer']],
    ['handBack', ['draft'], ['chief']],
    ['nudge', ['submitted'], ['chief']],
    ['reissue', ['answered', 'received', 'registered', 'refused'], ['chief']],
    ['revoke', ['answered', 'received', 'registered', 'refused'], ['manager']],
    ['share', ['answered', 'received', 'registered'], ['chief']],
    ['attach', ['submitted'], ['manager', 'operator']],
  ])('%s is possible in %j, for %j', (act, when, by) => {
    expect(verbNamed(act)).toMatchObject({ from: when, by });
    expect(verbNamed(act).to).toBeUndefined();
  });

  it('hands over files only once there is an answer', () => {
    for (const act of ['reissue', 'share'] as const) expect(verbNamed(act).from.every(isDecided)).toBe(true);
  });
});

describe('the words for a state', () => {
  it('differ for every state', () => {
    expect(new Set(Object.values(STATUS_WORDS)).size).toBe(STATUSES.length);
  });
});

describe('the status of a request', () => {
  it('is written by the one way of a step, and by nobody else', () => {
    const writers = botSources().filter(({ writesStatus }) => writesStatus);
    expect(writers.map(({ path }) => path)).toEqual(['requests/step.ts']);
  });

  it.each([
    [`await tx.request.update({ where: { id }, data: { status: 'approved' } });`, true],
    [
      `await ctx.db.client.request.updateMany({ where: { status: 'draft' }, data: { ...(to ? { status: to } : {}) } });`,
      true,
    ],
    ['await tx.$executeRaw`UPDATE "Request" SET "version" = 2`;', true],
    [`await tx.request.update({ where: { id, status: 'draft' }, data: { step: 1 } });`, false],
    [`await tx.notice.update({ where: { id }, data: { status: 'sent' } });`, false],
  ])('is found to be written, or not, in: %s', (text, writes) => {
    expect(readSource('requests/x.ts', text).writesStatus).toBe(writes);
  });
});
