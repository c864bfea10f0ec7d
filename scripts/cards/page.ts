import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../bot/paths.js';
import { hostConfig, type Look, styleSheet } from './look.js';

/** A filled card with the name of its template and sample: `decide.one_match`. */
export interface NamedCard {
  name: string;
  card: Record<string, unknown>;
}

/** What the browser runs: every card through the renderer that Teams on the desktop uses, with Markdown as there. */
const DRAW = `
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = window.markdownit().render(text);
    result.didProcess = true;
  };
  for (const { name, card } of window.cards) {
    const drawn = new AdaptiveCards.AdaptiveCard();
    drawn.hostConfig = new AdaptiveCards.HostConfig(window.hostConfig);
    drawn.parse(card);
    const figure = document.createElement('figure');
    figure.id = name;
    // Radio buttons of equal name are one group, except in forms of their own.
    const frame = document.createElement('form');
    frame.className = 'card';
    frame.append(drawn.render());
    figure.append(frame);
    document.body.append(figure);
  }
`;

/** JSON inside a script element must not end it. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A page that shows the cards one below the other, each as \`figure#<name>\`. */
export function cardPage(look: Look, cards: readonly NamedCard[]): string {
  const library = (path: string) =>
    readFileSync(join(ROOT, 'node_modules', path), 'utf8').replaceAll('</script', '<\\/script');
  return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>カード</title>
    <style>${styleSheet(look)}</style>
    <script>${library('adaptivecards/dist/adaptivecards.min.js')}</script>
    <script>${library('markdown-it/dist/markdown-it.min.js')}</script>
    </head><body><script>
    window.cards = ${inScript(cards)};
    window.hostConfig = ${inScript(hostConfig(look.theme))};
    ${DRAW}</script></body></html>`;
}

/** The overview: one row a card, one column a look. */
export function contactSheet(names: readonly string[], looks: readonly Look[]): string {
  const rows = names
    .map((name) => {
      const pictures = looks.map(
        (look) => `<td><img loading="lazy" alt="" src="${look.name}/${name}.png" width="${look.card / 2}"></td>`,
      );
      return `<tr id="${name}"><th><a href="#${name}">${name}</a></th>${pictures.join('')}</tr>`;
    })
    .join('\n');
  return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>カード一覧</title><style>
    body { font-family: sans-serif; margin: 24px; } td, th { vertical-align: top; text-align: left; padding: 8px 16px 24px 0; }
    </style></head><body><h1>カード一覧</h1><table>${rows}</table></body></html>`;
}
