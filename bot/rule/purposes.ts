import { formatWareki } from '../japanese/wareki.js';
import { CITES, RULE_WORD } from './office.js';
import { CITY } from './profile/city.js';
import type { ProfilePurpose } from './profile/profile.js';
import { RULE_TITLE } from './text.js';

/** 利用目的 of 様式第1号, exactly one of which is chosen: its number on the form. */
export type Purpose = number;

/** The words of the form for each purpose, by its number. */
export const PURPOSES: ReadonlyMap<Purpose, string> = new Map(
  CITY.purposes.map(({ words }, index) => [index + 1, words]),
);

/** A ground of 第5条 on which a copy may be made: the number of its 号. */
export type Ground = number;

/** The grounds as a decision names them, by their numbers. */
export const GROUNDS: ReadonlyMap<Ground, string> = new Map(
  CITY.grounds.map(({ words }, index) => [index + 1, `${CITES.grounds}第${index + 1}号　${words}`]),
);

/** The grounds under a label that names the article: short enough for a closed list on a phone. */
export const GROUND_CHOICES: readonly { value: string; title: string }[] = CITY.grounds.map(({ short }, index) => ({
  value: String(index + 1),
  title: `第${index + 1}号　${short}`,
}));

/** The grounds on which what is copied leaves the house. */
export const OUTSIDE_GROUNDS: readonly Ground[] = CITY.grounds.flatMap(({ outside }, index) =>
  outside ? [index + 1] : [],
);

/** The number of the purpose of a kind on the form; undefined where the form has none. */
export function purposeOfKind(kind: ProfilePurpose['kind']): Purpose | undefined {
  const index = CITY.purposes.findIndex((one) => one.kind === kind);
  return index < 0 ? undefined : index + 1;
}

/** その他, which the applicant words; and what serves a body outside the city. */
export const OTHER_PURPOSE = purposeOfKind('other');
export const OUTSIDE_PURPOSE = purposeOfKind('outside');

/** The words of the form for a purpose; empty for a number that it does not have. */
export function purposeName(purpose: Purpose): string {
  return PURPOSES.get(purpose) ?? '';
}

/** A purpose as a list offers it, with its number on the form: 4　その他. */
export const purposeChoice = (purpose: Purpose): string => `${purpose}　${purposeName(purpose)}`;

/** その他 as a list offers it. */
export const OTHER_CHOICE = purposeChoice(OTHER_PURPOSE ?? 0);

/** The purpose as the form writes it, with the applicant's own words for その他. */
export function purposeWords(purpose: Purpose, other: string | null): string {
  return purpose === OTHER_PURPOSE && other ? `${purposeName(purpose)}（${other}）` : purposeName(purpose);
}

/**
 * The ground of 第5条 that the purpose points to; only a proposal, the 管理責任者 decides (第6条第2項).
 * 開示請求 in the applicant's words points to the ground for it (第1号), everything else to the one that the city's rule has for it.
 */
export function proposeGround(purpose: Purpose, other: string | null): Ground {
  return isDisclosure(purpose, other)
    ? CITY.disclosure.ground
    : (CITY.purposes[purpose - 1]?.ground ?? CITY.grounds.length);
}

/** Whether an application answers a request for disclosure (第5条第1号), by its purpose or by the applicant's own words. */
export function isDisclosure(purpose: Purpose | undefined, other: string | null | undefined): boolean {
  if (purpose === undefined) return false;
  if (purpose === purposeOfKind('disclosure')) return true;
  return purpose === OTHER_PURPOSE && /開示請求|情報公開|個人情報(の)?保護/.test(other ?? '');
}

/** The laws of 第5条第1号 under which disclosure is requested. */
export const DISCLOSURE_LAWS = { law: CITY.disclosure.law, ordinance: CITY.disclosure.ordinance } as const;

/** 第6条第2項ただし書: the two reasons for which no copy is given. */
export type RefusalReason = 'no_ground' | 'not_stored';

/** The reasons as the manager's card names them. */
export const REFUSAL_REASONS: Record<RefusalReason, string> = {
  no_ground: `${CITES.grounds}各号の要件に適合しない`,
  not_stored: '通話録音装置に保存されていない',
};

/** The sentence of 様式第2号 that says no copy is given and why; it names the 要綱 in full before it may say 同要綱. */
export function refusalSentence(reason: RefusalReason, words: string): string {
  const { noGround, notStored } = CITY.forms.answer;
  const sentence = (reason === 'no_ground' ? noGround : notStored)
    .replace('{題名}', RULE_TITLE)
    .replace('{要件}', CITES.grounds)
    .replace('{規程}', RULE_WORD)
    .replace('{根拠}', CITES.refusal);
  return words === '' ? sentence : `${sentence}\n理由：${words}`;
}

/** What an application rests on that answers a request for disclosure or serves a body outside the city. */
export interface Basis {
  disclosureLaw: string | null;
  disclosureNumber: string | null;
  disclosureDate: string | null;
  outsideBody: string | null;
  outsideDocument: string | null;
  outsideBasis: string | null;
}

/** To whom something leaves the house, and on what that rests, in one line; empty where nothing is said of it. */
export function basisWords(basis: Basis): string {
  const law = DISCLOSURE_LAWS[basis.disclosureLaw as keyof typeof DISCLOSURE_LAWS] as string | undefined;
  const date = basis.disclosureDate === null ? null : `${formatWareki(basis.disclosureDate)}受付`;
  return [
    law === undefined ? null : `開示請求（${law}）`,
    basis.disclosureNumber,
    date,
    basis.outsideBody,
    basis.outsideDocument,
    basis.outsideBasis,
  ]
    .filter((part) => part !== null && part !== '')
    .join('　');
}
