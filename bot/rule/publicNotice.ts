import { formatWarekiShort } from '../japanese/wareki.js';
import { RULE_START } from './retention.js';
import type { ArticleNumber } from './text.js';

/** What the notice says beside the rule: whom to ask, and for how many days recordings are kept. */
export interface NoticeFacts {
  address: string;
  tel: string;
  mail: string;
  retentionDays: number;
}

/** One part of the public notice (第3条第1項). */
interface NoticePart {
  readonly id: string;
  readonly heading: string;
  /** The articles on which it rests, as they are cited. */
  readonly cited: readonly (readonly [words: string, article: ArticleNumber])[];
  /** What it says until the manager words it otherwise, line by line; a line that begins with 「・」 is an entry of a list. */
  standard(facts: NoticeFacts): readonly string[];
}

/** The parts of the notice in their order. */
export const NOTICE_PARTS: readonly NoticePart[] = [
  {
    id: 'place',
    heading: '設置している場所と開始日',
    cited: [
      ['第3条', 3],
      ['附則', '附則'],
    ],
    standard: () => [
      '・場所：熊本市役所本庁舎',
      `・開始日：${formatWarekiShort(RULE_START)}`,
      '通話録音装置は、施錠することができる部屋等に設置し、管理しています。',
    ],
  },
  {
    id: 'purposes',
    heading: '録音の目的',
    cited: [['第1条', 1]],
    standard: () => [
      '録音したデータは、次の目的のために利用します。',
      '・職員の通話における応対品質の向上',
      '・市の事務事業の公正かつ適正な執行の確保',
      '・犯罪の防止',
      '・職員への不正な圧力や要求等の排除',
    ],
  },
  {
    id: 'calls',
    heading: '録音する通話と記録する内容',
    cited: [['第2条第1号・第2号', 2]],
    standard: () => [
      '本庁舎の電話機での通話を対象とし、通話の開始と同時に、自動で次の内容を録音・記録します。',
      '・通話の音声',
      '・通話に関する情報（通話日時、通話時間、通話相手の電話番号等）',
    ],
  },
  {
    id: 'retention',
    heading: '保存する期間',
    cited: [['第4条第1項・第2項', 4]],
    standard: ({ retentionDays }) => [
      `通話録音装置の保存容量の範囲において、通話内容が記録されたときから${retentionDays}日間保存します。`,
      'データは記録された状態のまま保存し、加工しません。',
    ],
  },
  {
    id: 'copies',
    heading: '再生と複製の制限',
    cited: [
      ['第4条第3項', 4],
      ['第5条', 5],
    ],
    standard: () => [
      '録音したデータは、犯罪が発生した場合その他管理責任者（管財課長）が特に必要と認めた場合を除き、再生しません。',
      '録音したデータの複製は、次のいずれかに該当する場合を除き、作成しません。',
      '・熊本市情報公開条例に基づく開示請求又は個人情報の保護に関する法律に基づく開示請求に対応する場合',
      '・要綱の目的を達成するために管理責任者（管財課長）が必要と認めた場合',
      '複製は、データを必要とする課（室）の長が、申請書を提出し、管財課長の審査を受けた場合に限り提供します。',
    ],
  },
  {
    id: 'security',
    heading: 'データの管理',
    cited: [['第8条', 8]],
    standard: () => ['熊本市情報セキュリティ対策基準を準用し、情報の漏えい、改ざん、滅失等の防止に努めます。'],
  },
  {
    id: 'complaints',
    heading: 'お問い合わせと苦情の受付',
    cited: [['第7条', 7]],
    standard: () => [
      '通話録音装置の設置及び運用に関する苦情には、管理責任者（管財課長）が迅速かつ適切に対応します。お問い合わせや苦情は、次の窓口へお寄せください。',
    ],
  },
];

/** The text of a notice: a part by its id, lines parted by line breaks; `address`, `tel` and `mail` of the office. */
export type NoticeText = Readonly<Record<string, string>>;

/** What the notice says until the manager words it otherwise. */
export function standardNotice(facts: NoticeFacts): NoticeText {
  const parts = NOTICE_PARTS.map((part) => [part.id, part.standard(facts).join('\n')] as const);
  const { address, tel, mail } = facts;
  return { ...Object.fromEntries(parts), address, tel, ...(mail === '' ? {} : { mail }) };
}
