import {
  SPOKEN_DAY,
  SPOKEN_DIGITS,
  SPOKEN_RECEIPT,
  SPOKEN_TIME,
  spokenDay,
  spokenDigits,
  spokenReceipt,
  spokenTime,
} from './spokenNumbers.js';

/** Nothing after this many characters is read: a sentence to a bot is short, and hostile text shall cost little. */
export const LONGEST = 2000;

/** Stands where something was already understood; the length of the text stays, so places in it stay true. */
const MARK = '〓';

/**
 * A sentence made uniform for understanding only. `origin[i]` is the place in `typed` that `text[i]` came from (one more
 * entry for the end), so that names and reasons can be handed on exactly as typed.
 */
export interface Folded {
  readonly text: string;
  readonly typed: string;
  readonly origin: readonly number[];
}

const TIME_WORDS: Readonly<Record<string, string>> = { ごご: '午後', ごぜん: '午前', はん: '半' };

const UNITS: Readonly<Record<string, string>> = { がつ: '月', にち: '日', じ: '時', ふん: '分', ぷん: '分' };

const KANJI_DIGITS = '〇一二三四五六七八九';

function kanjiNumber(kanji: string): number {
  const ten = kanji.indexOf('十');
  const digits = (part: string) => Number([...part].map((digit) => KANJI_DIGITS.indexOf(digit)).join(''));
  if (ten < 0) return digits(kanji);
  return (ten === 0 ? 1 : digits(kanji.slice(0, ten))) * 10 + digits(kanji.slice(ten + 1));
}

/** Replaces every match of a global pattern, of which it is told with the characters beside it, and keeps track of where the rest came from. */
function rewrite(
  folded: Folded,
  pattern: RegExp,
  replacement: (match: string, next: string, last: string) => string | undefined,
): Folded {
  let text = '';
  const origin: number[] = [];
  let done = 0;
  const keep = (end: number) => {
    text += folded.text.slice(done, end);
    origin.push(...folded.origin.slice(done, end));
  };
  for (const match of folded.text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    const put = replacement(match[0], folded.text.charAt(end), folded.text.charAt(match.index - 1));
    if (put === undefined) continue;
    keep(match.index);
    text += put;
    origin.push(...Array.from({ length: put.length }, () => folded.origin[match.index] ?? 0));
    done = end;
  }
  keep(folded.text.length);
  origin.push(folded.origin.at(-1) ?? folded.typed.length);
  return { text, typed: folded.typed, origin };
}

function foldCharacters(typed: string): Folded {
  let text = '';
  const origin: number[] = [];
  let end = 0;
  // A half-width kana and its voicing mark are two characters that NFKC must see together.
  for (const group of typed.slice(0, LONGEST).matchAll(/[\s\S][\p{M}ﾞﾟ]*/gu)) {
    if (text.length >= LONGEST) break;
    const folded = group[0]
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n]|\p{Extended_Pictographic}/gu, ' ')
      .replaceAll('〜', '~')
      .replace(/[′’‘]/g, "'")
      .replace(/[″”“]/g, '"');
    text += folded;
    for (let i = 0; i < folded.length; i++) origin.push(group.index);
    end = group.index + group[0].length;
  }
  origin.push(end);
  return { text, typed, origin };
}

/**
 * Folds a sentence for understanding: full-width to ASCII, lower case, dashes between digits to `-`, kanji numbers of dates
 * and times to digits, line breaks to 。, needless white space removed, no more than {@link LONGEST} characters.
 */
export function fold(typed: string): Folded {
  let folded = foldCharacters(typed);
  // 「………」 is one pause, however long.
  folded = rewrite(folded, /。{2,}/g, () => '。');
  folded = rewrite(folded, /[、.]{2,}/g, () => '、');
  folded = rewrite(folded, SPOKEN_RECEIPT, spokenReceipt);
  folded = rewrite(folded, SPOKEN_DAY, spokenDay);
  folded = rewrite(folded, SPOKEN_TIME, spokenTime);
  folded = rewrite(folded, SPOKEN_DIGITS, spokenDigits);
  // 「2じはん」「6がつ22にち」「15じ50ふん」, and ten minutes behind an hour.
  folded = rewrite(
    folded,
    /(?<=\d)がつ|(?<=\d)にち(?![ょゃかがなにの])|(?<=\d)じ(?=はん|半|ごろ|ころ|頃|に|[\d\s、。]|$)|(?<=\d)[ふぷ]ん/g,
    (said) => UNITS[said],
  );
  folded = rewrite(folded, /ごご(?=の?\d)|ごぜん(?=の?\d)|(?<=\d時)はん/g, (said) => TIME_WORDS[said]);
  folded = rewrite(folded, /(?<=時間?)十分(?!な)/g, () => '10分');
  // 「内線 2-8-0-3-6」
  folded = rewrite(folded, /(?<=内線[はの:\s]{0,3})[1-9](?:[-\s]\d){4}(?![\d-])/g, (said) => said.replace(/\D/g, ''));
  // 「090の1234の5678」
  folded = rewrite(folded, /(?<!\d)0\d{1,4}の\d{1,4}の\d{3,4}(?!\d)/g, (said) => said.replaceAll('の', '-'));
  folded = rewrite(folded, /(?<=[\d)])\s?[‐‑‒–—―−ーｰ─━]\s?(?=[\d(])/g, () => '-');
  // 十分 is more often "enough" than "ten minutes".
  folded = rewrite(
    folded,
    /(?<![〇一二三四五六七八九十])(?!十分(?!くらい|ぐらい|ほど|間|程度|の?通話|ちょ|弱|強|か(?:そこら|な)|で切))(?:[〇一二三四五六七八九]?十[一二三四五六七八九]?|[〇一二三四五六七八九]{1,4})(?=時(?![的期停保金預])|分|秒|月|日|年|週間)/g,
    (kanji) => String(kanjiNumber(kanji)),
  );
  folded = rewrite(folded, /\s+/g, (space, next, last) => {
    if (space.includes('\n')) return '。';
    const within = (/\d/.test(last) && /[年月日時分秒号番]/.test(next)) || (/[年月第]/.test(last) && /\d/.test(next));
    return within || /[ぁ-ゖ]/.test(next) ? '' : ' ';
  });
  return trimmed(folded);
}

function trimmed(folded: Folded): Folded {
  const { text } = folded;
  let start = 0;
  let end = text.length;
  while (start < end && /[\s。、,.!]/.test(text.charAt(start))) start++;
  while (end > start && /[\s。、,.!~]/.test(text.charAt(end - 1))) end--;
  return { text: text.slice(start, end), typed: folded.typed, origin: folded.origin.slice(start, end + 1) };
}

/** A text without such of these characters as stand at its end; a pattern that did so would look at every one of them again and again. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** A part of a folded sentence, without the punctuation around it. */
export function cut(folded: Folded, start: number, end: number): Folded {
  return trimmed({
    text: folded.text.slice(start, end),
    typed: folded.typed,
    origin: folded.origin.slice(start, end + 1),
  });
}

/** What was really typed where the folded text has the places `start` to `end`. */
export function typedPart(folded: Folded, start: number, end: number): string {
  return folded.typed.slice(folded.origin[start] ?? 0, folded.origin[end] ?? folded.typed.length).trim();
}

/** The text with the places `start` to `end` marked as understood. */
export function mark(text: string, start: number, end: number): string {
  return text.slice(0, start) + MARK.repeat(end - start) + text.slice(end);
}
