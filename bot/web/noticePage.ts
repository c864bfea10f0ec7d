import { formatWarekiShort } from '../japanese/wareki.js';
import type { PublicNotice } from '../matters/publicNotice.js';
import type { ArticleNumber } from '../rule/articles.js';
import { CITY_NAME, OFFICE, PEOPLE, RULE_WORD } from '../rule/office.js';
import { CITY } from '../rule/profile/city.js';
import { NOTICE_PARTS, type NoticeText } from '../rule/publicNotice.js';
import { RULE_START } from '../rule/retention.js';
import { articlePlace, RULE_TITLE } from '../rule/text.js';
import { html, type Markup } from './html.js';
import { pageFrame } from './pageFrame.js';

const TITLE = '通話録音装置の設置及び運用について';

const LEAD_BEFORE = `${CITY.building}では、通話録音装置を設置し、電話での通話を録音しています。`;
const LEAD_AFTER = `（${formatWarekiShort(RULE_START)}施行。以下「${RULE_WORD}」といいます。）に基づき、次のとおりお知らせします。${PEOPLE}の皆さまのご理解とご協力をお願いいたします。`;

/**
 * The public notice that calls are recorded and why, how long recordings are kept and whom to ask (第3条第1項, 第7条): with the days of
 * publication, every part with the articles on which it rests.
 *
 * @param preview true for a draft that is not published yet
 */
export function noticePage({ text, published, changed }: PublicNotice, preview = false): string {
  return pageFrame({
    title: TITLE,
    description: `${CITY.building}における通話録音装置の設置及び運用についてお知らせします。`,
    listed: !preview,
    from: OFFICE,
    links: [{ href: '/rule', text: `${RULE_WORD}の全文` }],
    main: html`
      ${preview ? html`<p class="preview" role="note">公表前の案です。${PEOPLE}の方にはまだ表示されていません。</p>` : ''}
      <h1>${TITLE}</h1>
      ${dates(published, changed)}
      <p>${LEAD_BEFORE}<a href="/rule">「${RULE_TITLE}」</a>${LEAD_AFTER}</p>
      ${partsOf(text, true)}`,
  });
}

/** The same for a page of the city's own site: headings, paragraphs and lists alone, with no address of ours in it. */
export function noticeFragment({ text, published, changed }: PublicNotice): string {
  return html`<h1>${TITLE}</h1>
${dates(published, changed, false)}
<p>${LEAD_BEFORE}「${RULE_TITLE}」${LEAD_AFTER}</p>
${partsOf(text, false)}
`.text
    .replace(/\n\s+/g, '\n')
    .replace(/(<\/(?:p|ul|li|dl|dd)>|<ul>|<dl>)(?=<)/g, '$1\n');
}

/** The same as plain text. */
export function noticeWords({ text, published, changed }: PublicNotice): string {
  const days = daysOf(published, changed).map(([name, date]) => `${name}：${formatWarekiShort(date)}`);
  const parts = NOTICE_PARTS.flatMap(({ id, heading }) => ['', `■ ${heading}`, ...linesOf(text, id)]);
  const { address = '', tel = '', mail = '' } = text;
  const office = [
    '',
    `${CITY_NAME} ${OFFICE}`,
    `所在地　${address}`,
    `電話　${tel}`,
    ...(mail === '' ? [] : [`メール　${mail}`]),
  ];
  return `${[TITLE, ...days, '', `${LEAD_BEFORE}「${RULE_TITLE}」${LEAD_AFTER}`, ...parts, ...office].join('\n')}\n`;
}

const linesOf = (text: NoticeText, id: string): string[] => (text[id] ?? '').split('\n').filter((line) => line !== '');

/** The parts in their order; with `ours` with what they rest on, and with the classes of our own page. */
function partsOf(text: NoticeText, ours: boolean): Markup[] {
  return NOTICE_PARTS.map(
    ({ id, heading, cited }) => html`
      <h2>${heading}</h2>
      ${proseOf(linesOf(text, id))}
      ${id === 'complaints' ? contact(text, ours) : ''}
      ${ours ? source(cited) : ''}`,
  );
}

const ENTRY = /^[・･•]\s*/;

/** Lines as paragraphs; entries that follow one another are one list. */
function proseOf(lines: readonly string[]): Markup[] {
  const blocks: { list: boolean; lines: string[] }[] = [];
  for (const line of lines) {
    const list = ENTRY.test(line);
    const last = blocks.at(-1);
    if (list && last?.list) last.lines.push(line);
    else blocks.push({ list, lines: [line] });
  }
  return blocks.map(({ list, lines: [first = '', ...more] }) =>
    list
      ? html`<ul>${[first, ...more].map((line) => html`<li>${line.replace(ENTRY, '')}</li>`)}</ul>`
      : html`<p>${first}</p>`,
  );
}

function daysOf(published: string, changed: string): [name: string, date: string][] {
  const told: [string, string][] = [
    ['公表日', published],
    ['更新日', changed],
  ];
  return told.filter(([, date]) => date !== '');
}

/** 公表日 and 更新日, where they are known. */
function dates(published: string, changed: string, ours = true): Markup {
  const told = daysOf(published, changed);
  if (told.length === 0) return html``;
  const items = told.map(
    ([name, date]) => html`<li>${name}：<time datetime="${date}">${formatWarekiShort(date)}</time></li>`,
  );
  return ours ? html`<ul class="dates">${items}</ul>` : html`<ul>${items}</ul>`;
}

/** The office that answers, with every way to reach it that is known. */
function contact({ address = '', tel = '', mail = '' }: NoticeText, ours: boolean): Markup {
  const number = tel.replace(/[^+\d]/g, '');
  const ways = [
    html`<dt>所在地</dt><dd>${address}</dd>`,
    html`<dt>電話</dt><dd>${number === '' ? tel : html`<a href="tel:${number}">${tel}</a>`}</dd>`,
  ];
  if (mail !== '') {
    const target = encodeURIComponent(mail).replace('%40', '@');
    ways.push(html`<dt>メール</dt><dd><a href="mailto:${target}">${mail}</a></dd>`);
  }
  const office = html`<p>${CITY_NAME} ${OFFICE}</p>
        <dl>${ways}</dl>`;
  return ours ? html`<div class="contact stack">${office}</div>` : office;
}

/** What of the rule a part rests on, linked to where it can be read. */
function source(cited: readonly (readonly [words: string, article: ArticleNumber])[]): Markup {
  const links = cited.map(
    ([words, article], place) => html`${place === 0 ? '' : '・'}<a href="/rule#${articlePlace(article)}">${words}</a>`,
  );
  return html`<p class="source">${RULE_WORD}${links}</p>`;
}
