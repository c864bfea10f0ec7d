import { describe, expect, it, jest } from '@jest/globals';
import { AppError } from '../../bot/errors.js';
import { answerDefinition, drawAnswerLetter } from '../../bot/letters/answer.js';
import { pagesOf, read } from './reading.js';
import { ANSWER, CALL, HOSTILE, LONG_SECTION, PRODUCED_AT } from './samples.js';

const readAnswer = (changes: Partial<typeof ANSWER> = {}) =>
  read(answerDefinition({ ...ANSWER, ...changes }, PRODUCED_AT));

const REFUSAL = '申請のあった通話録音データは保存されていないため、複製データを交付しません。';

describe('様式第2号', () => {
  it('reads word for word as the rule prints it', () => {
    expect(readAnswer()).toEqual([
      '様式第2号（第6条関係）',
      '管財発第45号',
      '令和8年（2026年）11月24日',
      '市民課長　様',
      '（申請課（室）の長）',
      '管財課長',
      '電話録音データ取出し回答書',
      '令和8年（2026年）11月23日付市民発第123号で申請のあったことについて、下記のとおり回答します。',
      '記',
      '1. 音声データの有無 〔有〕 ・ 無',
      '2. 音声データ概要',
      '電話録音データの／概要｜日付｜令和8年（2026年）11月20日',
      '｜時間｜14時05分',
      '｜通話時間｜約3分',
      '｜相手方電話番号｜（096）328-2111',
      '｜市側電話番号｜21234',
      '以上',
      '問合せ先',
      '総務局管財課',
    ]);
  });

  it('says between the table and 以上 that no copy is given and why (第6条第2項ただし書)', () => {
    const lines = readAnswer({ stored: false, refusal: REFUSAL });
    expect(lines).toContain('1. 音声データの有無 有 ・ 〔無〕');
    expect(lines.slice(lines.indexOf('｜市側電話番号｜21234') + 1)).toEqual([
      REFUSAL,
      '以上',
      '問合せ先',
      '総務局管財課',
    ]);
  });

  it('has a table for each recording handed over, in their order', () => {
    const lines = readAnswer({ calls: [CALL, { ...CALL, callTime: '14:09', cityNumber: '23456' }] });
    expect(lines.filter((line) => line.includes('件目'))).toEqual([
      '電話録音データの／概要／（1件目）｜日付｜令和8年（2026年）11月20日',
      '電話録音データの／概要／（2件目）｜日付｜令和8年（2026年）11月20日',
    ]);
    expect(lines.filter((line) => line.includes('時間｜1'))).toEqual(['｜時間｜14時05分', '｜時間｜14時09分']);
  });

  it('says under the sender who decided in the manager’s absence', () => {
    const lines = readAnswer({ deputyNote: '（代決　管財課副課長）' });
    expect(lines[lines.indexOf('管財課長') + 1]).toBe('（代決　管財課副課長）');
  });

  it('says under the sender, before the deputy, that the seal is omitted, where the city sends it without', () => {
    const lines = readAnswer({ sealOmitted: true, deputyNote: '代決　試験　次郎' });
    expect(lines.slice(5, 8)).toEqual(['管財課長', '〔公印省略〕', '代決　試験　次郎']);
    expect(readAnswer()).not.toContain('〔公印省略〕');
  });

  it('cites an application with a branch number', () => {
    expect(readAnswer({ documentNumber: '12の2' }).join()).toContain('付市民発第12号の2で申請のあった');
  });

  it('is not written about no call at all', () => {
    expect(() => readAnswer({ calls: [] })).toThrow(AppError);
  });
});

describe('様式第2号 as a file', () => {
  it('is one page of PDF with its font inside', async () => {
    const pdf = await drawAnswerLetter({ ...ANSWER, stored: false, refusal: REFUSAL }, PRODUCED_AT);
    expect(pdf.toString('latin1')).toMatch(/^%PDF-1\.7/);
    expect(pagesOf(pdf)).toBe(1);
    expect(pdf.toString('latin1')).toContain('/FontFile2');
  });

  it('is the same, byte for byte, as the first letter that a process draws, whatever was drawn before it', async () => {
    await drawAnswerLetter({ ...ANSWER, section: HOSTILE, deputyNote: '（代決　管財課副課長）' }, PRODUCED_AT);
    const later = await drawAnswerLetter(ANSWER, PRODUCED_AT);
    jest.resetModules();
    const afresh = await import('../../bot/letters/answer.js');
    expect(afresh.drawAnswerLetter).not.toBe(drawAnswerLetter);
    expect((await afresh.drawAnswerLetter(ANSWER, PRODUCED_AT)).equals(later)).toBe(true);
  });

  it('is the same, byte for byte, when a job draws it twice', async () => {
    const first = await drawAnswerLetter(ANSWER, PRODUCED_AT);
    expect((await drawAnswerLetter(ANSWER, PRODUCED_AT)).equals(first)).toBe(true);
    expect((await drawAnswerLetter({ ...ANSWER, stored: false }, PRODUCED_AT)).equals(first)).toBe(false);
  });

  it('keeps to one page with two recordings and goes on to a second with seven', async () => {
    const calls = (count: number) => Array.from({ length: count }, () => CALL);
    expect(pagesOf(await drawAnswerLetter({ ...ANSWER, calls: calls(2) }, PRODUCED_AT))).toBe(1);
    expect(pagesOf(await drawAnswerLetter({ ...ANSWER, calls: calls(7) }, PRODUCED_AT))).toBe(2);
  });

  it('stays readable whatever is written in every field', async () => {
    const long = { ...ANSWER, section: LONG_SECTION, chiefTitle: `${LONG_SECTION}長`, refusal: '理由。'.repeat(100) };
    expect(pagesOf(await drawAnswerLetter(long, PRODUCED_AT))).toBe(1);
    const hostile = { ...ANSWER, chiefTitle: HOSTILE, documentSymbol: HOSTILE, refusal: HOSTILE, deputyNote: HOSTILE };
    expect(pagesOf(await drawAnswerLetter(hostile, PRODUCED_AT))).toBeLessThanOrEqual(2);
  });
});
