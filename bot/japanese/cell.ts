/** What a spreadsheet holds in one cell at most, in UTF-16 units; Excel lets the rest of a longer one spill into other cells. */
const LONGEST = 32_767;

/** What no XML file may hold. Spreadsheets drop it, and the sign behind it would come first. */
const UNPRINTABLE = /(?![\t\n\r])\p{Cc}|[\p{Cs}\p{Noncharacter_Code_Point}\ufffd]/gu;

/**
 * The signs by which spreadsheets know a formula, alone or behind characters that are trimmed or not seen; and the white space
 * at which some programs begin a new cell.
 */
const FORMULA = /^'*(?:[\t\n\r]|[\s\p{C}\p{Default_Ignorable_Code_Point}]*[=+\-@−])/u;

/**
 * A text as it may stand in a cell of a spreadsheet: one that could be taken for a formula gets an apostrophe before it, which
 * shows and does no harm. So does one that looks as if it had got one; hence whoever reads by machine has the text back by
 * taking one apostrophe from where apostrophes stand before such a sign. Control characters are left out.
 */
export function cellText(text: string): string {
  const clean = text.replace(UNPRINTABLE, '');
  // Full-width and small signs count as well: with Japanese settings they are folded. Each by itself, since = and the stroke
  // behind it would become the one sign ≠, behind which the = was not seen.
  const folded = Array.from(clean, (sign) => sign.normalize('NFKC')).join('');
  const safe = FORMULA.test(folded) ? `'${clean}` : clean;
  return safe.length <= LONGEST ? safe : `${safe.slice(0, LONGEST - 1).replace(/\p{Cs}$/u, '')}…`;
}
