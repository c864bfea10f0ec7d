import { describe, expect, it } from '@jest/globals';
import type { Intent } from '../../bot/chat/intent.js';
import { understand } from '../../bot/chat/understand.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';

/** A Monday. */
const NOW = new Date('2026-11-23T10:00:00+09:00');
const said = (text: string) => understand(text, { now: NOW, areaCode: '096', verbs: SPOKEN, matters: SPOKEN_MATTERS });

type Said = readonly [sentence: string, intent: Intent];
const all = (intent: Intent, ...sentences: string[]): Said[] => sentences.map((sentence) => [sentence, intent]);

const ASK_BACK: Intent = { kind: 'ask_back' };
const HELP: Intent = { kind: 'help' };
const TWELVE = { serial: 12 };
const R8_12 = { fiscalYear: 2026, serial: 12 };

const TABLE: Record<string, readonly Said[]> = {
  'the evidence of a copy is asked for': [
    ...all(
      { kind: 'evidence', of: TWELVE },
      '申請12の証跡',
      '申請１２の証跡をください',
      '12の証跡を見せてもらえますか？',
      '証跡 12',
      '申請12の承認の証跡を出して',
    ),
    ...all({ kind: 'evidence', of: R8_12 }, 'R8-12の証跡を出して', 'Ｒ８－１２の証跡', 'R8-12の監査記録'),
    ...all({ kind: 'evidence' }, '証跡', '証跡シートを出力'),
    ['12と13の証跡', ASK_BACK],
    ['12の証跡は不要です', { kind: 'status', of: TWELVE }],
    ...all(HELP, '証跡とは', '証跡の出し方を教えて', '証跡は残りますか'),
    ['12を承認。証跡も出して', { kind: 'approve', of: TWELVE, words: '証跡も出して' }],
  ],
  'the ledger is asked for, whole or of a time': [
    ...all({ kind: 'ledger' }, '台帳', '台帳を出力', '台帳を出力してください。', '台帳をもう一度ください'),
    ...all(
      { kind: 'ledger', from: '2026-04-01', to: '2027-03-31' },
      '今年度の台帳',
      '令和８年度の台帳を出して',
      '2026年度の台帳',
      'R8年度の台帳がほしい',
    ),
    ...all(
      { kind: 'ledger', from: '2026-11-01', to: '2026-11-30' },
      '11月の台帳をください',
      '１１月分の台帳',
      '台帳を11月分だけほしい',
      '今月の台帳を見たいです',
    ),
    ['昨年度の台帳をエクセルでください', { kind: 'ledger', from: '2025-04-01', to: '2026-03-31' }],
    ['11月1日から10日までの台帳', { kind: 'ledger', from: '2026-11-01', to: '2026-11-10' }],
    ['先週の台帳', { kind: 'ledger', from: '2026-11-16', to: '2026-11-22' }],
    ['12の台帳', { kind: 'status', of: TWELVE }],
    ['台帳はいりません', ASK_BACK],
    ...all(HELP, '台帳とは', '台帳は誰が見られますか'),
    ['台帳に登録しました', { kind: 'unknown' }],
    ['今年度の申請', { kind: 'list', scope: 'mine', from: '2026-04-01', to: '2027-03-31' }],
  ],
  'the audit log is asked for': [
    ...all({ kind: 'audit' }, '監査記録', '監査ログの先頭', '監査ログを見せてください', '監査の記録を確認したい'),
    ['監査ログとは', HELP],
    ['監査記録は見せないで', ASK_BACK],
  ],
  'who the deputy is is asked, not set': [
    ...all(
      { kind: 'deputy', move: 'list' },
      '代決の設定を教えて',
      '代決の設定を教えてください',
      '代決者は誰',
      '代決の設定を見たい',
      '代決の設定内容を確認したいです',
      '代決設定を見せて',
      '現在の代決者を教えて',
      'いまの代決者',
      '代決者が誰か分からない',
    ),
    ...all({ kind: 'deputy', move: 'set' }, '代決の設定をお願いします', '代決の設定を変更したい'),
  ],
};

describe.each(Object.entries(TABLE))('%s', (_, rows) => {
  it.each(rows)('「%s」', (sentence, intent) => {
    expect(said(sentence)).toEqual(intent);
  });
});
