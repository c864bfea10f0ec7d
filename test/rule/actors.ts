import type { Actor, PostFact, RoleName } from '../../bot/rule/actor.js';
import type { RequestFacts } from '../../bot/rule/permission.js';

const CITIZENS = { bureau: '市民局', section: '市民課', documentSymbol: '市民発' };
const WELFARE = { bureau: '健康福祉局', section: '保護課', documentSymbol: '保護発' };
const PROPERTY = { bureau: '総務局', section: '管財課', documentSymbol: '管財発' };

const post = (place: Omit<PostFact, 'title' | 'role'>, title: string, role: RoleName): PostFact => ({
  ...place,
  title,
  role,
});

const actor = (personId: string, ...posts: PostFact[]): Actor => ({ personId, name: `試験 ${personId}`, posts });

/** Everybody who may meet a request of 市民課, by what they are to it. */
export const ACTORS = {
  chief: actor('chief', post(CITIZENS, '市民課長', 'chief')),
  staff: actor('staff', post(CITIZENS, '主査', 'staff')),
  otherChief: actor('otherChief', post(WELFARE, '保護課長', 'chief')),
  otherStaff: actor('otherStaff', post(WELFARE, '主事', 'staff')),
  manager: actor('manager', post(PROPERTY, '管財課長', 'manager')),
  deputy: actor('deputy', post(PROPERTY, '管財課副課長', 'deputy')),
  /** The same person in a period that the manager set. */
  deputyInPeriod: { ...actor('deputy', post(PROPERTY, '管財課副課長', 'deputy')), deputises: true },
  operator: actor('operator', post(PROPERTY, '主事', 'operator')),
  auditor: actor(
    'auditor',
    post({ bureau: '監査事務局', section: '監査課', documentSymbol: '監査発' }, '主査', 'auditor'),
  ),
  /** 兼務: chief of 市民課 and, for the time being, 管財課長. */
  chiefAndManager: actor('both', post(CITIZENS, '市民課長', 'chief'), post(PROPERTY, '管財課長', 'manager')),
  /** Somebody of the directory who holds no post any more. */
  stranger: actor('stranger'),
} as const;

export type ActorName = keyof typeof ACTORS;

export const ACTOR_NAMES = Object.keys(ACTORS) as ActorName[];

/** A request of 市民課, prepared by its staff and filed by its chief. */
export function requestOf(facts: Partial<RequestFacts> = {}): RequestFacts {
  return {
    status: 'submitted',
    bureau: CITIZENS.bureau,
    section: CITIZENS.section,
    preparedById: ACTORS.staff.personId,
    chiefId: ACTORS.chief.personId,
    submittedByIds: [ACTORS.chief.personId],
    editedByIds: [],
    linksStoppedAt: null,
    ...facts,
  };
}
