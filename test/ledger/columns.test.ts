import { describe, expect, it } from '@jest/globals';
import { type LedgerRequest, ledgerColumns } from '../../bot/ledger/columns.js';
import { ledgerRequest } from './requests.js';

function rowOf(request: LedgerRequest, withNumbers = false): Record<string, string | number> {
  return Object.fromEntries(ledgerColumns(withNumbers).map(({ header, value }) => [header, value(request)]));
}

describe('the ledger', () => {
  it('tells in one row what came of a request, in the words of the 様式 and in the time of Tokyo', () => {
    expect(rowOf(ledgerRequest())).toEqual({
      受付番号: 'R8-12',
      申請日時: '2026-11-01 09:05',
      局: '市民局',
      '課（室）': '市民課',
      申請者職氏名: '市民課長 試験 花子',
      申請担当者: '市民局市民課 試験 一郎',
      利用目的: 'クレーム、カスハラ対応',
      '開示請求・外部機関': '',
      回答の期限: '',
      通話日: '2026-10-30',
      通話時刻: '14:05',
      '通話時間（分）': 7,
      状態: '文書登録済',
      決定日時: '2026-11-02 10:00',
      決定者: '試験 太郎',
      代決: '',
      '第5条の要件・不交付の理由': '第5条第2号　要綱の目的達成のために管理責任者が必要と認める場合',
      音声データの有無: '有',
      回答書番号: '管財発第34号の2',
      交付日時: '2026-11-02 10:01',
      受領日時: '2026-11-02 11:00',
      文書登録番号: '市民課-2026-77',
      登録日時: '2026-11-03 11:00',
      取得回数: 3,
      失効: '',
      複製削除日時: '',
      '廃棄（保存期間満了）': '',
    });
  });

  it('says why nothing was handed over, and then neither 交付 nor a number of downloads', () => {
    const refused = ledgerRequest({
      status: 'refused',
      ground: null,
      refusalReason: 'no_ground',
      refusalWords: '私用のため',
      links: [{ files: [] }],
      copies: [],
    });
    expect(rowOf(refused)).toMatchObject({
      状態: '不交付',
      '第5条の要件・不交付の理由': '第5条各号の要件に適合しない（私用のため）',
      交付日時: '',
      取得回数: '',
    });
    expect(rowOf({ ...refused, refusalReason: 'not_stored', refusalWords: '', stored: false })).toMatchObject({
      '第5条の要件・不交付の理由': '通話録音装置に保存されていない',
      音声データの有無: '無',
    });
  });

  it('leaves open what has not happened yet', () => {
    const waiting = ledgerRequest({
      status: 'submitted',
      decidedAt: null,
      decidedByName: null,
      ground: null,
      stored: null,
      answerNumber: null,
      answeredAt: null,
      copies: [],
      links: [],
    });
    expect(rowOf(waiting)).toMatchObject({
      状態: '審査待ち',
      決定日時: '',
      決定者: '',
      '第5条の要件・不交付の理由': '',
      音声データの有無: '',
      回答書番号: '',
      交付日時: '',
      取得回数: '',
    });
  });

  it('names 代決, その他 with its words, 失効, and the deletion once the last copy is gone', () => {
    const deletedAt = new Date('2026-12-01T15:30:00Z');
    const earlier = new Date('2026-11-30T15:30:00Z');
    const request = ledgerRequest({
      decidedAsDeputy: true,
      purpose: 4,
      purposeOther: '情報公開条例に基づく開示請求',
      linksStoppedAt: earlier,
      copies: [{ deletedAt }, { deletedAt: earlier }],
    });
    expect(rowOf(request)).toMatchObject({
      代決: '代決',
      利用目的: 'その他（情報公開条例に基づく開示請求）',
      失効: '2026-12-01 00:30',
      複製削除日時: '2026-12-02 00:30',
    });
    expect(rowOf({ ...request, copies: [{ deletedAt }, { deletedAt: null }] })).toMatchObject({ 複製削除日時: '' });
  });

  it('holds telephone numbers only when they are asked for', () => {
    expect(JSON.stringify(rowOf(ledgerRequest()))).not.toMatch(/12345|328/);
    expect(rowOf(ledgerRequest(), true)).toMatchObject({ 相手方電話番号: '（096）328-2111', 市側電話番号: '12345' });
    expect(rowOf(ledgerRequest({ otherNumber: null }), true)).toMatchObject({ 相手方電話番号: '非通知' });
  });
});
