import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVIDENCE, type Evidence } from '../../bot/evidence/schema.js';
import { sheetOf } from '../../bot/evidence/sheet.js';
import { wordsOf } from '../../bot/evidence/words.js';
import { drawEvidenceSheet, evidenceDefinition } from '../../bot/letters/evidence.js';
import { ROOT } from '../../bot/paths.js';
import { objectsIn } from '../helpers/json.js';
import { botSources } from '../helpers/source.js';
import { pagesOf, read } from '../letters/reading.js';
import { HOSTILE } from '../letters/samples.js';
import { hashOf, sampleEvidence } from './samples.js';

const FILE = { name: '証跡_R8-12_20261123-1000.json', sha256: hashOf('the file') };
const MADE = new Date('2026-11-23T01:00:00Z');

const define = (evidence: Evidence) => evidenceDefinition(sheetOf(evidence, FILE), MADE);
const lines = (evidence: Evidence) => read(define(evidence));
const draw = (evidence: Evidence) => drawEvidenceSheet(sheetOf(evidence, FILE), MADE);

/** A hash as it is printed. */
const groups = (hash: string) => (hash.match(/.{32}/g) ?? []).map((line) => line.match(/.{8}/g)?.join(' ')).join('／');

describe('the sheet', () => {
  it('is made of a document that keeps to its form', () => {
    expect(EVIDENCE.safeParse(sampleEvidence()).success).toBe(true);
  });

  it('says first what it is about and whether everything agrees', () => {
    const [made, by, title, ...rest] = lines(sampleEvidence());
    expect([made, by, title]).toEqual([
      '作成日時　令和8年11月23日 10:00:00',
      '作成者　試験 太郎',
      '通話録音データ複製の証跡',
    ]);
    expect(rest.slice(0, 8)).toEqual([
      '1　要点',
      '受付番号｜R8-12',
      '申請した課（室）｜文化市民局　市民課',
      '現在の状態｜受領済',
      `対になるファイル｜${FILE.name}`,
      `上記のSHA-256｜${groups(FILE.sha256)}`,
      '✓ 検証済　監査記録は、最初の記録から記録番号8まで、改変・欠落がありません（外部の控え1件とも一致）',
      '✓ 一致　　1件目の録音：取込み時と複製のSHA-256',
    ]);
  });

  it('tells of recording, copy and every use of the link, in Japanese time', () => {
    const [copy] = sampleEvidence().copies;
    const told = lines(sampleEvidence());
    expect(told).toEqual(
      expect.arrayContaining([
        '決定｜承認（要綱第6条第2項本文）',
        '決定者｜試験 太郎（管理責任者）',
        '通話の開始日時｜令和8年11月20日 00:30:05',
        `取込み時のSHA-256｜${groups(copy?.sha256 ?? '')}`,
        '取込み時との比較｜✓ 一致',
        '削除｜保管中（保管期限　令和8年12月20日 10:02:00）',
        '5-1　取得リンク（試験 花子 様）',
        '録音1件目の取得｜3回（上限100回）',
        '4｜令和8年11月20日 10:03:00｜確認コードの送信（録音1件目）｜本人確認前の利用者',
        '5｜令和8年11月20日 10:04:00｜本人確認・ページの表示（確認コード）｜試験 花子',
        '8｜令和8年11月20日 10:07:00｜録音のダウンロードを許可（録音1件目）｜試験 花子',
      ]),
    );
    expect(told.join('\n')).not.toMatch(/undefined|null|NaN|request\.|link\./);
  });

  it('shows every row of the log with its hash and the one before', () => {
    const { log } = sampleEvidence();
    for (const { content, hash, what } of log) {
      expect(
        lines(sampleEvidence()).find(
          (line) => line.includes(groups(hash).slice(0, 40)) && line.startsWith(`${content.seq}｜`),
        ),
      ).toContain(`／${what}｜${groups(hash)}／${groups(content.previousHash)}｜✓ 一致`);
    }
  });

  it('says that the check failed, and marks the row', () => {
    const evidence = sampleEvidence();
    Object.assign(evidence.log[1] ?? {}, { intact: false });
    evidence.chain.verification = { whole: false, rows: 2, heads: 0, fault: { seq: 2, sentence: 'Row 2 was edited.' } };
    const told = lines(evidence);
    expect(
      told.filter((line) => line.startsWith('× 監査記録の検証に失敗しました。最初に合わない記録：記録番号2')),
    ).toHaveLength(2);
    expect(told.filter((line) => line.endsWith('｜× 不一致')).map((line) => line.split('｜')[0])).toEqual(['2']);
  });

  it('says what differs, and that a copy is gone', () => {
    const evidence = sampleEvidence();
    evidence.agreements = [{ what: '回答書のSHA-256と、監査記録', holds: false }];
    Object.assign(evidence.copies[0] ?? {}, {
      sha256: hashOf('another'),
      deletedAt: '2026-12-20T02:00:00.000Z',
      removedAt: '2026-12-20T02:00:01.000Z',
    });
    const told = lines(evidence);
    expect(told).toContain('× 不一致　回答書のSHA-256と、監査記録');
    expect(told).toContain('取込み時との比較｜× 不一致');
    expect(told).toContain(
      '削除｜削除　令和8年12月20日 11:00:00（SHA-256と記録は残しています）／保管場所からの消去　令和8年12月20日 11:00:01',
    );
  });

  it('shows hostile names as the text they are', () => {
    const told = lines(sampleEvidence({ chief: { id: 'x', name: HOSTILE } })).join('\n');
    expect(told).toContain(`\${x} **太字** [押す](https://example.invalid/) <b>&amp;</b>`);
    expect(told).not.toContain('\u202e');
  });
});

describe('the words of the sheet', () => {
  /** What is written of no request or link in particular, and so stands on no sheet. */
  const OF_NO_LINK = [
    'request.list',
    'link.unknown_token',
    'link.session_refused',
    'link.foreign_post',
    'link.unreadable',
  ];

  it('are there for every action that the bot writes of a request or a link', () => {
    const texts = botSources().map(({ path }) => readFileSync(join(ROOT, 'bot', path), 'utf8'));
    const actions = texts.flatMap(
      (text) => text.match(/(?<=')(request|link|copy|extract|turn|evidence)\.\w+(?=')/g) ?? [],
    );
    expect(actions).toContain('link.download');
    expect(actions.filter((action) => wordsOf(action) === action && !OF_NO_LINK.includes(action))).toEqual([]);
  });
});

describe('the PDF', () => {
  it('has the same bytes for the same evidence and moment', async () => {
    const [one, other] = [await draw(sampleEvidence()), await draw(sampleEvidence())];
    expect(one.equals(other)).toBe(true);
  });

  it('runs over several pages when much happened', async () => {
    expect(pagesOf(await draw(sampleEvidence({ downloads: 60 })))).toBeGreaterThan(
      pagesOf(await draw(sampleEvidence())),
    );
  });

  it('keeps every table within the page, its head on every page and its rows whole', () => {
    const tables = [...objectsIn(define(sampleEvidence()).content)].flatMap(({ table }) => (table ? [table] : []));
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      const { widths, dontBreakRows } = table as { widths: number[]; dontBreakRows: boolean };
      const ruled = widths.length * 8 + (widths.length + 1) * 0.4;
      expect(widths.reduce((sum, width) => sum + width, ruled)).toBeCloseTo(453);
      expect(dontBreakRows).toBe(true);
    }
  });
});
