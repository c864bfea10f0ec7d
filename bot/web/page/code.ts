/**
 * The six-digit confirmation code (確認コード) in what was typed or pasted, or null when it is not six digits.
 *
 * Phones and Japanese keyboards give full-width digits, and people paste the whole sentence they received or type
 * `123-456`; only the digits count.
 */
export function foldCode(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/\D/g, '');
  return digits.length === 6 ? digits : null;
}
