/** Hyphens, dashes, minus signs and long-vowel marks that people type between digits. */
const DASHES = /[-‐‑‒–—―−ー－ｰ─━〜～~]/g;

/**
 * Folds what people type where a number is expected: full-width and circled digits to ASCII, every kind of dash to `-`,
 * outer white space removed. Not for names or sentences: it would damage them.
 */
export function foldNumeric(text: string): string {
  return text.normalize('NFKC').replace(DASHES, '-').trim();
}

/**
 * Tidies a sentence that a person typed into a field of the form: control, zero-width and text-direction characters
 * removed, line breaks folded to one space, outer white space removed. Characters themselves are left as typed.
 */
export function tidySentence(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .trim();
}
