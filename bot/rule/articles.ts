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
