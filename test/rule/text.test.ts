import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';
import { ARTICLES, articleName, articleText, RULE_ENACTED, RULE_TITLE } from '../../bot/rule/text.js';

/** The rule as it was handed to us, without its forms, a line each; its list marks and blank lines left out. */
async function handedOver(): Promise<string[]> {
  const text = await readFile(join(ROOT, 'test', 'fixtures', 'rule.txt'), 'utf8');
  return text
    .split('\n')
    .map((line) => line.replace(/^- /, ''))
    .filter((line) => line !== '');
}

describe('the text of the rule', () => {
  it('is word for word the one that was decided, with nothing lost and nothing added', async () => {
    // Captions and 附則 are layout, which we write our own way; every other character must agree.
    const told = (await handedOver()).map((line) => line.replace(/^\((\D+)\)$/, '（$1）').replace('附 則', '附則'));
    expect([RULE_TITLE, RULE_ENACTED, ...ARTICLES.flatMap(({ number }) => articleText(number))]).toEqual(told);
  });

  it('has nine articles with a caption each, and 附則 without one', () => {
    expect(ARTICLES.map(({ number }) => articleName(number))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `第${number}条`),
      '附則',
    ]);
    expect(ARTICLES.filter(({ caption }) => caption === '').map(({ number }) => number)).toEqual(['附則']);
  });

  it('counts paragraphs and items from one without a gap', () => {
    const counted = (of: readonly { number: number }[]) => of.map(({ number }) => number);
    const upTo = (length: number) => Array.from({ length }, (_, place) => place + 1);
    for (const { paragraphs } of ARTICLES) {
      expect(counted(paragraphs)).toEqual(upTo(paragraphs.length));
      for (const { items } of paragraphs) expect(counted(items)).toEqual(upTo(items.length));
    }
  });
});

describe('an article', () => {
  it('is read as the rule writes it: caption, paragraphs, items', () => {
    expect(articleText(5)).toEqual([
      '（複製データの作成）',
      '第5条 複製データは、次のいずれかに該当する場合を除き、作成してはならない。',
      '(1) 熊本市情報公開条例（平成10年条例第33号）に基づく開示請求又は個人情報の保護に関する法律（平成15年法律第57号）に基づく開示請求に対応する場合',
      '(2) この要綱の目的達成のために管理責任者が必要と認めた場合',
    ]);
    expect(articleText(3)[2]).toMatch(/^2 管理責任者は、/);
    expect(articleText('附則')).toEqual(['附則', 'この要綱は、令和7年11月1日から施行する。']);
  });

  it.each([0, 10, 1.5, -1, Number.NaN])('that the rule does not have is empty: %d', (number) => {
    expect(articleText(number)).toEqual([]);
  });
});
