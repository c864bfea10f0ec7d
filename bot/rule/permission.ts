import { type Actor, decidesToday, hasRole, submittingPosts } from './actor.js';
import { KEEPER, SECTION } from './office.js';
import { type Party, STATUS_WORDS, type Status, type VerbRule } from './states.js';

/** What permission depends on in a request. */
export interface RequestFacts {
  status: Status;
  bureau: string;
  section: string;
  preparedById: string;
  chiefId: string | null;
  /** Everybody who filed it, also after it came back. */
  submittedByIds: readonly string[];
  /** Everybody else who had its form in hand to change it. */
  editedByIds: readonly string[];
  /** When the 管理責任者 stopped the links (失効); null while they are not. */
  linksStoppedAt: Date | null;
}

/** Why somebody may not do it: never, not now, or not with their own request; and a sentence for the person. */
export interface Refusal {
  allowed: false;
  because: 'party' | 'state' | 'own';
  forPerson: string;
}

/** May the person do it now? */
export type Permission = { allowed: true } | Refusal;

const ALLOWED: Permission = { allowed: true };

function isSection(actor: Actor, request: Pick<RequestFacts, 'bureau' | 'section'>, submittingOnly: boolean): boolean {
  const posts = submittingOnly ? submittingPosts(actor) : actor.posts;
  return posts.some((post) => post.bureau === request.bureau && post.section === request.section);
}

/** Whoever prepared it, as long as they belong to the section. */
function isPreparer(actor: Actor, request: RequestFacts): boolean {
  return request.preparedById === actor.personId && isSection(actor, request, false);
}

/**
 * May this person do this to this request now? The single answer for every use case, card, page and query; fails
 * closed: what no line allows is refused.
 *
 * Who examines is the 管理責任者 (第6条第2項), and nobody decides a request that they filed or prepared themselves.
 */
export function mayDo(actor: Actor, verb: VerbRule, request: RequestFacts): Permission {
  const party = verb.by.some((one) => {
    if (one === 'chief') return isSection(actor, request, true);
    if (one === 'reader') return maySee(actor, request);
    if (one === 'preparer') return isPreparer(actor, request);
    if (one === 'decider') return decidesToday(actor);
    if (one === 'manager' || one === 'operator') return hasRole(actor, one);
    return false;
  });
  if (!party) {
    return {
      allowed: false,
      because: 'party',
      forPerson: `${verb.done}は、${partyWords(verb.by)}のみが行えます。`,
    };
  }
  if (!verb.from.includes(request.status)) {
    return {
      allowed: false,
      because: 'state',
      forPerson:
        verb.to === request.status
          ? `この申請は、すでに「${STATUS_WORDS[request.status]}」です。`
          : `この申請は「${STATUS_WORDS[request.status]}」のため、${verb.done}はできません。`,
    };
  }
  if (verb.endsWithLinks && request.linksStoppedAt !== null) {
    return {
      allowed: false,
      because: 'state',
      forPerson: `取得リンクは${SECTION}により失効しています。取り消しはできませんので、必要なときは、あらためて申請してください。`,
    };
  }
  if (verb.by.includes('decider') && isOwn(actor.personId, request)) {
    return {
      allowed: false,
      because: 'own',
      forPerson: 'ご自身が申請・作成された申請を決裁することはできません。ほかの管理責任者または代決者が決裁します。',
    };
  }
  return ALLOWED;
}

/** Is it the person's own request: prepared, changed, filed or answered for as the section's chief? Nobody decides their own. */
export function isOwn(
  personId: string,
  {
    preparedById,
    chiefId,
    submittedByIds,
    editedByIds,
  }: Pick<RequestFacts, 'preparedById' | 'chiefId' | 'submittedByIds' | 'editedByIds'>,
): boolean {
  return [preparedById, chiefId, ...submittedByIds, ...editedByIds].includes(personId);
}

function partyWords(by: readonly Party[]): string {
  if (by.includes('reader')) return 'この申請をご覧になれる方';
  if (by.includes('decider')) return `${KEEPER}または代決期間中の代決者`;
  if (by.includes('operator')) return `${SECTION}の管理責任者または取扱者`;
  if (by.includes('manager')) return KEEPER;
  if (by.includes('preparer')) return by.includes('chief') ? '申請した課（室）の長と作成した方' : '作成した方';
  return '申請した課（室）の長';
}

/**
 * May this person see this request? The section's own people, and those who manage, handle or audit all requests
 * (管理責任者・代決者・取扱者・監査担当). A draft is its preparer's and the section chief's alone.
 */
export function maySee(actor: Actor, request: RequestFacts): boolean {
  if (request.status === 'draft') return isPreparer(actor, request) || isSection(actor, request, true);
  return mayKnow(actor, request);
}

/** May this person know that a request of a section was there, though it has been deleted since? */
export function mayKnow(actor: Actor, place: Pick<RequestFacts, 'bureau' | 'section'>): boolean {
  return hasRole(actor, 'manager', 'deputy', 'operator', 'auditor') || isSection(actor, place, false);
}
