import { readClock } from './clock.js';
import { readDeputy } from './deputies.js';
import { readEdit } from './edits.js';
import { readBrokenLink, readChannel, readNudge } from './errands.js';
import type { CallFacts, Intent } from './intent.js';
import { readLogCheck } from './logCheck.js';
import { readMatter, readNamedMatter } from './matters.js';
import { isAborted, isAsked, isForbidden, isHowTo } from './moods.js';
import { readOperations } from './operations.js';
import { readMentioned, readOrder } from './orders.js';
import { asksAboutWhat, readApplication, readList, readStatus } from './questions.js';
import { readRecords } from './records.js';
import { referenceOf } from './references.js';
import { readRegistration } from './registrations.js';
import { readRestored } from './restored.js';
import type { Sentence } from './sentence.js';
import { isOffTopic } from './smallTalk.js';
import { readResume, readStep } from './steps.js';
import { readTopic } from './topics.js';
import { isUnwanted, wantsRecording } from './wishes.js';

/** One way of reading a sentence; the first rule that gives an intent wins. */
export interface Rule {
  name: string;
  read(sentence: Sentence): Intent | undefined;
}

const GUIDE =
  /help|ヘルプ|へるぷ|herupu|使い方|書き方|出し方|見方|要綱|保存期間|つかいかた|使いかた|何ができ|なにができ|できること|マニュアル|手引|方法|やり方|手順|どうやって|どうやる|どうすれば|どうしたら|とは\??$|って何|^メニュー$|^menu$/;
const SUBJECT =
  /録音|申請|要綱|様式|第\d+条|保存|承認|リンク|失効|交付|受領|ボット|複製|取り?出|カスハラ|クレーム|公開|決裁|チャン?ネル/;
const LOST =
  /困って|困った|こまった|わからない|分からない|わかりません|分かりません|教えて|助けて|tasukete|何\?$|何ですか/;
const FORM_WORDS = /電話|通話|着信|入電|日付|日時|日にち|時間|時刻|番号|相手|目的|内線|市側|かかって|受け/;
/** What may surround a fact without making it small talk. */
const FILLER =
  /[\s〓。、,.!:()ー~-]|です|でした|ます|ました|ごろ|頃|くらい|ぐらい|ほど|程度|およそ|だいたい|たぶん|多分|約|から|まで|過ぎ|すぎ|[のはがをにでともよねだ]/g;
const LOOSE_LIMIT = 6;

const factsAlone: Rule['read'] = ({ text, marked, facts }) => {
  const named = Object.keys(facts).length;
  if (named === 0 || isForbidden(text)) return undefined;
  const loose = marked.replace(FILLER, '').length;
  if (named <= 1 && !FORM_WORDS.test(text) && !isStrong(facts) && loose > LOOSE_LIMIT) return undefined;
  return saysOnlyFacts(text, marked, facts) ? { kind: 'facts', facts } : { kind: 'facts', facts, unsure: true };
};

/** Words in which an entry of the form is said; whatever is left beside them makes it doubtful that one was meant. */
const ENTRY_WORDS =
  /(?:利用)?目的[はがの:]?[1-9]?|(?:お?電話|通話|着信|入電|録音)(?:の?時間|の?長さ|の?日(?:付|時)|番号)?|日付|日にち|日時|時間|時刻|長さ|番号|(?:お?相手)(?:方|先)?|内線|市側|本庁舎?|こちら(?:側)?|直通|代表|かかって(?:き)?|かけて(?:き)?|受け(?:た|まし)?|話し(?:た|まし)?|その他|のこと|のほう|ため|(?:変更|訂正|修正|なお|直)し?|早朝|朝|昼|夕方|夕|夜|深夜|午前|午後|正午|種別|クレーム、?(?:カスハラ)?対応|して(?:ください|下さい)?|に(?:します|して)?|い(?:ます|た)|あり(?:ます)?|き(?:た|まし)/g;

function saysOnlyFacts(text: string, marked: string, facts: CallFacts): boolean {
  if (isAsked(text)) return false;
  // The words of a purpose are not marked; they are what the entry says.
  if (facts.purpose !== undefined && Object.keys(facts).every((field) => field.startsWith('purpose'))) return true;
  return (
    marked
      .replace(ENTRY_WORDS, '')
      .replace(FILLER, '')
      .replace(/[「」『』・]/g, '') === ''
  );
}

