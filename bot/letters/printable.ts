import { MINCHO_CHARACTERS } from './fonts.js';

/** 下駄記号: what Japanese printers set where a type is missing, so that a reader sees that a character belongs here. */
const MISSING = '〓';

const GRAPHEMES = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const WITHOUT_LOOK = /^\p{Default_Ignorable_Code_Point}$/u;

function inFont(character: string): boolean {
  return MINCHO_CHARACTERS.has(character.codePointAt(0) ?? 0);
}

/** One character as a reader sees it: a letter with its marks, an emoji made of several code points. */
function drawn(grapheme: string): string {
  const visible = [...grapheme].filter((character) => !WITHOUT_LOOK.test(character)).join('');
  // か + U+3099 is one type in the font. A character alone stays as typed: normalising would turn U+FA19 into U+795E.
  const composed = /\p{Mn}/u.test(visible) && [...visible].length > 1 ? visible.normalize('NFC') : visible;
  if ([...composed].every(inFont)) return composed;
  return /^\p{Zs}$/u.test(composed) ? ' ' : MISSING;
}

/**
 * A text as the letters' font can draw it. A character the font lacks (𠮷, emoji, other scripts) becomes 〓, one for each
 * character a reader would see, so that nothing vanishes silently. What has no look of its own is left out: line breaks and
 * other control characters become a space, zero-width and text-direction characters go. Of a character with a variation
 * selector (葛󠄀) the font draws its own form.
 */
export function printable(text: string): string {
  const line = text.replace(BREAKS, ' ');
  return Array.from(GRAPHEMES.segment(line), ({ segment }) => drawn(segment)).join('');
}
