import { describe, expect, it } from '@jest/globals';
import {
  MATTER_KINDS,
  MATTERS,
  matterRule,
  matterStepRule,
  mayDoMatter,
  maySeeMatter,
  seesEvery,
  seesWhole,
} from '../../bot/rule/matters.js';
import { ACTOR_NAMES, ACTORS } from './actors.js';

const OPENED_BY_STAFF = {
  status: 'received',
  openedById: ACTORS.staff.personId,
  bureau: '市民局',
  section: '市民課',
  requestId: null,
};

describe('the table of matters', () => {
  it.each(MATTER_KINDS)('leads a %s nowhere but to states that have a word', (kind) => {
    const { states, waiting, steps } = matterRule(kind);
    const named = Object.values(steps).flatMap(({ from, to }) => [...from, ...(to === undefined ? [] : [to])]);
    expect(Object.keys(states)).toEqual(expect.arrayContaining([...named, ...waiting]));
  });

  it.each(MATTER_KINDS)('lets a %s come to an end from every state', (kind) => {
    const { states, waiting, steps } = matterRule(kind);
    const ends = (state: string): boolean =>
      !waiting.includes(state) ||
      Object.values(steps).some(({ from, to }) => from.includes(state) && to !== undefined && !waiting.includes(to));
    expect(Object.keys(states).filter((state) => !ends(state))).toEqual([]);
  });

  it('knows no right for a step that it does not name', () => {
    expect(() => matterStepRule('complaint', 'delete')).toThrow('no right is stated');
  });
});

describe('a complaint', () => {
  it('is begun by everybody, and handled by those who decide today', () => {
    for (const name of ACTOR_NAMES) {
      const actor = ACTORS[name];
      expect(mayDoMatter(actor, 'complaint', 'receive', null, '').allowed).toBe(true);
      const decides = ['manager', 'deputyInPeriod', 'chiefAndManager'].includes(name);
      for (const step of Object.keys(MATTERS.complaint.steps).filter((one) => one !== 'receive' && one !== 'reopen')) {
        expect([name, step, mayDoMatter(actor, 'complaint', step, OPENED_BY_STAFF, '').allowed]).toEqual([
          name,
          step,
          decides,
        ]);
      }
      expect([name, seesWhole(actor, 'complaint', OPENED_BY_STAFF)]).toEqual([name, decides]);
    }
  });

  it('is seen by whoever wrote it down and by those who manage, handle or audit', () => {
    const seeing = ACTOR_NAMES.filter((name) => maySeeMatter(ACTORS[name], 'complaint', OPENED_BY_STAFF));
    expect(seeing).toEqual(['staff', 'manager', 'deputyInPeriod', 'operator', 'auditor', 'chiefAndManager']);
    expect(ACTOR_NAMES.filter((name) => seesEvery(ACTORS[name], 'complaint'))).toEqual(seeing.slice(1));
  });

  it('that is over is not answered again before it is taken up again', () => {
    const closed = { ...OPENED_BY_STAFF, status: 'closed' };
    expect(mayDoMatter(ACTORS.manager, 'complaint', 'answer', closed, '苦情への回答')).toMatchObject({
      because: 'state',
      forPerson: 'この苦情は「対応終了」のため、苦情への回答はできません。',
    });
    expect(mayDoMatter(ACTORS.manager, 'complaint', 'close', closed, '苦情の対応終了')).toMatchObject({
      forPerson: 'この苦情は、すでに「対応終了」です。',
    });
    expect(mayDoMatter(ACTORS.manager, 'complaint', 'reopen', closed, '').allowed).toBe(true);
  });
});