function isStrong(facts: CallFacts): boolean {
  return (facts.otherNumber ?? facts.cityNumber ?? facts.purpose) !== undefined;
}

const IN_TURN = /(?:順(?:番)?に|古い順|まとめて|続けて|次々|一括で?)[^。、?]{0,8}(?:審査|決裁|承認|処理|片付け)/;

const FOR_RECORDING = /(?:録音|音声|通話)[^。、?]{0,8}(?:探|捜|検索)/;

/** For an application that is named; without one a recording is wished for, or requests are searched. */
const readSearch: Rule['read'] = ({ text, numbered, references: [first, second] }) =>
  first !== undefined && second === undefined && FOR_RECORDING.test(text) && !isForbidden(numbered)
    ? { kind: 'search_recordings', of: referenceOf(first) }
    : undefined;

/** Several at once are never decided by a sentence: the first of them is shown. */
const readInTurn: Rule['read'] = ({ text, references }) =>
  references.length === 0 && IN_TURN.test(text) && !isForbidden(text) && !isAborted(text)
    ? { kind: 'examine_next' }
    : undefined;

/** The rules in the order they are asked: orders before questions, questions before wishes, small talk last. */
export const RULES: readonly Rule[] = [
  {
    name: 'nothing said, or only greetings and thanks',
    read: ({ text, greeted, thanked }) => {
      if (text !== '') return undefined;
      return { kind: thanked ? 'thanks' : greeted ? 'greeting' : 'unknown' };
    },
  },
  { name: 'a matter with its number', read: readNamedMatter },
  { name: 'the channel for decisions', read: readChannel },
  { name: 'the deputy', read: readDeputy },
  { name: 'the document register', read: readRegistration },
  { name: 'a wish for a decision soon', read: readNudge },
  { name: 'that a backup was put back', read: readRestored },
  { name: 'that the clock is right', read: readClock },
  { name: 'how the system does', read: readOperations },
  { name: 'that the audit log is to be checked', read: readLogCheck },
  { name: 'the evidence, the ledger, the audit log', read: readRecords },
  { name: 'a matter to begin, or all of a kind', read: readMatter },
  { name: 'one application after the other', read: readInTurn },
  { name: 'a recording for an application', read: readSearch },
  { name: 'an order', read: readOrder },
  { name: 'another matter than a recording', read: readTopic },
  { name: 'a link that does not open', read: readBrokenLink },
  { name: 'a step of the form', read: ({ text }) => readStep(text) },
  { name: 'going on with a draft', read: ({ text }) => readResume(text) },
  { name: 'mending a form', read: readEdit },
  { name: 'a deciding verb that was not ordered', read: readMentioned },
  { name: 'the state of one request', read: readStatus },
  { name: 'about what?', read: ({ text }) => (asksAboutWhat(text) ? { kind: 'progress' } : undefined) },
  {
    name: 'messages that could not be sent',
    read: ({ text }) =>
      /未達|不達|(?:届|とど)(?:い|け)[^。]{0,4}な(?:い|かった)(?:人|方|お?知らせ|通知|一覧)/.test(text)
        ? { kind: 'unsent' }
        : undefined,
  },
  { name: 'a list of requests', read: readList },
  {
    name: 'the guide',
    read: ({ text }) => (GUIDE.test(text) && !wantsRecording(text) && !isOffTopic(text) ? { kind: 'help' } : undefined),
  },
  { name: 'an application', read: readApplication },
  { name: 'small talk', read: ({ text }) => (isOffTopic(text) ? { kind: 'off_topic' } : undefined) },
  {
    name: 'a question about the rule or the bot',
    read: ({ text }) => (isAsked(text) && (SUBJECT.test(text) || isHowTo(text)) ? { kind: 'help' } : undefined),
  },
  { name: 'facts of the call', read: factsAlone },
  { name: 'somebody who is lost', read: ({ text }) => (LOST.test(text) ? { kind: 'help' } : undefined) },
  {
    name: 'a denial of nothing in particular',
    read: ({ text }) =>
      isAborted(text) || isUnwanted(text) || /^取り?消/.test(text) ? { kind: 'ask_back' } : undefined,
  },
  {
    name: 'thanks or a greeting among other words',
    read: ({ greeted, thanked, text }) => {
      if (text.length > 12) return undefined;
      return thanked ? { kind: 'thanks' } : greeted ? { kind: 'greeting' } : undefined;
    },
  },
];
