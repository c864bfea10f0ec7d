/**
 * The 要綱 itself, in the words of the decision: for the public page and for whoever asks what an article says. The forms
 * (様式第1号・第2号) are drawn elsewhere; here they are only named, as the articles name them.
 */
import type { ArticleNumber, RuleArticle, RuleParagraph } from './articles.js';
import { CITY } from './profile/city.js';

/** 題名: the full title of the rule; when it was laid down, and by whom; its articles and 附則, in their order. */
export const { title: RULE_TITLE, enacted: RULE_ENACTED, articles: ARTICLES } = CITY.rule;

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
