import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { labelOf } from '../../bot/chat/learned/labels.js';
import { LONGEST } from '../../bot/chat/normalise.js';
import { understand } from '../../bot/chat/understand.js';
import { addDays } from '../../bot/japanese/civil.js';
import { formatPhone, parsePhone } from '../../bot/japanese/phone.js';
import { formatTime, formatWareki, formatWarekiShort } from '../../bot/japanese/wareki.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';
import { runs } from '../helpers/chance.js';

const NOW = new Date('2026-11-23T10:00:00+09:00');
const TODAY = '2026-11-23';
const said = (text: string) => understand(text, { now: NOW, areaCode: '096', verbs: SPOKEN, matters: SPOKEN_MATTERS });

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const oneOf = <T>(...choices: readonly T[]) => fc.constantFrom(...choices);

const pastDay = fc.integer({ min: 0, max: 2500 }).map((days) => addDays(TODAY, -days));
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const serial = fc.integer({ min: 1, max: 99_999 });

const mobile = fc
  .tuple(oneOf('070', '080', '090'), fc.integer({ min: 10_000_000, max: 99_999_999 }))
  .map(([head, rest]) => `${head}-${String(rest).slice(0, 4)}-${String(rest).slice(4)}`)
  .filter((number) => parsePhone(number, '096') !== undefined);

