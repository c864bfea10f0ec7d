import { describe, expect, it } from '@jest/globals';
import { drawAnswerLetter } from '../../bot/letters/answer.js';
import { drawApplicationLetter } from '../../bot/letters/application.js';
import { drawEvidenceSheet, type EvidenceSheet } from '../../bot/letters/evidence.js';
import { printable } from '../../bot/letters/printable.js';
import { structureOf } from '../../bot/letters/structure.js';
import { all, type Hearing, hear, readAloud, said } from './hearing.js';
import { pagesOf } from './reading.js';
import { ANSWER, APPLICATION, CALL, HOSTILE, LONG_SECTION, PRODUCED_AT } from './samples.js';

const hearApplication = async (changes: Partial<typeof APPLICATION> = {}) =>
  hear(await drawApplicationLetter({ ...APPLICATION, ...changes }, PRODUCED_AT));
const hearAnswer = async (changes: Partial<typeof ANSWER> = {}) =>
  hear(await drawAnswerLetter({ ...ANSWER, ...changes }, PRODUCED_AT));

const headings = ({ letter }: Hearing) => [...all('H1', letter), ...all('H2', letter)].map(said);

/** How a screen reader tells a cell that heads others: what it says, what it heads, over how many rows. */
const headingCells = ({ letter }: Hearing) =>
  all('TH', letter).map((cell) => [said(cell), cell.scope, ...(cell.rows === undefined ? [] : [cell.rows])]);

const CALL_HEADINGS = ['日付', '時間', '通話時間', '相手方電話番号', '市側電話番号'].map((label) => [label, 'Row']);

describe('somebody who has 様式第1号 read aloud', () => {
  it('is told its title and that it is Japanese', async () => {
    const heard = await hearApplication();
    expect(heard).toMatchObject({ marked: true, titleShown: true, language: 'ja-JP' });
    expect(heard.title).toBe('電話録音データ取出し申請書（市民発第123号）');
    expect(headings(heard)).toEqual(['電話録音データ取出し申請書']);
  });

  it('hears all of it in the order in which the others read it', async () => {
    const { letter, passedOver, unmarked } = await hearApplication();
    expect(readAloud(letter)).toEqual([
      '様式第1号（第6条関係）',
      '市民発第123号',
      '令和8年（2026年）11月23日',
      '管財課長　様',
      '市民課長',
      '（申請課（室）の長）',
      '電話録音データ取出し申請書',
      '下記のとおり申請しますので、対応をお願いします。',
      '記',
      '電話録音データの内容',
      '日付',
      '令和8年（2026年）11月20日',
      '時間',
      '14時05分',
      '通話時間',
      '約3分',
      '相手方電話番号',
      '（096）328-2111',
      '市側電話番号',
      '21234（本庁舎の場合は5桁）',
      '利用目的（最も近いもの1つに〇付け）',
      '1（〇）クレーム、カスハラ対応',
      '2対応内容確認',
      '3外部機関対応',
      '4その他（　　　　　　　　）',
      '※データ受領後は、総合文書管理システム上に保存し、公文書として適正に取り扱います。',
      '申請担当者',
      '文化市民局市民課　肥後　花子',
    ]);
    expect([...passedOver, ...unmarked]).toEqual([]);
  });

  it('is told in each row of the table what it speaks of', async () => {
    expect(headingCells(await hearApplication())).toEqual([
      ['電話録音データの内容', 'Row', 5],
      ...CALL_HEADINGS,
      ['利用目的（最も近いもの1つに〇付け）', 'Row'],
    ]);
  });

  it('hears that the purposes take the width of both columns', async () => {
    const [purposes] = all('TD', (await hearApplication()).letter).slice(-1);
    expect(purposes?.columns).toBe(2);
  });

  it.each([1, 2, 3, 4] as const)('hears that purpose %i is the chosen one, and no other', async (purpose) => {
    const rings = said((await hearApplication({ purpose, purposeOther: '議会への報告' })).letter).match(/.（〇）/g);
    expect(rings).toEqual([`${purpose}（〇）`]);
  });

  it('misses nothing when every field is as long as can be or strange', async () => {
    const strange = await hearApplication({ documentSymbol: HOSTILE, purpose: 4, purposeOther: HOSTILE });
    expect(said(strange.letter)).toContain(`4（〇）その他（${printable(HOSTILE)}）`);
    const long = await hearApplication({ chiefTitle: `${LONG_SECTION}長`, purpose: 4, purposeOther: '確'.repeat(200) });
    expect(said(long.letter)).toContain(`${LONG_SECTION}長`);
    expect(said(long.letter)).toContain('確'.repeat(200));
    expect([...strange.unmarked, ...long.unmarked]).toEqual([]);
  });
});

