/** Hyphens, dashes, minus signs and long-vowel marks that people type between digits. */
const DASHES = /[-‐‑‒–—―−ー－ｰ─━〜～~]/g;

/** Soft hyphen, zero-width and text-direction characters, tags. Not the variation selectors, which belong to people's names. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

const WHITE_SPACE = /[\p{Cc}\s]+/gu;
const LINE_BREAK = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Folds what people type where a number is expected: full-width and circled digits to ASCII, every kind of dash to `-`,
 * outer white space and invisible characters (which telephones add when a number is copied) removed. Not for names or
 * sentences: it would damage them.
 */
export function foldNumeric(text: string): string {
  return text.replace(INVISIBLE, '').normalize('NFKC').replace(DASHES, '-').trim();
}

/** Tidies text of several lines: each as a sentence, empty ones left out, one line break between two. */
export function tidyLines(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map(tidySentence)
    .filter((line) => line !== '')
    .join('\n');
}

/**
 * Tidies a sentence that a person typed into a field of the form: control, zero-width and text-direction characters
 * removed, line breaks and the white space around them folded to one space, outer white space removed. Everything else is left
 * as typed, the full-width space between family name and given name too.
 */
export function tidySentence(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(WHITE_SPACE, (run) => (LINE_BREAK.test(run) ? ' ' : run))
    .trim();
}
