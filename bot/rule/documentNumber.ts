import { foldNumeric } from '../japanese/text.js';
import { CITY } from './profile/city.js';

/** 文書記号 of 様式第2号 as the form prints it, 管財発: the 管財課 answers. */
export const ANSWER_SYMBOL = CITY.office.documentSymbol;

/**
 * A document's number as letters cite it, the one way in which it is written everywhere: 市民発 and 12 → 市民発第12号, with a
 * branch 市民発 and 12の2 → 市民発第12号の2.
 *
 * @param number as {@link readDocumentNumber} gives it
 */
export function documentName(symbol: string, number: string): string {
  const [main, ...branch] = number.split('の');
  return [`${symbol}第${main}号`, ...branch].join('の');
}

/**
 * The name of an answer (様式第2号): 管財発第12号.
 *
 * @param answerSymbol as it was when it was decided; null for answers of before it could be changed
 */
export function answerName(answerSymbol: string | null, answerNumber: string): string {
  return documentName(answerSymbol ?? ANSWER_SYMBOL, answerNumber);
}

/**
 * Reads the number of a document as people write it – 12, 第12号, 市民発第12号の2, 12の2, 12-2 – in the form that is kept: the
 * number within its 年度, with の and the branch where it has one. Undefined for anything else.
 */
export function readDocumentNumber(text: string): string | undefined {
  const folded = foldNumeric(text)
    .replace(/^[^\d第]*第/, '')
    .replace('号', '')
    .replace('-', 'の');
  return /^[1-9]\d{0,5}(の[1-9]\d{0,2})?$/.test(folded) ? folded : undefined;
}
