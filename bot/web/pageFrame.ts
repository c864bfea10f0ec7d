import { CITY_NAME, OFFICE } from '../rule/office.js';
import { html, type Markup } from './html.js';

/** A page that anybody may read, without scripts. */
export interface PlainPage {
  /** What the window is called, before the city's name. */
  title: string;
  /** One sentence for search engines. */
  description: string;
  /** False keeps the page out of search engines: it is written for the staff. */
  listed: boolean;
  /** Who speaks, beside the city's name. */
  from: string;
  main: Markup;
  /** Where else to read on, in the footer. */
  links: readonly { href: string; text: string }[];
}

/** A whole page in the city's look: one column, printable, light and dark, nothing but our own style sheets. */
export function pageFrame({ title, description, listed, from, main, links }: PlainPage): string {
  const robots = listed ? [] : [html`<meta name="robots" content="noindex, nofollow">`];
  return html`<!doctype html>
<html lang="ja">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
    <meta name="description" content="${description}">
    ${robots}
    <title>${title}｜${CITY_NAME}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/assets/tokens.css">
    <link rel="stylesheet" href="/assets/base.css">
    <link rel="stylesheet" href="/assets/pages.css">
  </head>
  <body>
    <header class="site-header">
      <p><span class="city">${CITY_NAME}</span> <span>${from}</span></p>
    </header>
    <main id="main" class="stack">${main}</main>
    <footer class="site-footer">
      <nav aria-label="関連するページ">
        <ul>${links.map(({ href, text }) => html`<li><a href="${href}">${text}</a></li>`)}</ul>
      </nav>
      <p>${CITY_NAME} ${OFFICE}</p>
    </footer>
  </body>
</html>
`.text;
}
