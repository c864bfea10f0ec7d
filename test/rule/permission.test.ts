import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VERBS } from '../../bot/requests/verbs/index.js';
import { mayDo, maySee } from '../../bot/rule/permission.js';
import { STATUS_WORDS, type Status } from '../../bot/rule/states.js';
import { verbNamed } from '../helpers/verbs.js';
import { ACTOR_NAMES, ACTORS, type ActorName, requestOf } from './actors.js';

const STATUSES = Object.keys(STATUS_WORDS) as Status[];
const NAMES = VERBS.map(({ name }) => name);

const CHIEFS: ActorName[] = ['chief', 'chiefAndManager'];
const MANAGERS: ActorName[] = ['manager', 'chiefAndManager'];
const DECIDERS: ActorName[] = ['manager', 'deputyInPeriod', 'chiefAndManager'];

/** Who may take each step with a request of 市民課 that its staff prepared, when its state allows it. */
const MAY: Record<string, ActorName[]> = {
  submit: CHIEFS,
  resubmit: CHIEFS,
  withdraw: CHIEFS,
  receive: CHIEFS,
  register: CHIEFS,
  return: DECIDERS,
  approve: DECIDERS,
  refuse: DECIDERS,
  preserve: DECIDERS,
  reopen: DECIDERS,
  answer: [],
  reply: [],
  hand: ['staff'],
  take: CHIEFS,
  handBack: CHIEFS,
  discard: ['staff'],
  nudge: CHIEFS,
  reissue: CHIEFS,
  share: CHIEFS,
  revoke: MANAGERS,
  attach: ['manager', 'operator', 'chiefAndManager'],
  propose: ['manager', 'operator', 'chiefAndManager'],
  detach: ['manager', 'operator', 'chiefAndManager'],
  showForm: [...CHIEFS, 'staff'],
  copy: [...CHIEFS, 'staff'],
  // Of the links only their own.
  disown: ['chief', 'staff', 'manager', 'deputy', 'deputyInPeriod', 'operator', 'auditor', 'chiefAndManager'],
};

const TABLE = NAMES.flatMap((verb) =>
  ACTOR_NAMES.map((name) => [name, verb, MAY[verb]?.includes(name) ?? false] as const),
);

describe('a form that several people wrote', () => {
  it('is decided by none of them, also where another filed it', () => {
    const edited = requestOf({ editedByIds: [ACTORS.deputyInPeriod.personId] });
    expect(mayDo(ACTORS.deputyInPeriod, verbNamed('approve'), edited)).toMatchObject({
      allowed: false,
      because: 'own',
    });
    expect(mayDo(ACTORS.manager, verbNamed('approve'), edited).allowed).toBe(true);
  });
});

describe('after 失効', () => {
  const stopped = requestOf({ status: 'answered', linksStoppedAt: new Date('2026-11-23T10:00:00+09:00') });

  it.each([
    ['chief', 'reissue'],
    ['chief', 'share'],
    ['manager', 'revoke'],
  ] as const)('%s cannot %s any more, and is told to apply anew', (name, step) => {
    expect(mayDo(ACTORS[name], verbNamed(step), requestOf({ status: 'answered' })).allowed).toBe(true);
    expect(mayDo(ACTORS[name], verbNamed(step), stopped)).toMatchObject({
      because: 'state',
      forPerson: expect.stringContaining('あらためて申請してください'),
    });
  });

  it('the matter itself goes on', () => {
    expect(mayDo(ACTORS.chief, verbNamed('register'), stopped)).toEqual({ allowed: true });
  });
});

