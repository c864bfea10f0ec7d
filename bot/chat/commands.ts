import { tidySentence } from '../japanese/text.js';
import type { NumberReference } from './intent.js';
import {
  isAborted,
  isAsked,
  isConditional,
  isDeclined,
  isForbidden,
  isNegated,
  isReported,
  isTurnedAfter,
} from './moods.js';
import { typedPart, withoutEnd } from './normalise.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';
import { type Guarded, isOrder, type Occurrence, occurrences } from './verbs.js';

/** A guarded verb that was plainly ordered; `words` are the reason or remark given with it, as typed. */
interface Command {
  kind: Guarded;
  /** Where the verb begins in the folded sentence. */
  at: number;
  of?: NumberReference;
  words?: string;
}

/** What a sentence makes of the guarded verbs in it. */
export type Commanded =
  | { standing: 'ordered'; command: Command }
  | { standing: 'mentioned'; common: boolean }
  | { standing: 'absent' };

interface Span {
  start: number;
  end: number;
}

/** An order with the part of the sentence that only gives its reason. */
interface Order {
  occurrence: Occurrence;
  reason: Span | undefined;
}

const PAUSE = /[。、,.!:;()「」\s-]/;
const NUMBER_AFTER = /^[:\s]?〓+(?:号|番)?/;
/** A cause, and what may stand between it and the verb: 「…ないため、12番は」. */
const CAUSE = /(?:ので|ため|為|から|により|につき|ことから)に?$/;
const AFTER_CAUSE = '、,。 〓号番をはのも申請件';
const CAUSE_LABEL = /^[〓をはのも、\s]*理由[はが:]\s?/;
const PAUSES = '。、, ';
const REASON_LABEL = /^(?:理由(?:として)?(?:は|が|:)?|なぜなら)[、:\s]*/;
const AGREED =
  /(?:問題|間違い|差し?支え|異議|異存)[はもが]?(?:ない|無い|なし|無し|ありません|ございません)(?:です)?(?:ので|ため|から|、|。)/g;

/** All that may stand before a strict verb: a nod, 「この申請を」, a receipt number. */
const PLAIN_LEAD =
  /^(?:はい|では|じゃあ|それでは|ok(?:です)?|了解(?:です|しました)?|(?:内容を?)?確認(?:し|いたし|致し)ました(?:ので)?|[、。,!\s])*(?:(?:この|その|本|当該|上の|こちらの?|これ|それ)?(?:申請書?|件)?(?:受付番号)?)(?:[はを:、\s]{0,2}〓+(?:号|番)?(?:の(?:申請書?|件)?)?)?(?:を|は|も|の|について)?$/;
const EMPTY_REST = /^[\s。、,.!()「」]*(?:(?:よろしく|宜しく|どうぞ)*お願い(?:いた|致)?します[\s。、,.!()「」]*)?$/;
const GIVES_CAUSE = /(?:ので|ため|為|から|により|につき|ことから)(?:です|に)?[。、\s]*$/;
/** After a strict verb a sentence of its own, or a reason; a bare word may mean anything (「承認、却下」). */
const STATEMENT = /^\s*[。!]|^[\s、,:;(「]*理由|(?:ので|ため|から)(?:です)?[。!)」\s]*$/;
/** What is done without a further question; whatever follows it must leave no doubt. */
const AT_ONCE: ReadonlySet<string> = new Set(['approve', 'receive', 'nudge', 'hand', 'submit', 'resend']);
const TAKEN_BACK =
  /違[いうっ]|ちが[いうっ]|間違|まちが|キャンセル|取り?消|なし(?:で|[。!]|$)|無視|ミス|誤送信|ごめん|その前|らしい|そうです|来週|来月|明日|後日|まだ|それと|ついで|あと(?:r|\d|、)/;
/** 「取り下げ、やっぱりしません」: nothing but inflection before the denial. */
const BARE_DENIAL = /^[\s。、,.!:;()「」]*[ぁ-ん]{0,12}(?:ない|ません|ず|不要)/;

function inQuotes(text: string, { start }: Span): boolean {
  const before = text.slice(0, start);
  return before.lastIndexOf('「') > before.lastIndexOf('」') || before.lastIndexOf('『') > before.lastIndexOf('』');
}

function clouded(text: string): boolean {
  return isAborted(text) || isAsked(text) || isReported(text) || isConditional(text);
}

/** The reason before the verb (「…ないため不交付」), or undefined when none is given there. */
function reasonBefore(lead: string): Span | undefined {
  const label = CAUSE_LABEL.exec(lead)?.[0].length;
  const labelled = label === undefined ? '' : withoutEnd(lead.slice(label), PAUSES);
  const isLabelled = labelled !== '' && (label ?? 0) + labelled.length < lead.length;
  const cause = isLabelled ? labelled : withoutEnd(lead, AFTER_CAUSE);
  if (!isLabelled && !CAUSE.test(cause)) return undefined;
  const start = isLabelled ? (label ?? 0) : 0;
  const number = /^〓+(?:号|番)?(?:の(?:申請|件))?[はをの、\s]*/.exec(cause);
  return { start: start + (number?.[0].length ?? 0), end: start + cause.length };
}

