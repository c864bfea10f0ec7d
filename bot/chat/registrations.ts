import { tidySentence } from '../japanese/text.js';
import type { Intent } from './intent.js';
import { isAsked, isNegated } from './moods.js';
import { typedPart } from './normalise.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';

const LABEL =
  /(?:文書)?登録番号|文書番号|総合文書(?:管理)?(?:システム)?(?:の番号|番号)?|文書(?:管理)?(?:システム)?(?:に|へ)?登録/;
const NUMBER = /^[^\d。?]{0,12}?((?:[^\s、。,?()「」はがを:\d]{0,12}\d[^\s、。,?()「」をがは]{0,30}))/;
const ENDING =
  /(?:です|でした|で(?:す|文書)?(?:登録|お願い).{0,12}|に(?:なり|なっ|し).{0,8}|となり.{0,6}|として.{0,12}|と(?:登録|入力).{0,8})$/;
const NUMBER_FIRST =
  /(?:^|[\s、。はがを])([^\s、。,?()「」はがを〓]{0,12}\d[\d-]{0,20}号?(?:の\d+)?)(?:で|として|に)(?:文書)?登録/;

const NOT_TOLD = /消し|消去|消え|削除|検索|探し|捜し|見せ|だったのに|止ま|頼ん/;
/** A date, a time or a count is no number of a document. */
const COUNTED = /^\d+(?:月|日|時|分|人|つ|回|件|年|階|円|名|枚)/;

const WANTS_TO_KNOW = /教え|知りたい|何番/;

/** The number typed after the label, in the spelling of digits used everywhere else. */
function numberOf(sentence: Sentence, label: { end: number }): string | undefined {
  const again = /番号\s?[はが:]/.exec(sentence.text.slice(label.end));
  const labelEnd = again === null ? label.end : label.end + again.index + again[0].length;
  const after = sentence.text.slice(labelEnd);
  const match = NUMBER.exec(after) ?? undefined;
  const raw = match?.[1] ?? NUMBER_FIRST.exec(sentence.text)?.[1];
  if (raw === undefined) return undefined;
  const bare = raw.replace(ENDING, '');
  const start = match === undefined ? sentence.text.indexOf(raw) : labelEnd + match[0].length - raw.length;
  return tidySentence(typedPart(sentence.folded, start, start + bare.length).normalize('NFKC')) || undefined;
}

/**
 * Reads 「文書登録番号は…です」: the number the request was given in 総合文書管理システム (様式第1号, ※). A question is left to
 * the rules for questions; a denial is asked back.
 */
export function readRegistration(sentence: Sentence): Intent | undefined {
  const label = LABEL.exec(sentence.text);
  if (label === null) return undefined;
  // What stands after the label is the document's number, even when it looks like one of ours.
  const [of, another] = sentence.references.filter(({ start }) => start < label.index);
  if (isNegated(sentence.text) || another !== undefined) return { kind: 'ask_back' };
  if (isAsked(sentence.text) || WANTS_TO_KNOW.test(sentence.text)) return undefined;
  // Of two requests, or of a number that is to be found or taken away, nothing is told.
  if (sentence.references.filter(({ fiscalYear }) => fiscalYear !== undefined).length > 1) return { kind: 'ask_back' };
  if (NOT_TOLD.test(sentence.text)) return undefined;
  const told = numberOf(sentence, { end: label.index + label[0].length });
  const number = told !== undefined && COUNTED.test(told) ? undefined : told;
  // 様式第1号 has a 文書番号 of its own.
  const either = label[0] === '文書番号' && of === undefined;
  return {
    kind: 'register',
    ...(of && { of: referenceOf(of) }),
    ...(number && { number }),
    ...(either && { either }),
  };
}
