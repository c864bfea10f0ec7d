import MarkdownIt from 'markdown-it';
import { Markup } from './html.js';

type Token = ReturnType<MarkdownIt['parse']>[number];

/** The address at which something a document points to can be had; undefined when it is not served. */
export type AddressOf = (href: string) => string | undefined;

/** A document as it stands in a page. */
export interface Rendered {
  /** The words of its first heading. */
  title: string;
  body: Markup;
}

/**
 * Renders one of our own documents. Markup written into it stays text; what it points to and is not served becomes plain
 * text, too. Cells of a table know their column's name (`data-column`), so that a narrow screen can show them one below the other.
 */
export function renderMarkdown(text: string, addressOf: AddressOf): Rendered {
  const markdown = new MarkdownIt({ html: false });
  markdown.renderer.rules.softbreak = (tokens, place) => lineBreak(tokens[place - 1], tokens[place + 1]);
  const tokens = markdown.parse(text, {});
  for (const token of tokens) if (token.children) token.children = withAddresses(token.children, addressOf);
  nameColumns(tokens);
  const heading = tokens.findIndex(({ type }) => type === 'heading_open');
  return {
    title: wordsOf(tokens[heading + 1]),
    body: new Markup(markdown.renderer.render(tokens, markdown.options, {})),
  };
}

/** Japanese runs on over the end of a line; a space belongs only between two words in Latin letters. */
function lineBreak(before: Token | undefined, after: Token | undefined): string {
  return /[\x21-\x7e]$/.test(before?.content ?? '') && /^[\x21-\x7e]/.test(after?.content ?? '') ? '\n' : '';
}

function withAddresses(tokens: Token[], addressOf: AddressOf): Token[] {
  let dropped = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open') {
      const address = addressOf(token.attrGet('href') ?? '');
      dropped = address === undefined;
      if (address !== undefined) token.attrSet('href', address);
      return !dropped;
    }
    if (token.type === 'image') {
      const address = addressOf(token.attrGet('src') ?? '');
      if (address !== undefined) token.attrSet('src', address);
      // The renderer takes the words that stand in for the picture from `content`, as it does for text.
      else token.type = 'text';
    }
    return token.type !== 'link_close' || !dropped;
  });
}

function nameColumns(tokens: Token[]): void {
  let names: string[] = [];
  let column = 0;
  tokens.forEach((token, place) => {
    if (token.type === 'table_open') names = [];
    if (token.type === 'tr_open') column = 0;
    if (token.type === 'th_open') {
      token.attrSet('scope', 'col');
      names.push(wordsOf(tokens[place + 1]));
    }
    if (token.type === 'td_open') token.attrSet('data-column', names[column++] ?? '');
  });
}

function wordsOf(inline: Token | undefined): string {
  return (inline?.children ?? []).map(({ content }) => content).join('');
}
