import { describe, expect, it } from '@jest/globals';
import { understand } from '../../bot/chat/understand.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';

const meant = (text: string) =>
  understand(text, { now: new Date('2026-11-23T01:00:00Z'), areaCode: '096', verbs: SPOKEN, matters: SPOKEN_MATTERS })
    .kind;

describe('that the log is to be checked', () => {
  it.each([
    'ログの検査を今すぐ',
    'ログの検査',
    'ログを検査して',
    '監査記録を今すぐ検査してください',
    '監査ログの検証をお願いします',
    '監査の記録をチェックしたいです',
    '今すぐ監査記録を検査',
    '監査ログを確認',
    '監査ログの点検をお願い',
    'ログをチェックしてほしい',
    'ログが改ざんされていないか調べて',
    '監査記録は改ざんされていないか？',
    'ログは大丈夫？',
  ])('is read from 「%s」', (text) => {
    expect(meant(text)).toBe('check_log');
  });

  it.each([
    '監査記録',
    '監査記録を見せてください',
    '監査記録の確認値',
    '録音は改ざんされていないか',
    'ログの検査とは',
    'ログの検査の方法を教えて',
    'ログを検査しないで',
    'ログの検査はしましたか',
    'R8-12の監査記録を検査して',
    '録音を検査して',
    '課長がログを検査してと言っていました',
  ])('is not read from 「%s」', (text) => {
    expect(meant(text)).not.toBe('check_log');
  });
});
