import type { NumberReference } from './intent.js';
import { mark } from './normalise.js';

/** A receipt number and where it stands in the sentence. */
export interface FoundReference extends NumberReference {
  start: number;
  end: number;
}

/** 令和1年度 is 2019年度. */
const REIWA = 2018;

const VERBS =
  '承認|不承認|不交付|却下|差し?戻|取り?下|受領|失効|再発行|再送|催促|督促|状況|進捗|キャンセル|取り?消|証跡';

/** From the surest way of naming a request to the barest; a number with a unit (12月, 12日, 12件) is never one. */
const FORMS: readonly RegExp[] = [
  /(?<![a-z])r\s?(?<era>\d{1,2}|元)\s?-\s?(?<serial>\d{1,5})号?(?![\d/.-])/g,
  /(?:令和|(?<![a-z])r)?(?<![\d])(?<era>\d{1,2}|元)年度の?(?:第|申請|-)?(?<serial>\d{1,5})(?:号|番)?(?![\d月日時分/:.件-])/g,
  /(?<!\d)(?<year>20\d\d)年度の?(?:第|申請|-)?(?<serial>\d{1,5})(?:号|番)?(?![\d月日時分/:.件-])/g,
  /(?:受付|申請|整理)(?:番号|no\.?|#)?(?:は|の|が|:)?\s?(?:第)?(?<serial>\d{1,5})(?:号|番)?(?![\d年月日時分秒/:.件回人名名つ個か-])/g,
  /(?<![a-z])(?:no\.?|#)\s?(?<serial>\d{1,5})(?![\d-])/g,
  // 第5条第1号, 様式第2号, 条例第33号 and 市民発第7号 are other things that have numbers.
  /(?<![条項式発例]\s?)第(?<serial>\d{1,5})号/g,
  // 「31207番にかかって」 is an extension.
  /(?<![条項式発例第]|\d[/:.-]?|目的[はがの:、,=\s]{0,3}|(?:内線|受けた|取った|とった|出た|席)(?:番号|の)?[はがの:、\s]{0,3})(?:(?<serial>\d{1,5})番(?![号目線地組窓]|(?:で|に|へ|の内線|あて|宛)[^。、]{0,4}(?:電話|受|取|出|対応|応対|かか|掛か|入電|着))|(?<number>\d{1,5})号(?![室館棟線車様]))/g,
  new RegExp(
    `(?:^|(?<=[\\s。、,(]))(?<serial>\\d{1,5})\\s?(?=[をはのもが]|に添付|[、,と・]\\s?\\d(?!\\d{8})|って|どう|まだ|${VERBS})`,
    'g',
  ),
  new RegExp(`(?<!\\d[/:.-]?|[月年第])(?<serial>\\d{1,5})(?=[をはもの]?(?:${VERBS}))`, 'g'),
  new RegExp(`(?<=(?:${VERBS})[しげ]?[:\\s]?)(?<serial>\\d{1,5})(?=$|[。、!?\\s])`, 'g'),
];

/**
 * Finds the requests a sentence names: `R8-12`, 令和8年度第12号, 申請12, 第12号, 12番, 「12を…」.
 *
 * @returns the requests in the order of the sentence, each once, and the text with them marked
 */
export function readReferences(text: string): { references: FoundReference[]; text: string } {
  const found: FoundReference[] = [];
  let rest = text;
  for (const form of FORMS) {
    for (const match of rest.matchAll(form)) {
      const { era, year, number, serial = number } = match.groups ?? {};
      if (serial === undefined || Number(serial) === 0) continue;
      const span = { start: match.index, end: match.index + match[0].length };
      const fiscalYear = era === '元' ? REIWA + 1 : era ? REIWA + Number(era) : year ? Number(year) : undefined;
      found.push({ serial: Number(serial), ...(fiscalYear === undefined ? {} : { fiscalYear }), ...span });
      rest = mark(rest, span.start, span.end);
    }
  }
  found.sort((a, b) => a.start - b.start);
  const once = found.filter(
    (one, at) => at === found.findIndex((other) => other.serial === one.serial && other.fiscalYear === one.fiscalYear),
  );
  return { references: once, text: rest };
}

/** The reference without its place. */
export function referenceOf(found: FoundReference): NumberReference {
  return { ...(found.fiscalYear === undefined ? {} : { fiscalYear: found.fiscalYear }), serial: found.serial };
}