function leadAllows(occurrence: Occurrence, lead: string): boolean {
  if (occurrence.verb.strict) return PLAIN_LEAD.test(withoutEnd(lead.replace(AGREED, ''), '、,: '));
  if (reasonBefore(lead) !== undefined) return !isAborted(lead) && !isForbidden(lead) && !/まだ/.test(lead);
  return !isNegated(lead) && !clouded(lead) && !/\d/.test(lead);
}

function restAllows(occurrence: Occurrence, rest: string): boolean {
  const { alone, strict } = occurrence.verb;
  if (isForbidden(rest) || isAborted(rest)) return false;
  if (AT_ONCE.has(occurrence.verb.kind) && (TAKEN_BACK.test(rest) || isTurnedAfter(rest))) return false;
  // 「取下げ、番号の間違いのため」 gives a reason; 「取下げ、間違い」 takes it back.
  const ownSentence = /^\s*[。!]/.test(rest);
  if (isTurnedAfter(rest) && (strict || !ownSentence) && !GIVES_CAUSE.test(rest)) return false;
  if (alone) return EMPTY_REST.test(rest);
  if (strict) {
    const plain = EMPTY_REST.test(rest) || STATEMENT.test(rest);
    return plain && !isNegated(rest) && !clouded(rest) && !isDeclined(rest);
  }
  return !BARE_DENIAL.test(rest) && !isAsked(rest) && !isReported(rest);
}

/** Judges one occurrence on its own: the words before, the ending, the words after the pause. */
function orderAt(text: string, occurrence: Occurrence): Order | undefined {
  if (inQuotes(text, occurrence)) return undefined;
  const number = NUMBER_AFTER.exec(text.slice(occurrence.end))?.[0] ?? '';
  const from = occurrence.end + number.length;
  const pause = text.slice(from).search(PAUSE);
  const restStart = pause < 0 ? text.length : from + pause;
  const lead = text.slice(0, occurrence.start);
  if (!isOrder(occurrence.verb, text.slice(from, restStart))) return undefined;
  if (!leadAllows(occurrence, lead) || !restAllows(occurrence, text.slice(restStart))) return undefined;
  if (!EMPTY_REST.test(text.slice(restStart))) return { occurrence, reason: { start: restStart, end: text.length } };
  return { occurrence, reason: occurrence.verb.strict ? undefined : reasonBefore(lead) };
}

function wordsOf(sentence: Sentence, reason: Span): string | undefined {
  const part = sentence.text.slice(reason.start, reason.end);
  const lead = /^[\s。、,.!:;()「」-]*/.exec(part)?.[0].length ?? 0;
  const label = REASON_LABEL.exec(part.slice(lead))?.[0].length ?? 0;
  const trail = part.length - withoutEnd(part, ' 。、,.!)」').length;
  const words = tidySentence(typedPart(sentence.folded, reason.start + lead + label, reason.end - trail));
  return words === '' ? undefined : words;
}

const within = (span: Span, outer: Span | undefined) =>
  outer !== undefined && span.start >= outer.start && span.end <= outer.end;

/** Another guarded verb may only tell why; after the order it must be a common word or stand behind 「理由：」. */
function tellsWhy(sentence: Sentence, other: Occurrence, { occurrence, reason }: Order): boolean {
  if (other === occurrence) return true;
  if (!within(other, reason) || reason === undefined) return false;
  const labelled = /^[\s。、,.!:;()「]*理由/.test(sentence.text.slice(reason.start, reason.end));
  return other.start < occurrence.start || other.verb.common === true || labelled;
}

/** More guarded verbs than any honest sentence has. */
const TOO_MANY_VERBS = 8;

/**
 * Decides whether a sentence orders one of the guarded verbs. It does only when exactly one is ordered and any other is
 * part of the reason; a denial, a question, a condition, another's words or two orders at once leave it `mentioned`.
 */
export function readCommand(sentence: Sentence): Commanded {
  const found = occurrences(sentence.numbered, sentence.verbs);
  if (found.length === 0) return { standing: 'absent' };
  const orders =
    found.length > TOO_MANY_VERBS ? [] : found.flatMap((occurrence) => orderAt(sentence.numbered, occurrence) ?? []);
  const order = orders.find((one) => found.every((other) => tellsWhy(sentence, other, one)));
  const named = sentence.references.filter((reference) => !within(reference, order?.reason));
  if (order === undefined || named.length > 1) {
    return { standing: 'mentioned', common: found.every(({ verb }) => verb.common === true) };
  }
  const words = order.reason === undefined ? undefined : wordsOf(sentence, order.reason);
  const { verb, start } = order.occurrence;
  return {
    standing: 'ordered',
    command: { kind: verb.kind, at: start, ...(words && { words }), ...(named[0] && { of: referenceOf(named[0]) }) },
  };
}