describe('who may take a step', () => {
  it.each(TABLE)('%s, %s: %s', (name, verb, expected) => {
    const allowed = STATUSES.filter((status) => mayDo(ACTORS[name], verbNamed(verb), requestOf({ status })).allowed);
    expect(allowed).toEqual(expected ? STATUSES.filter((status) => verbNamed(verb).from.includes(status)) : []);
  });

  it('tells the wrong person who may, and the right person why not now', () => {
    expect(mayDo(ACTORS.staff, verbNamed('submit'), requestOf({ status: 'draft' }))).toEqual({
      allowed: false,
      because: 'party',
      forPerson: '申請は、申請した課（室）の長のみが行えます。',
    });
    expect(mayDo(ACTORS.operator, verbNamed('approve'), requestOf())).toEqual({
      allowed: false,
      because: 'party',
      forPerson: '承認は、管理責任者（管財課長）または代決期間中の代決者のみが行えます。',
    });
    expect(mayDo(ACTORS.manager, verbNamed('approve'), requestOf({ status: 'approved' }))).toEqual({
      allowed: false,
      because: 'state',
      forPerson: 'この申請は、すでに「承認・準備中」です。',
    });
  });

  it('lets the 管財課長 file for the own section, but not for another', () => {
    const own = requestOf({ status: 'draft', bureau: '総務局', section: '管財課' });
    expect(mayDo(ACTORS.manager, verbNamed('submit'), own).allowed).toBe(true);
    expect(mayDo(ACTORS.manager, verbNamed('submit'), requestOf({ status: 'draft' })).allowed).toBe(false);
  });

  it('tells a section of the same name in another bureau apart', () => {
    expect(mayDo(ACTORS.chief, verbNamed('withdraw'), requestOf({ bureau: '健康福祉局' })).allowed).toBe(false);
  });
});

describe('nobody decides what they filed or prepared', () => {
  const deciding = ['approve', 'refuse', 'return'] as const;

  it.each(deciding)('%s is refused to a manager who filed it', (verb) => {
    const request = requestOf({ chiefId: ACTORS.chiefAndManager.personId });
    expect(mayDo(ACTORS.chiefAndManager, verbNamed(verb), request)).toMatchObject({ allowed: false, because: 'own' });
  });

  it.each(deciding)('%s is refused to a manager who prepared it', (verb) => {
    const request = requestOf({ preparedById: ACTORS.manager.personId });
    expect(mayDo(ACTORS.manager, verbNamed(verb), request)).toMatchObject({
      allowed: false,
      because: 'own',
      forPerson: expect.stringContaining('代決者'),
    });
  });

  it('holds for everybody, in every state, whoever else had a part in it', () => {
    const somebody = fc.constantFrom(...ACTOR_NAMES);
    fc.assert(
      fc.property(
        somebody,
        somebody,
        somebody,
        fc.constantFrom(...deciding),
        fc.constantFrom(...STATUSES),
        (who, preparer, filer, verb, status) => {
          const [preparedById, chiefId] = [ACTORS[preparer].personId, ACTORS[filer].personId];
          const request = requestOf({ status, preparedById, chiefId });
          const { allowed } = mayDo(ACTORS[who], verbNamed(verb), request);
          if (allowed) expect([preparedById, chiefId]).not.toContain(ACTORS[who].personId);
          if (allowed) expect(DECIDERS).toContain(who);
        },
      ),
    );
  });
});

describe('a stranger', () => {
  it('can do nothing and see nothing, in any state', () => {
    for (const status of STATUSES) {
      expect(maySee(ACTORS.stranger, requestOf({ status }))).toBe(false);
      for (const verb of NAMES) {
        expect(mayDo(ACTORS.stranger, verbNamed(verb), requestOf({ status }))).toMatchObject({
          allowed: false,
          because: 'party',
        });
      }
    }
  });
});

describe('who may see a request', () => {
  it.each([
    ['chief', true, true],
    ['staff', true, true],
    ['otherChief', false, false],
    ['otherStaff', false, false],
    ['manager', false, true],
    ['deputy', false, true],
    ['deputyInPeriod', false, true],
    ['operator', false, true],
    ['auditor', false, true],
    ['chiefAndManager', true, true],
    ['stranger', false, false],
  ] as [ActorName, boolean, boolean][])('%s: as a draft %s, once filed %s', (name, asDraft, filed) => {
    const seen = STATUSES.filter((status) => maySee(ACTORS[name], requestOf({ status })));
    expect(seen).toEqual(STATUSES.filter((status) => (status === 'draft' ? asDraft : filed)));
  });

  it('keeps a draft from colleagues who did not prepare it', () => {
    expect(maySee(ACTORS.staff, requestOf({ status: 'draft', preparedById: 'another' }))).toBe(false);
  });

  it('never lets anybody act on what they may not see', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTOR_NAMES),
        fc.constantFrom(...NAMES),
        fc.constantFrom(...STATUSES),
        fc.constantFrom('市民課', '保護課', '管財課'),
        (name, verb, status, section) => {
          const request = requestOf({ status, section });
          if (mayDo(ACTORS[name], verbNamed(verb), request).allowed) expect(maySee(ACTORS[name], request)).toBe(true);
        },
      ),
    );
  });
});