describe('somebody who has 様式第2号 read aloud', () => {
  it('can go from heading to heading', async () => {
    const heard = await hearAnswer();
    expect(heard.title).toBe('電話録音データ取出し回答書（管財発第45号）');
    expect(headings(heard)).toEqual(['電話録音データ取出し回答書', '1. 音声データの有無', '2. 音声データ概要']);
  });

  it('hears all of it from the head of the form to 以上 and whom to ask', async () => {
    const { letter, passedOver, unmarked } = await hearAnswer({ refusal: '交付しません。\n理由は次のとおりです。' });
    expect(readAloud(letter)).toEqual([
      '様式第2号（第6条関係）',
      '管財発第45号',
      '令和8年（2026年）11月24日',
      '市民課長　様',
      '（申請課（室）の長）',
      '管財課長',
      '電話録音データ取出し回答書',
      '令和8年（2026年）11月23日付市民発第123号で申請のあったことについて、下記のとおり回答します。',
      '記',
      '1. 音声データの有無',
      '有（〇）・無',
      '2. 音声データ概要',
      '電話録音データの概要',
      '日付',
      '令和8年（2026年）11月20日',
      '時間',
      '14時05分',
      '通話時間',
      '約3分',
      '相手方電話番号',
      '（096）328-2111',
      '市側電話番号',
      '21234',
      '交付しません。',
      '理由は次のとおりです。',
      '以上',
      '問合せ先',
      '総務局管財課',
    ]);
    expect([...passedOver, ...unmarked]).toEqual([]);
  });

  it('hears whether the recording is stored as the ring shows it', async () => {
    expect(readAloud((await hearAnswer({ stored: false })).letter)).toContain('有・無（〇）');
  });

  it('hears a table for each of twenty calls, and no page numbers between them', async () => {
    const calls = Array.from({ length: 20 }, (_, index) => ({ ...CALL, durationMinutes: index + 1 }));
    const heard = await hearAnswer({ calls });
    expect(headingCells(heard)).toEqual(
      calls.flatMap((_, index) => [[`電話録音データの概要（${index + 1}件目）`, 'Row', 5], ...CALL_HEADINGS]),
    );
    expect(readAloud(heard.letter).filter((line) => line.startsWith('約'))).toEqual(
      calls.map(({ durationMinutes }) => `約${durationMinutes}分`),
    );
    expect(heard.passedOver).toEqual(['1／5', '2／5', '3／5', '4／5', '5／5']);
    expect(heard.unmarked).toEqual([]);
  });

  it('hears a sentence that goes on overleaf as one', async () => {
    const refusal = '理由。'.repeat(900);
    const pdf = await drawAnswerLetter({ ...ANSWER, refusal }, PRODUCED_AT);
    expect(pagesOf(pdf)).toBeGreaterThan(1);
    expect(readAloud(hear(pdf).letter)).toContain(refusal);
  });
});

describe('somebody who has the 証跡 read aloud', () => {
  const SHEET: EvidenceSheet = {
    receipt: '令和8年度第12号',
    made: ['作成　令和8年11月23日'],
    sections: ['取込み', '決定'].map((heading) => ({
      heading,
      blocks: [
        { kind: 'words', lines: ['次のとおりです。'] },
        { kind: 'facts', rows: [['ファイル', ['一つ', { hash: '0123456789abcdef'.repeat(4) }]]] },
        {
          kind: 'table',
          columns: [
            ['番号', 0.2],
            ['行い', 0.8],
          ],
          rows: Array.from({ length: 50 }, (_, index) => [String(index + 1), '取得']),
        },
      ],
    })),
  };
  const hearSheet = async () => hear(await drawEvidenceSheet(SHEET, PRODUCED_AT));

  it('can go from heading to heading', async () => {
    expect(headings(await hearSheet())).toEqual(['通話録音データ複製の証跡', '取込み', '決定']);
  });

  it('is told of each fact what it is, and of each column what stands in it', async () => {
    const part = [
      ['ファイル', 'Row'],
      ['番号', 'Column'],
      ['行い', 'Column'],
    ];
    expect(headingCells(await hearSheet())).toEqual([...part, ...part]);
  });

  it('hears the head of a long table once, though it is printed on every page', async () => {
    const { letter, passedOver, unmarked } = await hearSheet();
    expect(readAloud(letter).filter((line) => line === '行い')).toHaveLength(2);
    expect(passedOver.filter((words) => words === '行い').length).toBeGreaterThan(0);
    expect(unmarked).toEqual([]);
  });

  it('hears every row in its place', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => [String(index + 1), '取得']).flat();
    const part = ['次のとおりです。', 'ファイル', '一つ', '01234567 89abcdef 01234567 89abcdef'];
    const lines = readAloud((await hearSheet()).letter);
    expect(lines.slice(0, 3)).toEqual(['作成　令和8年11月23日', '通話録音データ複製の証跡', '取込み']);
    expect(lines.slice(3, 7)).toEqual(part);
    expect(lines.slice(lines.indexOf('行い') + 1, lines.indexOf('決定'))).toEqual(rows);
  });
});

describe('a kind of content that could not be read aloud', () => {
  it.each([[['a bare text']], [[{ image: 'stamp.png' }]], [[{ ul: ['a point'] }]]])('%j is refused', (content) => {
    expect(() => structureOf(content)).toThrow(/content of a letter/);
  });
});