describe('whatever anybody types', () => {
  it('is answered with some intent and never with an error', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc
        .array(
          oneOf(
            '承認',
            '12',
            'を',
            '。',
            '「',
            '(',
            '22日',
            '14時',
            '090-',
            '代決者',
            '理由：',
            'ﾞ',
            '\ud800',
            '十',
            '〓',
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(fc.property(anything, (text) => typeof said(text).kind === 'string'));
  });

  it('costs no more than its first 2,000 characters', () => {
    expect(LONGEST).toBe(2000);
    fc.assert(
      fc.property(
        oneOf('あ', '承認', '12を', '22日', '、', 'ので、', '(0', '〓', 'ありがとう', '代決者を', '申請は', 'ﷺ'),
        (piece) => {
          const long = piece.repeat(100_000 / piece.length);
          expect(said(long)).toEqual(said(long.slice(0, LONGEST)));
        },
      ),
    );
  });

  it('takes less than fifty milliseconds, 28 KB of it', () => {
    const pieces = [
      'あ',
      '承認',
      '12を',
      '22日',
      '、',
      'ので、',
      '(0',
      '〓',
      '代決者を',
      'の',
      'いち',
      'ぜろ',
      '14時か',
      '「',
      'もう一度',
      '0',
      '9-',
      '090-',
    ];
    const more = [
      '市側',
      'その他 ',
      '目的は',
      '理由：',
      ' ',
      '\n',
      'ー',
      'から',
      'ため',
      'しない',
      '未達の',
      'リンクを',
      'ﾞ',
      '十',
      'で',
      '約',
      'ふん',
      'じ',
    ];
    const all = [...pieces, ...more];
    said('こんにちは');
    const slow = all
      .flatMap((one) => [one, ...all.map((other) => one + other)])
      .filter((piece) => {
        const text = piece.repeat(28_000 / piece.length);
        const once = () => {
          const from = performance.now();
          said(text);
          return performance.now() - from;
        };
        // Of its own time, in which rubbish may have been collected.
        return [1, 2, 3, 4, 5].every(() => once() > 50);
      });
    expect(slow).toEqual([]);
  });

  it('does not hide an order behind a wall of text', () => {
    expect(labelOf(said(`${'あ'.repeat(100_000)}。承認します`))).toBeDefined();
  });
});

describe('a verb that decides', () => {
  const DECIDING = [
    'approve',
    'refuse',
    'return',
    'withdraw',
    'revoke',
    'resend',
    'share',
    'hand',
    'handBack',
    'detach',
    'reopen',
  ];
  const forbidden = oneOf(
    '承認し',
    '取り下げ',
    '取下げし',
    '不交付にし',
    '却下し',
    '差し戻さ',
    '差戻しし',
    '失効させ',
    '失効し',
    '未達を再送し',
    '試験一郎に渡さ',
    '課長に回さ',
    '担当者に戻さ',
    '添付を取り消さ',
    '12の承認を取り消さ',
    '審査に戻さ',
  );
  const fragment = oneOf(
    '',
    '12を',
    '申請12は',
    'R8-12を',
    'まだ',
    '。',
    '、',
    ' ',
    '承認します。',
    '取り下げます。',
    '理由：',
    'リンクを',
    'お願いします',
    'ください',
    'ね',
    '！',
    '不交付。',
    '課長が',
  );

  it('is never obeyed when it is said with 「…ないで」', () => {
    fc.assert(
      fc.property(
        fc.array(fragment, { maxLength: 3 }),
        forbidden,
        fc.array(fragment, { maxLength: 3 }),
        (before, verb, after) => {
          expect(DECIDING).not.toContain(said(`${before.join('')}${verb}ないで${after.join('')}`).kind);
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it('is never obeyed when it is denied, asked about, reported or left to a condition', () => {
    const noun = oneOf(
      '承認',
      '取下げ',
      '不交付',
      '差戻し',
      '失効',
      '未達を再送',
      '課長に回付',
      '試験一郎と共有',
      '担当者に返却',
      '添付の取消し',
      '承認の取消し',
    );
    const ending = oneOf(
      'しません',
      'しない',
      'はしない',
      'ではない',
      'しますか',
      'しましたか',
      'されましたか？',
      'ですか',
      '？',
      'は不要',
      'だと言っていた',
      'と聞いた',
      'したら',
      'するなら',
      'をやめる',
      'するな',
      'は待って',
      '、やっぱりやめます',
      'できますか',
      'された？',
    );
    fc.assert(
      fc.property(oneOf('', '12を', '申請12の', 'R8-12は'), noun, ending, (before, verb, after) => {
        expect(DECIDING).not.toContain(said(`${before}${verb}${after}`).kind);
      }),
      { numRuns: runs(500) },
    );
  });

  it('is obeyed for the number that was named and no other', () => {
    fc.assert(
      fc.property(
        serial,
        oneOf('を承認します', 'を承認', '番を承認してください', 'の申請を承認します。'),
        (number, rest) => {
          expect(said(`${number}${rest}`)).toEqual({ kind: 'approve', of: { serial: number } });
          expect(said(fullWidth(`R8-${number}${rest.replace('番', '')}`))).toEqual({
            kind: 'approve',
            of: { fiscalYear: 2026, serial: number },
          });
        },
      ),
    );
  });
});

describe('what is written in one of the usual ways', () => {
  const spell = oneOf((text: string) => text, fullWidth);

  it('is read back as the day and time it was', () => {
    const writeDay = oneOf(
      formatWareki,
      formatWarekiShort,
      (day: string) => day,
      (day: string) => day.replaceAll('-', '/'),
      (day: string) => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`,
    );
    const writeTime = oneOf(formatTime, (text: string) => text);
    const frame = oneOf(
      ['', 'の', 'ごろの電話の録音がほしいです'],
      ['日付：', '\n時間：', ''],
      ['電話は', ' ', 'ごろでした'],
    );
    // 令和 began on 1 May 2019; 2,500 days before today is January 2020.
    fc.assert(
      fc.property(pastDay, time, writeDay, writeTime, frame, spell, (day, at, dayText, timeText, [a, b, c], as) => {
        const intent = said(`${a}${as(dayText(day))}${b}${as(timeText(at))}${c}`);
        expect(intent).toMatchObject({ facts: { callDate: day, callTime: at } });
      }),
      { numRuns: runs(500) },
    );
  });

  it('is read back as the most recent such day when the year is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 360 }), oneOf('/', '月'), (days, mark) => {
        const day = addDays(TODAY, -days);
        const text = `${Number(day.slice(5, 7))}${mark}${Number(day.slice(8))}${mark === '月' ? '日' : ''}の電話`;
        expect(said(text)).toEqual({ kind: 'facts', facts: { callDate: day } });
      }),
    );
  });

  it('is read back as the length of the call, rounded half up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 1, max: 59 }), spell, (minutes, seconds, as) => {
        const text = minutes === 0 ? `${seconds}秒` : `${minutes}分${seconds}秒`;
        expect(said(`通話時間は${as(text)}でした`)).toEqual({
          kind: 'facts',
          facts: { durationMinutes: Math.max(1, minutes + (seconds >= 30 ? 1 : 0)) },
        });
      }),
    );
  });

  it('is read back as the telephone number it was', () => {
    const dash = oneOf('', '-', '‐', '−', '－', 'ー', '―', '–', ' ', 'ｰ');
    const frame = oneOf(['番号は', 'です'], ['相手方電話番号：', ''], ['', 'からかかってきました'], ['昨日', 'から']);
    fc.assert(
      fc.property(mobile, dash, frame, spell, (number, hyphen, [before, after], as) => {
        const parsed = parsePhone(number, '096');
        const expected = formatPhone(parsed?.kind === 'number' ? parsed.value : '');
        const text = `${before}${as(number).replaceAll(as('-'), hyphen)}${after}`;
        expect(said(text)).toMatchObject({ kind: 'facts', facts: { otherNumber: expected } });
      }),
      { numRuns: runs(300) },
    );
  });

  it('is read back as the request it names', () => {
    const write = oneOf(
      (n: number) => `R8-${n}`,
      (n: number) => `令和8年度第${n}号`,
      (n: number) => `2026年度第${n}号`,
      (n: number) => `受付番号R8-${n}`,
    );
    fc.assert(
      fc.property(serial, write, spell, oneOf('は？', 'の状況', 'はどうなりましたか', ''), (number, text, as, rest) => {
        expect(said(`${as(text(number))}${rest}`)).toEqual({
          kind: 'status',
          of: { fiscalYear: 2026, serial: number },
        });
      }),
    );
  });

  it('is a month and no number in 「12月の申請」', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        oneOf('の申請', '分の申請', 'の申請は？'),
        spell,
        (month, rest, as) => {
          const intent = said(as(`${month}月${rest}`));
          const first = `${month <= 11 ? 2026 : 2025}-${String(month).padStart(2, '0')}-01`;
          expect(intent).toMatchObject({ kind: 'list', scope: 'mine', from: first });
        },
      ),
    );
  });
});
