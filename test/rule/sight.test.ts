import { describe, expect, it } from '@jest/globals';
import { sightOf } from '../../bot/rule/sight.js';
import type { Status } from '../../bot/rule/states.js';
import { ACTORS, type ActorName, requestOf } from './actors.js';

const seenBy = (name: ActorName, status: Status, decidedById: string | null = null) => {
  const { number, words } = sightOf(ACTORS[name], { ...requestOf({ status }), decidedById });
  return `${number}${words ? ', words' : ''}`;
};

describe('how much of an application its readers see', () => {
  it.each<[ActorName, Status, string]>([
    ['chief', 'submitted', 'whole, words'],
    ['staff', 'answered', 'whole, words'],
    ['manager', 'submitted', 'whole, words'],
    ['manager', 'registered', 'whole, words'],
    ['deputyInPeriod', 'submitted', 'whole, words'],
    ['deputy', 'submitted', 'last'],
    ['deputy', 'answered', 'last'],
    ['operator', 'submitted', 'whole'],
    ['operator', 'approved', 'whole'],
    ['operator', 'answered', 'last'],
    ['auditor', 'submitted', 'last'],
    ['auditor', 'answered', 'last, words'],
    ['otherChief', 'submitted', 'last'],
    ['stranger', 'submitted', 'last'],
  ])('follows from their task with it: %s, %s: %s', (name, status, seen) => {
    expect(seenBy(name, status)).toBe(seen);
  });

  it('stays whole for a 代決者 of what they decided themselves, after their period, too', () => {
    expect(seenBy('deputy', 'answered', ACTORS.deputy.personId)).toBe('whole, words');
  });
});
