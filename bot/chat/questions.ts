import type { Intent } from './intent.js';
import { isAsked, isForbidden, isHowTo, isNegated } from './moods.js';
import { readPeriod } from './periods.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';
import { isOffTopic } from './smallTalk.js';
import { isUnwanted, wantsToApply } from './wishes.js';

const WAITING =
  /未処理|審査待|承認待|決裁待|処理待|未決裁|未決(?!定)|未承認|未審査|未対応|審査中|処理中|待っている申請/;
const MY_APPLICATIONS =
  /(?:私|わたし|自分|僕|うち|当課|マイ)[のが]?(?:出した)?申請|申請[^。?]{0,6}(?:一覧|状況|状態|履歴|リスト|進捗|結果)|申請(?:書|データ)?[^。]{0,8}(?:どう(?!す|や|し)|まだ|いつ(?!ま)|進ん|通っ|通り|届[いき])|申請(?:は|って)\?*$|(?:全部|すべて|全て|全)の?申請|申請[^。]{0,4}(?:見せ|表示|見たい)|申請した(?:件|もの|やつ|分)|どうな(?:った|って|り)|^(?:一覧|履歴|リスト)/;
const PERIOD_APPLICATIONS =
  /(?:[週月日年度間]|まで|から|昨日|今日|本日|おととい|曜|分|\d)の?(?:出した)?申請(?!した|しま|する|を?し|書を|お願|希望)/;
const RECORDING_PROGRESS =
  /(?:録音|データ|リンク|回答書?|返事|結果|承認|審査)(?:データ)?(?:の件)?(?:は|って|が)?(?:まだ|いつ(?!ま)|どう(?:な|です))/;
const CALL_WORDS = /電話|通話|録音|入電|着信/;
const ABOUT_WHAT =
  /^(?:(?:それ|あれ|これ|例の件|あの件|その後|で|ところで|もう|結局)(?:は|って|、)?)*(?:まだ(?:です|でしょう)?ー*か?(?:な|ね)?|どう(?:です|でしょう|なった|なって(?:る|い(?:る|ます))|なりました)(?:か|の|ん)?(?:な|ね)?|いつ(?:です)?か?(?:な|ね)?|進捗(?:は|どう(?:です)?か?)?|状況(?:は|どう(?:です)?か?|を?教えて.{0,6})?)?[?ー。]*$/;

/** What left the house: 「外部提供の一覧」. */
const GIVEN =
  /(?:外部|庁外)(?:機関)?(?:へ|に)?の?(?:提供|交付)(?:した)?[^。、?]{0,8}(?:一覧|リスト|簿|状況|見せ|見たい|何件)/;

/** 「承認してもらえますか」 asks for one request's fate, 「承認できますか」 how it is done. */
const FAVOUR_ASKED = /もらえ|いただけ|頂け|くれま|お願いでき/;

const GUIDE_NOUNS = /方法|手順|やり方|書き方|どうすれば|どうしたら/;

/** What lies with the people who decide, or one's own requests, perhaps of a certain time. */
export function readList(sentence: Sentence): Intent | undefined {
  const { text, today } = sentence;
  if (isForbidden(text) || isOffTopic(text)) return undefined;
  const period = () => readPeriod(text, today, 'past');
  if (GIVEN.test(text)) return { kind: 'list', scope: 'given', ...period() };
  if (WAITING.test(text)) return { kind: 'list', scope: 'open', ...period() };
  if (isHowTo(text) && !/状況|一覧|どうな/.test(text)) return undefined;
  if (MY_APPLICATIONS.test(text)) return { kind: 'list', scope: 'mine', ...period() };
  if (CALL_WORDS.test(text) && !RECORDING_PROGRESS.test(text)) return undefined;
  if (RECORDING_PROGRESS.test(text)) return { kind: 'list', scope: 'mine' };
  if (PERIOD_APPLICATIONS.test(text) && Object.keys(period()).length > 0)
    return { kind: 'list', scope: 'mine', ...period() };
  return undefined;
}

/** The state of the one request that is named; of several, the list. */
export function readStatus(sentence: Sentence): Intent | undefined {
  const [of, another] = sentence.references;
  if (of === undefined) return undefined;
  return another === undefined ? { kind: 'status', of: referenceOf(of) } : { kind: 'list', scope: 'mine' };
}

/**
 * What to answer when a deciding verb was said but not ordered: the state of the request that is named, the guide for
 * 「取り下げできますか」, the list for 「承認されましたか」, otherwise the question back.
 */
export function readMention(sentence: Sentence): Intent {
  const { text, references } = sentence;
  if (references.length > 1) return { kind: 'ask_back' };
  const status = readStatus(sentence);
  if (status !== undefined) return status;
  if (isForbidden(text)) return { kind: 'ask_back' };
  if (GUIDE_NOUNS.test(text)) return { kind: 'help' };
  const list = readList(sentence);
  if (list !== undefined && (isAsked(text) || !isNegated(text))) return list;
  if (!isAsked(text)) return { kind: 'ask_back' };
  if (/(?:した|れた|え(?:まし)?た|まし[たて]|でした|済み?|まだ|てる|ている|ています)[^。]{0,6}$/.test(text))
    return { kind: 'list', scope: 'mine' };
  return isHowTo(text) && !FAVOUR_ASKED.test(text) ? { kind: 'help' } : { kind: 'list', scope: 'mine' };
}

/** 「まだ？」「どうなった？」 with nothing named: the bot asks about what. */
export function asksAboutWhat(text: string): boolean {
  return text !== '' && !/^[?ー。]+$/.test(text) && ABOUT_WHAT.test(text);
}

/** The application itself, unless it is denied. */
export function readApplication({ text, facts }: Sentence): Intent | undefined {
  if (isUnwanted(text)) return { kind: 'ask_back' };
  return wantsToApply(text, Object.keys(facts).length > 0) ? { kind: 'apply', facts } : undefined;
}
