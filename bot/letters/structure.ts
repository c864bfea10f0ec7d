import type { Content, ContentTable, TableCell } from 'pdfmake/interfaces.js';

/** What a part of a letter is to somebody who has it read aloud; a text without a tag is a paragraph. */
export interface Tag {
  /** Standard structure type (ISO 32000-1, 14.8.4): letter's title, section heading, paragraph, words within one, heading cell. */
  type: 'H1' | 'H2' | 'P' | 'Span' | 'TH';
  /** For a heading cell: what it heads. */
  scope?: 'Row' | 'Column';
  /** What is said in place of the printed words (ActualText). */
  spoken?: string;
}

declare module 'pdfmake/interfaces.js' {
  interface ContentBase {
    /** All words of the node are one element of this kind. */
    tag?: Tag | undefined;
  }
}

/** The words of one node. `Mark` is what the drawing leaves for each of their lines, in their order. */
export interface Words<Mark> {
  type: string;
  marks: Mark[];
}

/** An element of the structure that is read aloud, its children in reading order. */
export interface Element<Mark> {
  type: Tag['type'] | 'Document' | 'Table' | 'TR' | 'TD';
  spoken?: string | undefined;
  /** Of a cell: what it heads, and how many rows and columns it spans if more than one. */
  cell: { Scope?: 'Row' | 'Column'; RowSpan?: number; ColSpan?: number };
  children: (Element<Mark> | Words<Mark>)[];
}

/** A letter's structure before it is drawn: the whole of it, and the place in it of each node with words. */
export interface Structure<Mark> {
  root: Element<Mark>;
  words: ReadonlyMap<object, Words<Mark>>;
}

/**
 * The structure of a letter, read from its definition in the order of the definition, which is the order of reading.
 *
 * @throws Error for a kind of content no letter has, since nobody would hear it: a defect of the program
 */
export function structureOf<Mark>(content: Content): Structure<Mark> {
  const words = new Map<object, Words<Mark>>();

  function put(parent: Element<Mark>, type: Element<Mark>['type'], tag?: Tag): Element<Mark> {
    const element: Element<Mark> = { type, spoken: tag?.spoken, cell: {}, children: [] };
    parent.children.push(element);
    return element;
  }

  function putWords(parent: Element<Mark>, node: object): void {
    const place: Words<Mark> = { type: parent.type, marks: [] };
    parent.children.push(place);
    words.set(node, place);
  }

  /** @param own whether words without a tag belong to `parent` itself, not to a paragraph in it */
  function walk(parent: Element<Mark>, node: Content, own: boolean): void {
    if (Array.isArray(node)) {
      for (const part of node) walk(parent, part, own);
    } else if (typeof node === 'object' && 'tag' in node && node.tag !== undefined) {
      parts(put(parent, node.tag.type, node.tag), node, true);
    } else {
      parts(parent, node, own);
    }
  }

  function parts(parent: Element<Mark>, node: Content, own: boolean): void {
    if (typeof node !== 'object' || Array.isArray(node)) throw new Error('content of a letter that is no node');
    if ('text' in node) putWords(own ? parent : put(parent, 'P'), node);
    else if ('stack' in node && node.stack) walk(parent, node.stack, own);
    else if ('columns' in node && node.columns) walk(parent, node.columns, own);
    else if ('table' in node && node.table) rows(put(parent, 'Table'), node.table.body);
    // A drawing is for the eye only.
    else if (!('canvas' in node)) throw new Error(`content of a letter that cannot be read: ${Object.keys(node)}`);
  }

  function rows(table: Element<Mark>, body: ContentTable['table']['body']): void {
    for (const cells of body) {
      const row = put(table, 'TR');
      for (const cell of cells) if (!isCovered(cell)) putCell(row, cell);
    }
  }

  function putCell(row: Element<Mark>, cell: Content & { rowSpan?: number | undefined; colSpan?: number | undefined }) {
    const tag = typeof cell === 'object' && 'tag' in cell ? cell.tag : undefined;
    const element = put(row, tag === undefined ? 'TD' : tag.type, tag);
    element.cell = {
      ...(tag?.scope && { Scope: tag.scope }),
      ...(cell.rowSpan && { RowSpan: cell.rowSpan }),
      ...(cell.colSpan && { ColSpan: cell.colSpan }),
    };
    parts(element, cell, tag !== undefined || hasOnePart(cell));
  }

  const root: Element<Mark> = { type: 'Document', cell: {}, children: [] };
  walk(root, content, false);
  return { root, words };
}

/** Whether a cell is only the place over which another one spans. */
function isCovered(cell: TableCell): cell is Record<PropertyKey, never> {
  return typeof cell === 'object' && Object.keys(cell).length === 0;
}

/** Whether the words of a cell stand alone in it, so that it needs no paragraphs. */
function hasOnePart(cell: Content): boolean {
  return typeof cell === 'object' && ('stack' in cell && cell.stack ? cell.stack.length === 1 : 'text' in cell);
}
