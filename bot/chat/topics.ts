import { FORM_LABELS, FORM_NAMES } from '../rule/fileNames.js';
import { ACT, CITES, RULE_WORD } from '../rule/office.js';
import type { Intent, RuleTopic } from './intent.js';
import { isAsked } from './moods.js';
import { readPeriod } from './periods.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';
import { occurrences } from './verbs.js';
import { wantsRecording } from './wishes.js';

const RECORDED = '(?:録音|音声|通話|複製|コピー|データ|記録)';

/** Words that ask for a recording in form only: to have it deleted, or in which case one is given. */
const DELETED = new RegExp(
  `${RECORDED}(?:データ|ファイル)?(?:を|は|も)?(?:全部|すべて|全て)?(?:消し|消去し?|削除し?|破棄し?|廃棄し?)(?:て|たい)`,
);
const IN_WHICH_CASE = /^(?:どんな|どういう|どのような)/;

/** What the 要綱 answers, from the particular to the general. */
const RULE_TOPICS: readonly [RegExp, RuleTopic][] = [
  [new RegExp(`(?<!添付(?:した|の)?)${RECORDED}[^。、?]{0,8}(?:消し|消す|消去|削除|破棄|廃棄|抹消)`), 'deletion'],
  [new RegExp(`${RECORDED}[^。、?]{0,8}(?:編集|加工|改変|書き換え|切り?取)`), 'alteration'],
  [/再生/, 'playback'],
  [
    /(?:何(?:日|か月|ヶ月|カ月|年)|いつまで|どの(?:くらい|ぐらい)|どれ(?:くらい|ぐらい))[^。?]{0,12}(?:保存|保管|残[っさる]|取って)|(?:保存|保管)(?:の?期間|され(?:ます|る)の?は?(?:何日|いつまで)|(?:は|って)(?:何日|いつまで))|残(?:る|って)[^。?]{0,6}(?:何日|いつまで)/,
    'retention',
  ],
  [
    /(?:どんな|どういう|どのような|どの様な|なぜ|どうして)[^。?]{0,12}(?:不交付|却下|断ら|もらえな|出な|認められな)|不交付(?:になる|とな|にする|の)[^。?]{0,4}(?:場合|理由|条件|とき|時|要件)/,
    'refusal',
  ],
  [
    /(?:誰|だれ|どなた|どこ)(?:が|に|の|で)[^。?]{0,14}(?:決め|決裁|承認|審査|判断|許可)|(?:決裁者|決裁権者|承認者|審査(?:する|をする)?(?:人|方|の))は?(?:って|誰|だれ|どなた)|(?:決め|決裁(?:する)?|承認(?:する)?|審査(?:する)?)(?:る)?の(?:は|って)(?:誰|だれ|どなた)/,
    'decision',
  ],
  [
    new RegExp(
      `(?:どんな|どういう|どのような|どの様な|何の)(?:とき|時|場合|条件|理由|目的)[^。?]{0,14}(?:複製|もらえ|交付|申請でき|録音|出せ|取り?出)|${CITES.grounds.replace('第', '第?')}の要件|(?:複製|交付)の(?:要件|条件)`,
    ),
    'grounds',
  ],
  [/(?:何の|なん(?:の|で)|なぜ|どうして)[^。?]{0,6}録音(?:して|する|を)|録音(?:の|する)目的/, 'purpose'],
  [/公表|市民に?(?:周知|お?知らせ)|周知/, 'notice'],
  [/セキュリティ|情報漏(?:えい|洩|れ)/, 'security'],
];

const RULE_TEXT = new RegExp(`${RULE_WORD}|要綱|要領|規程|規定|規則|条文|きまり|決まり|ルール`);
const ARTICLE = /(?<!\d)第?\s?([1-9]\d?)\s?条/;
/** 様式第2号 says 第5条第1号; an article is asked about only when it is what the sentence is about. */
const SHOWN =
  /見せ|見たい|見られ|読み|読ん|教え|知り|どこ|表示|全文|内容|何(?:です|て)|とは|って|\?|ください|下さい|^.{0,12}$/;

