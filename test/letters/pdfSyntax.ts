import { inflateSync } from 'node:zlib';

/** A value in a PDF. A name keeps its stroke (`/P`), an operator of a page has the form `{ operator }`. */
export type Value = number | string | boolean | null | Ref | Operator | Value[] | Dictionary;
export type Dictionary = Map<string, Value>;
interface Ref {
  ref: number;
}
interface Operator {
  operator: string;
}

const TOKEN = /<<|>>|[[\]]|\/[^\s()<>[\]{}/%]*|\((?:\\[\s\S]|[^\\()])*\)|<[\dA-Fa-f\s]*>|[^\s()<>[\]{}/%]+/g;
const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const BYTE_ORDER_MARK = '\u00fe\u00ff';

/** Two bytes a character, as text strings and the font's codes have them. */
export function utf16(bytes: string): string {
  return Buffer.from(bytes, 'latin1').swap16().toString('utf16le');
}

function textOf(token: string): string {
  const bytes = token.slice(1, -1).replace(/\\([\s\S])/g, (_, character: string) => ESCAPED[character] ?? character);
  return bytes.startsWith(BYTE_ORDER_MARK) ? utf16(bytes.slice(2)) : bytes;
}

function wordOf(token: string): Value {
  if (/^[-+]?[\d.]+$/.test(token)) return Number(token);
  if (token === 'true' || token === 'false') return token === 'true';
  return token === 'null' ? null : { operator: token };
}

/** The values written in a piece of a PDF, one after the other; hexadecimal strings become their bytes. */
export function valuesIn(source: string): Value[] {
  const open: Value[][] = [[]];
  for (const [token] of source.matchAll(TOKEN)) {
    const here = open.at(-1) ?? [];
    if (token === '<<' || token === '[') open.push([]);
    else if (token === '>>' || token === ']') {
      open.pop();
      open.at(-1)?.push(token === ']' ? here : dictionaryOf(here));
    } else if (token === 'R') {
      const [number] = here.splice(-2);
      here.push({ ref: Number(number) });
    } else if (token.startsWith('/')) here.push(token);
    else if (token.startsWith('(')) here.push(textOf(token));
    else if (token.startsWith('<')) here.push(Buffer.from(token.replace(/[<>\s]/g, ''), 'hex').toString('latin1'));
    else here.push(wordOf(token));
  }
  return open[0] ?? [];
}

function dictionaryOf(values: Value[]): Dictionary {
  const found: Dictionary = new Map();
  for (let at = 0; at < values.length; at += 2) found.set(String(values[at]).slice(1), values[at + 1] ?? null);
  return found;
}

export const isDictionary = (value: unknown): value is Dictionary => value instanceof Map;
export const isOperator = (value: Value): value is Operator =>
  typeof value === 'object' && !!value && 'operator' in value;
export const refOf = (value: Value | undefined): number | undefined =>
  typeof value === 'object' && value !== null && 'ref' in value ? value.ref : undefined;

/** A PDF file with a plain table of its objects, as our letters are. */
export class PdfFile {
  readonly trailer: Dictionary;
  private readonly source: string;
  private readonly offsets: number[];

  constructor(bytes: Buffer) {
    this.source = bytes.toString('latin1');
    const table = Number(/startxref\s+(\d+)/.exec(this.source)?.[1]);
    const [entries = '', trailer = ''] = this.source.slice(table).split('trailer');
    this.offsets = Array.from(entries.matchAll(/(\d{10}) \d{5} [nf]/g), ([, offset]) => Number(offset));
    this.trailer = this.dictionary(valuesIn(trailer)[0]);
  }

  /** What a reference stands for, or the value itself. */
  value(value: Value | undefined): Value {
    const ref = refOf(value);
    if (ref === undefined) return value ?? null;
    return valuesIn(this.source.slice(this.startOf(ref), this.endOf(ref)))[0] ?? null;
  }

  dictionary(value: Value | undefined): Dictionary {
    const found = this.value(value);
    if (!isDictionary(found)) throw new Error(`no dictionary but ${JSON.stringify(value)}`);
    return found;
  }

  list(value: Value | undefined): Value[] {
    const found = this.value(value);
    return Array.isArray(found) ? found : [];
  }

  /** The uncompressed text of a stream. */
  stream(value: Value | undefined): string {
    const start = this.endOf(refOf(value) ?? 0) + 'stream\n'.length;
    const bytes = this.source.slice(start, start + Number(this.dictionary(value).get('Length')));
    return inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1');
  }

  private startOf(object: number): number {
    return this.source.indexOf('obj', this.offsets[object]) + 'obj'.length;
  }

  /** Where an object's value ends, which is where its stream begins if it has one. */
  private endOf(object: number): number {
    const end = /endobj|stream\n/g;
    end.lastIndex = this.startOf(object);
    return end.exec(this.source)?.index ?? this.source.length;
  }
}
