import { describe, expect, it } from '@jest/globals';
import { applicationDefinition, drawApplicationLetter } from '../../bot/letters/application.js';
import { pagesOf, read } from './reading.js';
import { APPLICATION, HOSTILE, LONG_SECTION, PRODUCED_AT } from './samples.js';

const readApplication = (changes: Partial<typeof APPLICATION> = {}) =>
  read(applicationDefinition({ ...APPLICATION, ...changes }, PRODUCED_AT));

describe('様式第1号', () => {
  it('reads word for word as the rule prints it', () => {
    expect(readApplication()).toEqual([
      '様式第1号（第6条関係）',
      '市民発第123号',
      '令和8年（2026年）11月23日',
      '管財課長　様',
      '市民課長',
      '（申請課（室）の長）',
      '電話録音データ取出し申請書',
      '下記のとおり申請しますので、対応をお願いします。',
      '記',
      '電話録音データの／内容｜日付｜令和8年（2026年）11月20日',
      '｜時間｜14時05分',
      '｜通話時間｜約3分',
      '｜相手方電話番号｜（096）328-2111',
      '｜市側電話番号｜21234（本庁舎の場合は5桁）',
      '利用目的／（最も近いもの1／つに〇付け）｜〔1〕 クレーム、カスハラ対応／2 対応内容確認／3 外部機関対応／4 その他（　　　　　　　　）｜',
      '※データ受領後は、総合文書管理システム上に保存し、公文書として適正に取り扱います。',
      '申請担当者',
      '文化市民局市民課　肥後　花子',
    ]);
  });

  it.each([1, 2, 3, 4] as const)('has a ring round purpose %i and round no other', (purpose) => {
    const rings = readApplication({ purpose, purposeOther: '議会への報告' }).join().match(/〔.〕/g);
    expect(rings).toEqual([`〔${purpose}〕`]);
  });

  it('says which other purpose, and only when that one is chosen', () => {
    expect(readApplication({ purpose: 4, purposeOther: '議会への報告' }).join()).toContain(
      '〔4〕 その他（議会への報告）',
    );
    expect(readApplication({ purpose: 2, purposeOther: '議会への報告' }).join()).not.toContain('議会への報告');
  });

  it('names a call from a withheld number, to a number outside the main building, in the first year of 令和', () => {
    const lines = readApplication({ otherNumber: null, cityNumber: '+81963282111', callDate: '2019-05-01' }).join('\n');
    expect(lines).toContain('日付｜令和元年（2019年）5月1日');
    expect(lines).toContain('相手方電話番号｜非通知');
    expect(lines).toContain('市側電話番号｜（096）328-2111');
  });

  it('puts a branch of the number after 号', () => {
    expect(readApplication({ documentNumber: '12の2' })).toContain('市民発第12号の2');
  });

  it.each([
    ['市民課', '課長', '市民課長'],
    ['広聴室', '室長', '広聴室長'],
    ['中央公民館', '館長', '中央公民館長'],
    ['計量検査センター', '所長', '計量検査センター所長'],
    ['中央区役所区民課', '区民課長', '区民課長'],
  ])('is signed for %s (%s) by %s', (section, chiefTitle, signed) => {
    expect(readApplication({ section, chiefTitle })[4]).toBe(signed);
  });

  it('says under the sender that the seal is omitted, where the city sends it without', () => {
    const lines = readApplication({ sealOmitted: true });
    expect(lines.slice(4, 8)).toEqual([
      '市民課長',
      '（申請課（室）の長）',
      '〔公印省略〕',
      '電話録音データ取出し申請書',
    ]);
    expect(readApplication()).not.toContain('〔公印省略〕');
  });

  it('shows as it is what looks like markup, and marks characters that cannot be printed', () => {
    const lines = readApplication({ purpose: 4, purposeOther: HOSTILE }).join();
    expect(lines).toContain(`\${x} **太字** [押す](https://example.invalid/) <b>&amp;</b> AAAA`);
    expect(lines).toContain('〓〓〓 〓〓〓〓 〓野家 髙﨑 〓 が 改行）');
  });
});

describe('the layout of 様式第1号', () => {
  it('has no column that a long word could push out of the page', () => {
    const layout = JSON.stringify(applicationDefinition(APPLICATION, PRODUCED_AT).content);
    expect(layout).toContain('"columns"');
    expect(layout).not.toMatch(/"widths?":("|\["?\*)/);
  });
});

describe('様式第1号 as a file', () => {
  it('is one page of PDF with its font inside', async () => {
    const pdf = await drawApplicationLetter(APPLICATION, PRODUCED_AT);
    const text = pdf.toString('latin1');
    expect(text).toMatch(/^%PDF-1\.7/);
    expect(text.trimEnd()).toMatch(/%%EOF$/);
    expect(pagesOf(pdf)).toBe(1);
    expect(text).toContain('/FontFile2');
    expect(text).toMatch(/\/BaseFont \/\w+\+BIZUDMincho-Regular/);
    expect(text).toContain('/MediaBox [0 0 595.28 841.89]');
    expect(text).toContain('/Lang (ja-JP)');
    expect(pdf.length).toBeLessThan(100_000);
  });

  it('is the same, byte for byte, when a job draws it twice, even at the same time', async () => {
    const [first, second] = await Promise.all([
      drawApplicationLetter(APPLICATION, PRODUCED_AT),
      drawApplicationLetter({ ...APPLICATION }, new Date(PRODUCED_AT)),
    ]);
    expect(second.equals(first)).toBe(true);
    const other = await drawApplicationLetter({ ...APPLICATION, purpose: 2 }, PRODUCED_AT);
    expect(other.equals(first)).toBe(false);
  });

  it('stays on one page with the longest section, purpose and name', async () => {
    const pdf = await drawApplicationLetter(
      {
        ...APPLICATION,
        section: LONG_SECTION,
        chiefTitle: `${LONG_SECTION}長`,
        purpose: 4,
        purposeOther: '確'.repeat(200),
        contactBureau: '健康福祉局',
        contactSection: LONG_SECTION,
      },
      PRODUCED_AT,
    );
    expect(pagesOf(pdf)).toBe(1);
  });

  it('needs at most two pages whatever is written in every field', async () => {
    const pdf = await drawApplicationLetter(
      {
        ...APPLICATION,
        documentSymbol: HOSTILE,
        chiefTitle: HOSTILE,
        purpose: 4,
        purposeOther: HOSTILE,
        contactName: HOSTILE,
      },
      PRODUCED_AT,
    );
    expect(pagesOf(pdf)).toBeLessThanOrEqual(2);
  });
});