const COMPLAINT =
  /苦情|録音(?:する|を(?:する|やめ|止め)る?)な|録音(?:を)?(?:しないで|やめ(?:て|ろ)|止め(?:て|ろ))|録音され(?:たくな|るのは?(?:嫌|いや))|録音に(?:文句|反対|抗議)/;

const COUNT = /件数|何件|いくつ(?:あり|ある)|統計|集計/;
const DECIDED = /決裁|決定|承認|処理|不交付|交付/;

const WAITING = /たま|溜ま|残って|待ち|待って|未処理|未決|未審査/;

const SEARCH = /探し|捜し|検索|見つけ|絞り込|だけ(?:見せ|表示|教え|出し)/;
/** Whatever stands before 「の申請」, when nothing better is known of it. */
const OF_ANYTHING = /^(?<what>[^、。?]{1,30}?)の(?:出した|提出した)?(?:申請|案件|分)/;
const NOT_SOUGHT =
  /〓+(?:から|まで|の|に|は)?|[先今来昨去前本](?:々)?(?:週|月|年度?|日)の?|昨日の?|今日の?|本日の?|私の?|自分の?|全部の?|すべての?|全ての?/g;
const SECTION =
  /(?:^|[のはがをで、。\s〓])(?<what>[^\s、。のはがをで〓?]{1,14}(?:課|室|局|所|センター|署|係))の?(?:出した|提出した)?(?:申請|分|もの)/;
const OF_PERSON = /(?<what>[^\s、。のはがをで〓?]{2,12})(?:さん|様|課長|室長)の(?:出した|提出した)?(?:申請|分)/;
const OF_NUMBER = /(?<what>\d[\d-]{2,14}\d)/;

const FORM_WORD = new RegExp(
  `(?:取り?出し|${ACT})?申請書(?!を?(?:作|書|出|提出|記入|作成))|様式(?:の)?(?:第)?\\s?[1一](?:号)?|${FORM_LABELS[1]}|${FORM_NAMES[1]}`,
);
const SEEN =
  /pdf|見[たせるれ]|見られ|開[きくけ]|確認(?:し|でき)た|ダウンロード|ほし|欲し|控え|写し|印刷|保存|もらい|もらえ|取り寄せ|どこ(?:に(?:ある|あり)|で見)/;
const FORM_MADE = /出(?:し|す|せ)|提出|作(?:り|る|成)|書(?:き|く)|記入/;

const OWN_PENDING =
  /(?:私|わたし|自分|僕|うち|こちら|当課)[^。?]{0,6}(?:出し|申請し|提出し)た[^。?]{0,8}(?:まだ|どう|いつ)|(?:出し|申請し|提出し)た(?:やつ|もの|の|分|件)[^。?]{0,8}(?:まだ|どう|いつ)|(?:回答書?|返事|結果|返答|連絡|お?知らせ|通知)[^。?]{0,8}(?:届|とど|来|き|もらえ)(?:かない|きません|いていない|いてい?ません|いてな|て(?:い)?ない|て(?:い)?ません|ない|ません)/;

const AGAIN =
  /(?:もう一度|もう1度|もう一回|もう1回|再度|また|改めて|あらためて)[^。?]{0,10}(?:ダウンロード|取得|受け?取|聞き|聴き|再生し)|再ダウンロード/;

const REMAINING =
  /(?:残って(?:い)?る|残りの?|まだの|たまって(?:い)?る)(?:分|もの|やつ|件|申請|仕事)[^。?]{0,6}(?:出し|見せ|表示|教え|一覧|ある|何)/;

const UNWANTED_ONE = /(?:いらない|要らない|いりません|要りません|不要に?(?:な|です)|不要$|必要(?:が|は)?なくな)/;

const only = ({ references: [first, second] }: Sentence) =>
  first !== undefined && second === undefined ? { of: referenceOf(first) } : {};

