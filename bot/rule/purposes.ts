import { formatWareki } from '../japanese/wareki.js';
import { RULE_TITLE } from './text.js';

/** 利用目的 of 様式第1号, exactly one of which is chosen. */
export type Purpose = 1 | 2 | 3 | 4;

/** The words of the form for each purpose. */
export const PURPOSES: Record<Purpose, string> = {
  1: 'クレーム、カスハラ対応',
  2: '対応内容確認',
  3: '外部機関対応',
  4: 'その他',
};

/** The two grounds of 第5条 on which a copy may be made. */
export type Ground = 1 | 2;

/** The grounds as a decision names them. */
export const GROUNDS: Record<Ground, string> = {
  1: '第5条第1号　情報公開条例・個人情報保護法に基づく開示請求への対応',
  2: '第5条第2号　要綱の目的達成のために管理責任者が必要と認める場合',
};

/** The purpose as the form writes it, with the applicant's own words for その他. */
export function purposeWords(purpose: Purpose, other: string | null): string {
  return purpose === 4 && other ? `${PURPOSES[4]}（${other}）` : PURPOSES[purpose];
}

/**
 * The ground of 第5条 that the purpose points to; only a proposal, the 管理責任者 decides (第6条第2項).
 * 開示請求 in the applicant's words points to 第1号, everything the form offers by itself serves the aims of 第1条: 第2号.
 */
export function proposeGround(purpose: Purpose, other: string | null): Ground {
  return isDisclosure(purpose, other) ? 1 : 2;
}

/** Whether an application answers a request for disclosure (第5条第1号), by the applicant's own words. */
export function isDisclosure(purpose: Purpose | undefined, other: string | null | undefined): boolean {
  return purpose === 4 && /開示請求|情報公開|個人情報(の)?保護/.test(other ?? '');
}

/** The laws of 第5条第1号 under which disclosure is requested. */
export const DISCLOSURE_LAWS = {
  law: '個人情報の保護に関する法律',
  ordinance: '熊本市情報公開条例',
} as const;

/** 第6条第2項ただし書: the two reasons for which no copy is given. */
export type RefusalReason = 'no_ground' | 'not_stored';

/** The reasons as the manager's card names them. */
export const REFUSAL_REASONS: Record<RefusalReason, string> = {
  no_ground: '第5条各号の要件に適合しない',
  not_stored: '通話録音装置に保存されていない',
};

/** The sentence of 様式第2号 that says no copy is given and why; it names the 要綱 in full before it may say 同要綱. */
export function refusalSentence(reason: RefusalReason, words: string): string {
  const sentence = {
    no_ground: `申請の目的が${RULE_TITLE}第5条各号のいずれにも適合しないため、同要綱第6条第2項ただし書の規定により、複製データは交付しません。`,
    not_stored: `申請のあった通話録音データが通話録音装置に保存されていないため、${RULE_TITLE}第6条第2項ただし書の規定により、複製データは交付しません。`,
  }[reason];
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
