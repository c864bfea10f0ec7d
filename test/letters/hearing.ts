import { type Dictionary, isDictionary, isOperator, PdfFile, refOf, utf16, type Value, valuesIn } from './pdfSyntax.js';

/** A part of the letter as a screen reader meets it. */
export interface Heard {
  type: string;
  /** What a heading cell heads. */
  scope?: string;
  rows?: number;
  columns?: number;
  /** The page's words, except where the file says to say something else. */
  children: (Heard | string)[];
}

/** What somebody who cannot see the letter gets of it. */
export interface Hearing {
  title: string;
  titleShown: boolean;
  language: string;
  marked: boolean;
  letter: Heard;
  /** Words that are passed over, such as page numbers. */
  passedOver: string[];
  /** What is drawn but is neither in the structure nor marked as to be passed over; must be empty. */
  unmarked: string[];
}

const TEXT = ['Tj', 'TJ', "'", '"'];
const DRAWING = [...TEXT, 'S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'Do', 'sh'];

type Font = (codes: string) => string;

/** How a font's codes read, from its ToUnicode table, which lists them from 0 in runs. */
function fontOf(file: PdfFile, font: Dictionary): Font {
  const characters = new Map<number, string>();
  for (const [, range = ''] of file.stream(font.get('ToUnicode')).matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    const values = valuesIn(range);
    for (let at = 0; at < values.length; at += 3) {
      const first = utf16(String(values[at])).charCodeAt(0);
      for (const [index, text] of file.list(values[at + 2]).entries())
        characters.set(first + index, utf16(String(text)));
    }
  }
  return (codes) => Array.from(utf16(codes), (code) => characters.get(code.charCodeAt(0)) ?? '?').join('');
}

interface PageWords {
  /** The words of each marked run, by its number on the page. */
  runs: Map<number, string>;
  passedOver: string[];
  unmarked: string[];
}

function wordsOn(file: PdfFile, page: Dictionary): PageWords {
  const fonts = file.dictionary(file.dictionary(page.get('Resources')).get('Font'));
  const found: PageWords = { runs: new Map(), passedOver: [], unmarked: [] };
  const marks: (number | 'passed over' | 'no mark')[] = [];
  let font: Font = () => '';
  let operands: Value[] = [];
  for (const value of valuesIn(file.stream(page.get('Contents')))) {
    if (!isOperator(value)) {
      operands.push(value);
      continue;
    }
    const { operator } = value;
    const [first, second] = operands;
    if (operator === 'BDC' || operator === 'BMC') {
      const run = isDictionary(second) ? second.get('MCID') : undefined;
      marks.push(typeof run === 'number' ? run : first === '/Artifact' ? 'passed over' : 'no mark');
      if (marks.at(-1) === 'passed over') found.passedOver.push('');
    } else if (operator === 'EMC') {
      marks.pop();
    } else if (operator === 'Tf') {
      font = fontOf(file, file.dictionary(fonts.get(String(first).slice(1))));
    } else if (DRAWING.includes(operator)) {
      const codes = Array.isArray(first) ? first.filter((part) => typeof part === 'string').join('') : String(first);
      const text = TEXT.includes(operator) ? font(codes) : '';
      const mark = marks.find((each) => each !== 'no mark');
      if (typeof mark === 'number') found.runs.set(mark, (found.runs.get(mark) ?? '') + text);
      else if (mark === undefined) found.unmarked.push(text || operator);
      else found.passedOver.push(`${found.passedOver.pop() ?? ''}${text}`);
    }
    operands = [];
  }
  return found;
}

/**
 * What a screen reader gets of a letter: its structure with the words of the pages in it, and what it passes over.
 *
 * @throws Error when a run of words is in the structure twice or the file's way back from words to structure is wrong
 */
export function hear(pdf: Buffer): Hearing {
  const file = new PdfFile(pdf);
  const catalog = file.dictionary(file.trailer.get('Root'));
  const tree = file.dictionary(catalog.get('StructTreeRoot'));
  const pages = file.list(file.dictionary(catalog.get('Pages')).get('Kids'));
  const words = new Map(pages.map((page) => [refOf(page), wordsOn(file, file.dictionary(page))]));
  const owners = ownersOf(file, tree);

  function run(element: Value, page: Value | undefined, number: Value | undefined): string {
    const runs = words.get(refOf(page))?.runs;
    const text = typeof number === 'number' ? runs?.get(number) : undefined;
    if (text === undefined)
      throw new Error(`no words ${String(number)} on the page, or they are in the structure twice`);
    runs?.delete(Number(number));
    const owner = owners.get(Number(file.dictionary(page).get('StructParents')))?.[Number(number)];
    if (refOf(owner) !== refOf(element)) throw new Error(`「${text}」 leads back to another element`);
    return text;
  }

  function heard(reference: Value): Heard {
    const element = file.dictionary(reference);
    const attributes = element.has('A') ? file.dictionary(element.get('A')) : new Map<string, Value>();
    const children = file.list(element.get('K')).map((child): Heard | string => {
      if (typeof child === 'number') return run(reference, element.get('Pg'), child);
      if (isDictionary(child)) return run(reference, child.get('Pg'), child.get('MCID'));
      return heard(child);
    });
    const spoken = element.get('ActualText');
    return {
      type: String(element.get('S')).slice(1),
      ...(attributes.has('Scope') && { scope: String(attributes.get('Scope')).slice(1) }),
      ...(attributes.has('RowSpan') && { rows: Number(attributes.get('RowSpan')) }),
      ...(attributes.has('ColSpan') && { columns: Number(attributes.get('ColSpan')) }),
      children: typeof spoken === 'string' ? [spoken] : children,
    };
  }

  const [root = null] = file.list(tree.get('K'));
  const letter = heard(root);
  const left = [...words.values()].flatMap(({ runs, unmarked }) => [...runs.values(), ...unmarked]);
  return {
    title: String(file.value(file.dictionary(file.trailer.get('Info')).get('Title'))),
    titleShown: file.dictionary(catalog.get('ViewerPreferences')).get('DisplayDocTitle') === true,
    language: String(catalog.get('Lang')),
    marked: file.dictionary(catalog.get('MarkInfo')).get('Marked') === true,
    letter,
    passedOver: [...words.values()].flatMap(({ passedOver }) => passedOver.filter((text) => text !== '')),
    unmarked: left,
  };
}

/** Of each page's key, the elements to which its runs of words belong (ParentTree). */
function ownersOf(file: PdfFile, tree: Dictionary): Map<Value | undefined, Value[]> {
  const numbers = file.list(file.dictionary(tree.get('ParentTree')).get('Nums'));
  return new Map(numbers.flatMap((key, at) => (at % 2 === 0 ? [[key, file.list(numbers[at + 1])]] : [])));
}

/** All elements of one type within a part, in reading order. */
export function all(type: string, part: Heard): Heard[] {
  const children = part.children.filter((child) => typeof child !== 'string');
  return [...(part.type === type ? [part] : []), ...children.flatMap((child) => all(type, child))];
}

/** The words of a part, without pauses. */
export function said(part: Heard): string {
  return part.children.map((child) => (typeof child === 'string' ? child : said(child))).join('');
}

const PAUSES = ['H1', 'H2', 'P', 'TH', 'TD'];

/** What is read aloud from beginning to end: a line for each heading, paragraph and cell. */
export function readAloud(part: Heard): string[] {
  const inner = part.children.filter((child) => typeof child !== 'string').flatMap(readAloud);
  return PAUSES.includes(part.type) && !hasPauses(part) ? [said(part)] : inner;
}

function hasPauses(part: Heard): boolean {
  return part.children.some((child) => typeof child !== 'string' && (PAUSES.includes(child.type) || hasPauses(child)));
}
