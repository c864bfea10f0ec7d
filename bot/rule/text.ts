/**
 * The 要綱 itself, in the words of the decision: for the public page and for whoever asks what an article says. The forms
 * (様式第1号・第2号) are drawn elsewhere; here they are only named, as the articles name them.
 */

/** An article by its number, or the supplementary provision, which has none. */
export type ArticleNumber = number | '附則';

/** 号: one entry of a list within a paragraph. */
interface RuleItem {
  readonly number: number;
  readonly text: string;
}

/** 項: the first one bears no number where it is read. */
export interface RuleParagraph {
  readonly number: number;
  readonly text: string;
  readonly items: readonly RuleItem[];
}

/** 条, or 附則. */
export interface RuleArticle {
  readonly number: ArticleNumber;
  /** 見出し without its brackets, such as 目的; empty for 附則. */
  readonly caption: string;
  readonly paragraphs: readonly RuleParagraph[];
}

/** 題名: the full title of the rule. */
export const RULE_TITLE = '熊本市役所本庁舎における通話録音装置の設置及び運用に関する要綱';

/** When the rule was laid down, and by whom. */
export const RULE_ENACTED = '制定 令和7年11月 1日総務局長決裁';

/** 第1条 to 第9条 and 附則, in their order. */
export const ARTICLES: readonly RuleArticle[] = [
  {
    number: 1,
    caption: '目的',
    paragraphs: [
      {
        number: 1,
        text: 'この要綱は、熊本市役所本庁舎における通話録音装置の設置及び運用に関し必要な事項を定めることにより、職員の通話における応対品質の向上および本市の事務事業の公正かつ適正な執行を確保するとともに、犯罪の防止および職員への不正な圧力や要求等の排除を図ることを目的とする。',
        items: [],
      },
    ],
  },
  {
    number: 2,
    caption: '定義',
    paragraphs: [
      {
        number: 1,
        text: 'この要綱において使用する用語の定義は、次のとおりとする。',
        items: [
          { number: 1, text: '通話録音装置 電話機での通話開始と同時に、自動で通話内容を録音・記録する装置をいう。' },
          {
            number: 2,
            text: '通話録音データ 通話録音装置により録音され、当該装置に内蔵されている電磁的記録媒体(電子的方式、磁気的方式その他人の知覚によっては認識することができない方式で記録された媒体をいう。以下同じ。)に保存された音声及び通話に関する情報(通話日時、通話時間、通話相手の電話番号等)をいう。',
          },
          {
            number: 3,
            text: '複製データ 通話録音データを電磁的記録媒体(通話録音装置に内蔵されているものを除く。)に複製したデータをいう。',
          },
          {
            number: 4,
            text: '管理責任者 通話録音装置の運用に関する事務を統括するものをいい、本要綱では管財課長をいう。',
          },
          { number: 5, text: '主管課長 通話録音データの内容を所管する課の長又は室の長をいう。' },
        ],
      },
    ],
  },
  {
    number: 3,
    caption: '設置及び公表',
    paragraphs: [
      {
        number: 1,
        text: '管理責任者は、通話録音装置を設置した場合は、その旨及び利用目的を市ホームページへの掲載その他適切な方法により公表するものとする。',
        items: [],
      },
      {
        number: 2,
        text: '管理責任者は、通話録音装置を施錠することができる部屋等に設置し、管理しなければならない。',
        items: [],
      },
    ],
  },
  {
    number: 4,
    caption: '通話録音データの管理',
    paragraphs: [
      { number: 1, text: '通話録音データは、記録された状態のまま保存し、加工してはならない。', items: [] },
      {
        number: 2,
        text: '通話録音データの保存期間は、通話録音装置の保存容量の範囲において、通話内容が記録されたときから90日間とする。',
        items: [],
      },
      {
        number: 3,
        text: '通話録音データは、犯罪が発生した場合その他管理責任者が特に必要と認めた場合を除き、再生しないものとする。',
        items: [],
      },
    ],
  },
  {
    number: 5,
    caption: '複製データの作成',
    paragraphs: [
      {
        number: 1,
        text: '複製データは、次のいずれかに該当する場合を除き、作成してはならない。',
        items: [
          {
            number: 1,
            text: '熊本市情報公開条例（平成10年条例第33号）に基づく開示請求又は個人情報の保護に関する法律（平成15年法律第57号）に基づく開示請求に対応する場合',
          },
          { number: 2, text: 'この要綱の目的達成のために管理責任者が必要と認めた場合' },
        ],
      },
    ],
  },
  {
    number: 6,
    caption: 'データの取出し',
    paragraphs: [
      {
        number: 1,
        text: '管理責任者は、複製データの作成を求められたときは、主管課長に電話録音データ取出し申請書（様式第1号）を提出させるものとする。',
        items: [],
      },
      {
        number: 2,
        text: '管理責任者は、前項の規定により提出された申請書を審査し、その目的が前条各号のいずれかの要件に適合する場合は、通話録音データ回答書（様式第2号）を主管課長に通知し、複製データを交付するものとする。ただし、当該目的が同条各号のいずれにも適合していない場合又は申請された通話録音データが通話録音装置に保存されていない場合は、通話録音データ回答書（様式第2号）において、複製データを交付しない旨を主管課長に通知するものとする。',
        items: [],
      },
    ],
  },
  {
    number: 7,
    caption: '苦情対応',
    paragraphs: [
      {
        number: 1,
        text: '通話録音装置の設置及び運用に関する苦情を受けた場合は、管理責任者が迅速かつ適切に対応するものとする。',
        items: [],
      },
    ],
  },
  {
    number: 8,
    caption: '情報セキュリティの確保',
    paragraphs: [
      {
        number: 1,
        text: '本要綱に定める通話録音装置の設置及び運用に関する事項については、熊本市情報セキュリティ対策基準を準用し、情報の漏えい、改ざん、滅失等の防止に努めるものとする。',
        items: [],
      },
    ],
  },
  {
    number: 9,
    caption: 'その他',
    paragraphs: [
      {
        number: 1,
        text: 'この要綱に定めるもののほか、通話録音装置の設置及び運用について必要な事項は、管理責任者が別に定める。',
        items: [],
      },
    ],
  },
  {
    number: '附則',
    caption: '',
    paragraphs: [{ number: 1, text: 'この要綱は、令和7年11月1日から施行する。', items: [] }],
  },
];

/** How an article is cited: 第4条, 附則. */
export function articleName(number: ArticleNumber): string {
  return number === '附則' ? number : `第${number}条`;
}

/**
 * One article as people read it, a line each for the caption in brackets, every paragraph and every item; numbers stand
 * where the rule writes them. Empty when the rule has no such article.
 */
export function articleText(number: ArticleNumber): string[] {
  const article = ARTICLES.find((one) => one.number === number);
  if (article === undefined) return [];
  const { caption, paragraphs } = article;
  const name = articleName(number);
  return [
    ...(caption === '' ? [name] : [`（${caption}）`]),
    ...paragraphs.flatMap((paragraph) => [
      `${paragraphLabel(article, paragraph)}${paragraph.text}`,
      ...paragraph.items.map((item) => `(${item.number}) ${item.text}`),
    ]),
  ];
}

function paragraphLabel({ number }: RuleArticle, paragraph: RuleParagraph): string {
  if (paragraph.number > 1) return `${paragraph.number} `;
  return number === '附則' ? '' : `${articleName(number)} `;
}

/** The name under which an article can be linked to on the page that has the whole 要綱: article-4; supplement for 附則. */
export function articlePlace(number: ArticleNumber): string {
  return number === '附則' ? 'supplement' : `article-${number}`;
}
