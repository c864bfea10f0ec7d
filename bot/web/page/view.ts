/** One copied recording (複製データ) as the page shows it. */
export interface FileView {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly size: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly downloadsLeft: number;
  readonly allowed: number;
  readonly audioHref: string;
  readonly downloadsHref: string;
  readonly fileName: string;
}

/** A letter (様式第1号・第2号) as the page shows it. */
export interface LetterView {
  readonly title: string;
  readonly size: string;
  readonly sha256: string;
  readonly href: string;
  readonly fileName: string;
}

/** A recording attached by hand. */
export interface AttachedView {
  readonly title: string;
  readonly detail: string;
  readonly sha256: string;
}

/** Everything of a request in one file, for registering it as public documents (文書登録一式). */
export interface SetView {
  /** Where its download is granted. */
  readonly grantHref: string;
  readonly size: string;
  /** What is in it, in words. */
  readonly contents: string;
  /** What to know before it is downloaded; empty for nothing. */
  readonly warning: string;
  /** How often it may still be had; null when nothing is counted. */
  readonly downloadsLeft: number | null;
}

/** What a signed-in recipient of a file link sees. */
export interface LinkView {
  readonly state: 'open' | 'expired' | 'revoked';
  readonly receipt: string;
  readonly heading: string;
  readonly lead: string;
  readonly expires: string | null;
  readonly letters: readonly LetterView[];
  readonly files: readonly FileView[];
  readonly registrationSet: SetView | null;
  /** Recordings that 管財課 extracted by hand and attached to the application. */
  readonly attached: readonly AttachedView[];
  /** Where more can be attached; null when the reader may not, or not any more. */
  readonly uploadHref: string | null;
  readonly sessionEnds: string;
}

/** Reads the server's answer as a view; throws TypeError when it is not one (another version of the server). */
export function readView(answer: unknown): LinkView {
  const view = record(answer);
  const state = text(view, 'state');
  if (state !== 'open' && state !== 'expired' && state !== 'revoked') throw new TypeError('unknown state');
  const files = view.files;
  if (!Array.isArray(files)) throw new TypeError('files is not a list');
  if (!Array.isArray(view.letters)) throw new TypeError('letters is not a list');
  return {
    state,
    receipt: text(view, 'receipt'),
    heading: text(view, 'heading'),
    lead: text(view, 'lead'),
    expires: view.expires === null ? null : text(view, 'expires'),
    letters: view.letters.map(readLetter),
    files: files.map(readFile),
    registrationSet: view.registrationSet ? readSet(view.registrationSet) : null,
    attached: Array.isArray(view.attached) ? view.attached.map(readAttached) : [],
    uploadHref: view.uploadHref === null || view.uploadHref === undefined ? null : path(view, 'uploadHref'),
    sessionEnds: text(view, 'sessionEnds'),
  };
}

function readAttached(answer: unknown): AttachedView {
  const file = record(answer);
  return { title: text(file, 'title'), detail: text(file, 'detail'), sha256: text(file, 'sha256') };
}

function readSet(answer: unknown): SetView {
  const set = record(answer);
  return {
    grantHref: path(set, 'grantHref'),
    size: text(set, 'size'),
    contents: text(set, 'contents'),
    warning: text(set, 'warning'),
    downloadsLeft: set.downloadsLeft === null ? null : count(set, 'downloadsLeft'),
  };
}

function readLetter(answer: unknown): LetterView {
  const letter = record(answer);
  return {
    title: text(letter, 'title'),
    size: text(letter, 'size'),
    sha256: text(letter, 'sha256'),
    href: path(letter, 'href'),
    fileName: text(letter, 'fileName'),
  };
}

function readFile(answer: unknown): FileView {
  const file = record(answer);
  return {
    id: text(file, 'id'),
    title: text(file, 'title'),
    detail: text(file, 'detail'),
    size: text(file, 'size'),
    bytes: count(file, 'bytes'),
    sha256: text(file, 'sha256'),
    downloadsLeft: count(file, 'downloadsLeft'),
    allowed: count(file, 'allowed'),
    audioHref: path(file, 'audioHref'),
    downloadsHref: path(file, 'downloadsHref'),
    fileName: text(file, 'fileName'),
  };
}

/** Reads an answer as an object with fields; throws TypeError when it is none. */
export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return { ...value };
}

/** Reads a field of words; throws TypeError when it is none. */
export function text(from: Record<string, unknown>, field: string): string {
  const value = from[field];
  if (typeof value !== 'string') throw new TypeError(`${field} is not text`);
  return value;
}

/** Reads a field that counts something, 0 or more; throws TypeError when it does not. */
export function count(from: Record<string, unknown>, field: string): number {
  const value = from[field];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new TypeError(`${field} is no count`);
  return value;
}

/** Reads an address on this very server; throws TypeError for any other, so that nothing is fetched from elsewhere. */
export function path(from: Record<string, unknown>, field: string): string {
  const value = text(from, field);
  if (!/^\/[^/\\]/.test(value)) throw new TypeError(`${field} is not a path of this server`);
  return value;
}

/** Reads a web address to which the reader may be sent; throws TypeError for anything else, such as a script. */
export function address(from: Record<string, unknown>, field: string): string {
  const value = text(from, field);
  if (!/^https?:\/\//.test(value)) throw new TypeError(`${field} is not an address`);
  return value;
}
