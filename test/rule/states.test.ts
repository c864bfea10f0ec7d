import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ACTS,
  type Act,
  canMove,
  isDecided,
  ruleOf,
  STATUS_WORDS,
  type Status,
  TRANSITIONS,
  type Verb,
} from '../../bot/rule/states.js';

const STATUSES = Object.keys(STATUS_WORDS) as Status[];
const VERBS = Object.keys(TRANSITIONS) as Verb[];

/** The rule's table as a person would write it down; a change of the software's table must be meant. */
const TABLE: [Verb, Status[], Status, string[], string][] = [
  ['file', ['draft'], 'submitted', ['chief'], '第6条第1項'],
  ['refile', ['returned'], 'submitted', ['chief'], '第6条第1項'],
  ['return', ['submitted'], 'returned', ['decider'], '第6条第2項'],
  ['withdraw', ['submitted', 'returned'], 'withdrawn', ['chief'], '第6条第1項'],
  ['approve', ['submitted'], 'approved', ['decider'], '第6条第2項本文'],
  ['refuse', ['submitted'], 'refused', ['decider'], '第6条第2項ただし書'],
  ['reopen', ['approved'], 'submitted', ['decider'], '第6条第2項'],
  ['answer', ['approved'], 'answered', ['system'], '第6条第2項本文'],
  ['receive', ['answered'], 'received', ['chief', 'system'], '様式第1号'],
  ['register', ['answered', 'received'], 'filed', ['chief'], '様式第1号'],
];

describe('the steps of a request', () => {
  it.each(TABLE)('%s leads from %j to %s, by %j (%s)', (verb, from, to, by, article) => {
    expect(TRANSITIONS[verb]).toMatchObject({ from, to, by, article });
    expect(STATUSES.filter((status) => canMove(verb, status))).toEqual(STATUSES.filter((one) => from.includes(one)));
  });

  it('are these and no others', () => {
    expect([...VERBS].sort()).toEqual(TABLE.map(([verb]) => verb).sort());
  });

  it.each(['filed', 'refused', 'withdrawn'] as const)('end at %s: nothing leads out of it', (status) => {
    expect(VERBS.filter((verb) => canMove(verb, status))).toEqual([]);
  });

  it('end there only: every other state has a way out', () => {
    const ends = STATUSES.filter((status) => VERBS.every((verb) => !canMove(verb, status)));
    expect(ends.sort()).toEqual(['filed', 'refused', 'withdrawn']);
  });

  it('reach every state from a draft', () => {
    const reached = new Set<Status>(['draft']);
    for (const _round of STATUSES) {
      for (const verb of VERBS) if ([...reached].some((from) => canMove(verb, from))) reached.add(TRANSITIONS[verb].to);
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
          status = TRANSITIONS[verb].to;
          if (before && verb !== 'reopen') expect(isDecided(status)).toBe(true);
        }
        if (decided === 'refuse') expect(status).toBe('refused');
        if (status === 'answered') expect(decided).toBe('approve');
      }),
    );
  });

  it('name the article and the deed in Japanese', () => {
    for (const { article, done } of [...Object.values(TRANSITIONS), ...Object.values(ACTS)]) {
      expect(article).toMatch(/^(第\d条(第\d項(本文|ただし書)?)?|様式第\d号)$/);
      expect(done).toMatch(/^[^ -~]+$/);
    }
  });
});

describe('what can be done without moving a request', () => {
  it.each<[Act, Status[], string[]]>([
    ['hand', ['draft'], ['preparer']],
    ['handBack', ['draft'], ['chief']],
    ['nudge', ['submitted'], ['chief']],
    ['reissue', ['answered', 'received', 'filed', 'refused'], ['chief']],
    ['revoke', ['answered', 'received', 'filed', 'refused'], ['manager']],
    ['share', ['answered', 'received', 'filed'], ['chief']],
    ['attach', ['submitted'], ['manager', 'operator']],
  ])('%s is possible in %j, for %j', (act, when, by) => {
    expect(ruleOf(act)).toMatchObject({ from: when, by });
  });

  it('hands over files only once there is an answer', () => {
    for (const act of ['reissue', 'share'] as const) expect(ruleOf(act).from.every(isDecided)).toBe(true);
  });
});

describe('the words for a state', () => {
  it('differ for every state', () => {
    expect(new Set(Object.values(STATUS_WORDS)).size).toBe(STATUSES.length);
  });

  it.each([
    ['draft', false],
    ['submitted', false],
    ['returned', false],
    ['approved', true],
    ['answered', true],
    ['received', true],
    ['filed', true],
    ['refused', true],
    ['withdrawn', true],
  ] as const)('%s counts as settled: %s', (status, settled) => {
    expect(isDecided(status)).toBe(settled);
  });
});
