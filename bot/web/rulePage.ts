import type { RuleArticle, RuleParagraph } from '../rule/articles.js';
import { OFFICE } from '../rule/office.js';
import { ARTICLES, articleName, articlePlace, RULE_ENACTED, RULE_TITLE } from '../rule/text.js';
import { html, type Markup } from './html.js';
import { pageFrame } from './pageFrame.js';

/** The public page with the whole 要綱, an article a heading (第3条第1項: what is published rests on it). */
export function rulePage(): string {
  return pageFrame({
    title: RULE_TITLE,
    description: `${RULE_TITLE}の全文です。`,
    listed: true,
    from: OFFICE,
    links: [{ href: '/notice', text: '通話録音装置の設置及び運用について' }],
    main: html`
      <h1>${RULE_TITLE}</h1>
      <p class="enacted">${RULE_ENACTED}</p>
      ${ARTICLES.map(articleOf)}`,
  });
}

function articleOf({ number, caption, paragraphs }: RuleArticle): Markup {
  return html`
      <section id="${articlePlace(number)}" class="stack">
        <h2>${articleName(number)}${caption === '' ? '' : `（${caption}）`}</h2>
        ${paragraphs.map(paragraphOf)}
      </section>`;
}

/** 項 with its 号; the first paragraph of an article bears no number. */
function paragraphOf({ number, text, items }: RuleParagraph): Markup {
  const words = number === 1 ? html`<p>${text}</p>` : html`<p class="paragraph">${numbered(String(number), text)}</p>`;
  if (items.length === 0) return words;
  const list = items.map((item) => html`<li>${numbered(`(${item.number})`, item.text)}</li>`);
  return html`${words}<ol class="items">${list}</ol>`;
}

function numbered(number: string, text: string): Markup {
  return html`<span class="number">${number}</span> <span>${text}</span>`;
}