/**
 * Reads a sentence that is about something else than a recording that is wanted: what is there already, what the 要綱 says, a
 * complaint, a count, a search. None of these opens an application or is an entry of the form in hand, and none orders anything.
 */
export function readTopic(sentence: Sentence): Intent | undefined {
  const { text } = sentence;
  const asked = [DELETED, ...(isAsked(text) ? [IN_WHICH_CASE] : [])].some((pattern) => pattern.test(text));
  if (wantsRecording(text) && !asked && !AGAIN.test(text) && !FORM_WORD.test(text)) return undefined;
  const own = readOwn(sentence) ?? readOverview(sentence);
  if (own !== undefined || sentence.references.length > 0 || isEntry(sentence)) return own;
  return readRule(text);
}

/** The purpose of the form in hand may speak of complaints, leaks or playing, and is an entry all the same. */
function isEntry({ text, facts }: Sentence): boolean {
  return facts.purpose !== undefined && !isAsked(text) && /目的|(?:苦情|クレーム|カスハラ)[^。]{0,3}対応/.test(text);
}

/** About requests that were filed. */
function readOwn(sentence: Sentence): Intent | undefined {
  const { text, references } = sentence;
  if (FORM_WORD.test(text) && SEEN.test(text) && !/回答|どこ(?:で書|から出|に出)|提出先/.test(text))
    return { kind: 'showForm', ...only(sentence) };
  if (/様式(?:の)?(?:第)?\s?[1一](?:号)?/.test(text) && FORM_MADE.test(text) && !isAsked(text)) {
    return { kind: 'apply', facts: sentence.facts };
  }
  if (AGAIN.test(text) && !isAsked(text)) return { kind: 'download', ...only(sentence) };
  if (
    references.length === 1 &&
    UNWANTED_ONE.test(text) &&
    occurrences(sentence.numbered, sentence.verbs).length === 0
  ) {
    return { kind: 'withdraw', ...only(sentence) };
  }
  if (OWN_PENDING.test(text)) return references.length === 1 ? undefined : { kind: 'progress' };
  return undefined;
}

/** About many requests at once: how many, which, what is left. */
function readOverview({ text, marked, today }: Sentence): Intent | undefined {
  const period = () => readPeriod(text, today, 'past');
  if (COUNT.test(text) && !/添付|ダウンロード|録音/.test(text)) {
    if (WAITING.test(text)) return { kind: 'list', scope: 'open' };
    return { kind: 'list', scope: 'mine', ...period(), ...(DECIDED.test(text) ? { decided: true } : {}) };
  }
  if (SEARCH.test(text)) {
    const known = (SECTION.exec(text) ?? OF_PERSON.exec(text))?.groups?.what;
    const search = known ?? soughtIn(marked) ?? OF_NUMBER.exec(text)?.groups?.what;
    if (/申請|案件|件|分/.test(text) || search !== undefined) {
      return { kind: 'list', scope: 'mine', ...period(), ...(search === undefined ? {} : { search }) };
    }
  }
  return REMAINING.test(text) ? { kind: 'list', scope: 'open' } : undefined;
}

/** What is sought in other words: a name, a purpose, a state. */
function soughtIn(marked: string): string | undefined {
  const what = OF_ANYTHING.exec(marked.replace(NOT_SOUGHT, ''))?.groups?.what?.trim();
  return what === '' ? undefined : what;
}

/** About the 要綱 itself. */
function readRule(text: string): Intent | undefined {
  if (COMPLAINT.test(text)) return { kind: 'rule', topic: 'complaint' };
  const topic = RULE_TOPICS.find(([pattern]) => pattern.test(text))?.[1];
  if (topic !== undefined) return { kind: 'rule', topic };
  const article = ARTICLE.exec(text)?.[1];
  if (article !== undefined && SHOWN.test(text)) return { kind: 'rule', topic: `article-${Number(article)}` };
  return RULE_TEXT.test(text) && SHOWN.test(text) ? { kind: 'rule', topic: 'text' } : undefined;
}
