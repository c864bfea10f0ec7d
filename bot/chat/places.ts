import { withoutCourtesies } from './courtesy.js';
import { fold } from './normalise.js';

/** One of a list, as somebody points at it who has just seen it. */
export interface Place {
  /** The first is 1; from the end, the last is -1. */
  place: number;
  /** 「3番」 may be the number of a request as well as its place. */
  orNumber: boolean;
}

const KANJI = '一二三四五六七八九';
const THING = '(?:の)?(?:もの|やつ|ほう|方|申請書?|案件|件|分)?';
/** What is asked of it: that it be shown, or nothing. */
const SHOW =
  '(?:[をはがの、\\s]*(?:詳しく|もっと詳しく|詳細|内容|中身|状況|進み具合)?[をはが]?(?:見せて|見たい|見る|開いて|開きたい|開く|表示(?:して)?|お願い|頼む|教えて|知りたい|どう(?:なって(?:い)?(?:る|ます)か?)?)?(?:ください|下さい|くれ|ほしい|します|いたします|です|ですか)?)';
const POINTED = new RegExp(
  `^(?:(?<from>上|下|前|後ろ|うしろ)から)?(?:(?<count>\\d{1,2}|[${KANJI}十])(?<unit>番目|番め|ばんめ|つ目|つめ|件目|個目|行目|番)|(?<end>(?:一番|1番|いちばん)(?:上|下|最初|最後|うえ|した)|先頭|最初|最後|末尾))${THING}${SHOW}[。、?!\\s]*$`,
);

/** Which of a list a sentence points at, and nothing else: 「3番目を見せて」, 「上から二つ目」, 「一番下の申請」, 「3番」; undefined for any other. */
export function placeIn(typed: string): Place | undefined {
  const { text } = withoutCourtesies(fold(typed)).core;
  const { from, count, unit, end } = POINTED.exec(text)?.groups ?? {};
  if (end !== undefined) return { place: /下|した|最後|末尾/.test(end) ? -1 : 1, orNumber: false };
  if (count === undefined) return undefined;
  const place = /\d/.test(count) ? Number(count) : count === '十' ? 10 : KANJI.indexOf(count) + 1;
  const backwards = from !== undefined && from !== '上' && from !== '前';
  return place === 0 ? undefined : { place: backwards ? -place : place, orNumber: unit === '番' && from === undefined };
}
