import { tidySentence } from '../japanese/text.js';
import { readDates } from './dates.js';
import type { Intent } from './intent.js';
import { isAborted, isAsked, isDeclined, isNegated } from './moods.js';
import { typedPart } from './normalise.js';
import { readPeriod } from './periods.js';
import type { Sentence } from './sentence.js';

const END =
  /代決(?:者|期間)?[をはの]?\s?(?:設定を?|指定を?|任命を?)?(?:終了|終わ|おわ|解除|取り?消|外し|外す|解任|停止|やめ)/;
const SHOW =
  /代決(?:者|期間)?(?:の?(?:設定|指定)(?:内容|状況)?|の(?:一覧|状況|期間|予定|名前|氏名))?(?:[をはが]|って|について)?(?:教え|見(?!直)|知り|表示|確認|一覧|誰|だれ|どなた)/;
const SET = /代決(?:者)?[をにの](?:設定|指定|任命|変更|登録|お願い|任せ|立て|置き|決め|頼)/;
/** 「代決者を試験四郎に」. */
const NAME_AFTER =
  /代決(?:者)?(?:を|は|に|:|として|\s)\s?(?:〓[-〓からまでの間より~、は\s]{0,30})?([^〓、。,?:]{2,20}?)(?:(?:さん|様|氏|殿)?(?:に|です|で|へ|を|と)[^〓、。,]{0,16})?[〓、。,]{0,40}$/d;
/** 「試験四郎さんを」, before 代決; marked days may stand between. */
const NAME_BEFORE =
  /^(?:まで|から|の間|[はの、])?([^〓、。,?:]{2,20}?)(?:さん|様|氏|殿)?(?:を|に|が|の)(?:〓[-〓からまでの間より~、は\s]{0,30})?$/d;
/** Where a name may begin. */
const BEGINNINGS = /まで|から|[〓はの、。,]/g;
/** So far before 代決 a name is looked for. */
const NEAR = 60;
const NO_NAME =
  /誰|だれ|どなた|いつ|何|現在|現行|今月|来月|^いま$|設定|指定|変更|登録|任命|終了|解除|一覧|決め|お願い|教え|います|いる|来週|今週|期間|代決|しばらく|終わ|おわ|外し|外す|やめ|停止|^(?:して|なって|する)/;
/** 「昨日、試験四郎が代決しました」, 「代決が終了されました」, 「代決終了のお知らせ」. */
const TOLD = /た$|終了の(?:お?知らせ|通知|連絡)|を?求め/;
const HONORIFIC = /\s?(?:さん|様|氏|殿)$/;

function named(sentence: Sentence, match: RegExpExecArray | null, offset = 0): string | undefined {
  const place = match?.indices?.[1];
  if (place === undefined || NO_NAME.test(match?.[1] ?? '')) return undefined;
  const [start, end] = place;
  const typed = tidySentence(typedPart(sentence.folded, offset + start, offset + end)).replace(HONORIFIC, '');
  return typed === '' ? undefined : typed;
}

const nameAfter = (sentence: Sentence, text: string) => named(sentence, NAME_AFTER.exec(text));

/** The name before the first 代決 that has one. */
function nameBefore(sentence: Sentence, text: string): string | undefined {
  for (const { index: end } of text.matchAll(/代決/g)) {
    const start = Math.max(0, end - NEAR);
    const near = text.slice(start, end);
    const beginnings = [...near.matchAll(BEGINNINGS)].map((match) => match.index + match[0].length);
    for (const begin of start === 0 ? [0, ...beginnings] : beginnings) {
      const match = NAME_BEFORE.exec(near.slice(begin));
      if (match !== null) return named(sentence, match, start + begin);
    }
  }
  return undefined;
}

/**
 * Reads what is said about 代決者: setting one for a period, ending it, or asking who it is. Names are handed on as typed.
 * A denial is asked back; a question never sets or ends anything.
 */
export function readDeputy(sentence: Sentence): Intent | undefined {
  const { text, today } = sentence;
  if (!text.includes('代決')) return undefined;
  if (SHOW.test(text)) return { kind: 'deputy', move: 'list' };
  if (isNegated(text)) return { kind: 'ask_back' };
  if (isAsked(text)) return { kind: 'deputy', move: 'list' };
  const { dates, text: withoutDates } = readDates(text, today, 'coming');
  // What was done is told, not ordered.
  if (TOLD.test(text)) return { kind: 'deputy', move: 'list' };
  const end = END.exec(text);
  if (end !== null) {
    // 「代決の終了は保留してください」.
    const rest = text.slice(end.index + end[0].length);
    const later = dates.some(({ date }) => date > today);
    if (later || isAborted(rest) || isDeclined(rest)) return { kind: 'ask_back' };
    const ended = nameBefore(sentence, withoutDates);
    return { kind: 'deputy', move: 'end', ...(ended && { name: ended }) };
  }
  const name = nameAfter(sentence, withoutDates) ?? nameBefore(sentence, withoutDates);
  if (name === undefined && !SET.test(text)) return { kind: 'deputy', move: 'list' };
  return { kind: 'deputy', move: 'set', ...(name && { name }), ...readPeriod(text, today, 'coming') };
}
