import { describe, expect, it } from '@jest/globals';
import {
  GROUNDS,
  PURPOSES,
  proposeGround,
  purposeWords,
  REFUSAL_REASONS,
  refusalSentence,
} from '../../bot/rule/purposes.js';

describe('利用目的', () => {
  it('has the four words of 様式第1号', () => {
    expect([...PURPOSES.values()]).toEqual(['クレーム、カスハラ対応', '対応内容確認', '外部機関対応', 'その他']);
  });

  it('is written with the applicant’s words only for その他', () => {
    expect(purposeWords(4, '開示請求への対応')).toBe('その他（開示請求への対応）');
    expect(purposeWords(4, null)).toBe('その他');
    expect(purposeWords(1, '前に選んだときの言葉')).toBe('クレーム、カスハラ対応');
  });
});

describe('the ground of 第5条 that is proposed', () => {
  it.each([
    '情報公開条例に基づく開示請求への対応',
    '保有個人情報の開示請求があったため',
    '情報公開請求',
    '個人情報の保護に関する法律による請求',
    '個人情報保護法第77条',
  ])('その他（%s）: 第1号', (words) => {
    expect(proposeGround(4, words)).toBe(1);
  });

  it.each(['研修のため', '', null])('その他（%s）: 第2号, for the manager to examine', (words) => {
    expect(proposeGround(4, words)).toBe(2);
  });

  it.each([1, 2, 3] as const)('purpose %i: 第2号, whatever was left in the field of その他', (purpose) => {
    expect(proposeGround(purpose, '開示請求')).toBe(2);
  });

  it('is named with its article', () => {
    expect(GROUNDS.get(1)).toMatch(/^第5条第1号/);
    expect(GROUNDS.get(2)).toMatch(/^第5条第2号/);
  });
});

describe('the sentence of 様式第2号 that refuses (第6条第2項ただし書)', () => {
  it.each(['no_ground', 'not_stored'] as const)(
    'says for %s that no copy is given, why, and by which article',
    (reason) => {
      const sentence = refusalSentence(reason, '');
      expect(sentence).toMatch(/ため、\S+要綱第6条第2項ただし書の規定により、複製データは交付しません。$/);
      expect(sentence).toContain(reason === 'no_ground' ? '第5条各号のいずれにも適合しない' : '保存されていない');
    },
  );

  it('carries the manager’s words on a line of their own', () => {
    expect(refusalSentence('no_ground', '研修での利用は対象外です。').split('\n')).toEqual([
      refusalSentence('no_ground', ''),
      '理由：研修での利用は対象外です。',
    ]);
  });

  it('has one name a reason on the manager’s card', () => {
    expect(new Set(Object.values(REFUSAL_REASONS)).size).toBe(2);
  });
});
