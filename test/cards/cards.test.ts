import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../../bot/requests/verbs/index.js';
import { STATUS_WORDS, type Status } from '../../bot/rule/states.js';
import { loadCards } from '../../bot/teams/cards/render.js';
import { ACTIONS } from '../../bot/teams/in/actions.js';
import { actionsOf, wordsOf } from '../helpers/card.js';
import { objectsIn } from '../helpers/json.js';
import { draw, visibleText } from './renderer.js';
import { ALL_SAMPLES, type Sample } from './samples.js';

const render = loadCards();
const fill = (card: Sample['card'], name: string) => {
  const sample = ALL_SAMPLES.find((one) => one.card === card && one.name === name);
  if (!sample) throw new Error(`there is no sample ${card}.${name}`);
  return render(sample);
};

/** The pages that cards open: the secure link, the guides and the 要綱. */
const PAGE = /^https:\/\/rokuon\.city\.example\.jp\/(files#|guides\/|rule$|rule#|notice)/;

/** What may stand in Latin letters: a file's checksum with its name, kinds and sizes of files. */
const LATIN = /[0-9a-f]{64}|SHA-256|PDF|[KMG]B\b/g;

/** The elements that an action may show or hide. */
const idsIn = (card: unknown) => [...objectsIn(card)].map(({ id }) => id);

describe.each(ALL_SAMPLES.map((sample) => [`${sample.card}.${sample.name}`, sample] as const))('%s', (_, sample) => {
  const card = render(sample);

  it('is drawn by the renderer without objection, as version 1.5, in Japanese', () => {
    expect(draw(card).objections).toEqual([]);
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5', lang: 'ja' });
    expect(card.fallbackText).toMatch(/[\u3041-\u30ff\u4e00-\u9fff]/);
  });

  it('fits into a Teams message', () => {
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
  });

  it('has only buttons that the bot knows or that open a page', () => {
    for (const action of actionsOf(card)) {
      if (action.type === 'Action.OpenUrl') expect(action.url).toMatch(PAGE);
      else if (action.type === 'Action.ToggleVisibility')
        expect(idsIn(card)).toEqual(expect.arrayContaining(action.targetElements as string[]));
      else
        expect([action.type, [...Object.keys(ACTIONS), 'again', 'meant']]).toEqual([
          'Action.Execute',
          expect.arrayContaining([action.verb]),
        ]);
    }
  });

  it('makes at most one button prominent, the first', () => {
    const prominent = actionsOf(card).map(({ style }) => style === 'positive');
    expect(prominent.slice(1)).not.toContain(true);
  });

  it('shows no English and no unfilled place', () => {
    const text = visibleText(draw(card).page);
    expect(text.replace(LATIN, '')).not.toMatch(/[A-Za-z]{2,}/);
    expect(text).not.toContain('$');
  });

  it('begins with the one heading of the card', () => {
    const { page } = draw(card);
    const headings = [...page.querySelectorAll('[role=heading]')].map((heading) => heading.textContent.trim());
    expect(headings).toEqual([sample.data.headline]);
    expect(page.textContent.startsWith(String(sample.data.headline))).toBe(true);
  });
});

describe('the words of 様式第1号', () => {
  const CALL = ['日付', '時間', '通話時間', '相手方電話番号', '市側電話番号'];

  it.each([
    ['form', 'call_filled', CALL],
    ['form', 'purpose_filled', ['利用目的']],
    ['form', 'applicant_prefilled', ['文書番号', '申請日', '申請担当者']],
    ['form', 'confirm_ready', [...CALL, '利用目的', '申請担当者']],
    ['decide', 'one_match', [...CALL, '利用目的', '申請担当者']],
    ['status', 'answered', [...CALL, '利用目的', '申請担当者']],
  ] as const)('stand on the card %s in the order of the form', (name, sample, expected) => {
    const lines = wordsOf(fill(name, sample)).split('\n');
    const places = expected.map((word) =>
      lines.findIndex((line) => line.split('（')[0] === word || line.startsWith(`${word}の`)),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });
});

/** The titles of the buttons, row by row. */
function rowsOfButtons(card: Record<string, unknown>): unknown[][] {
  const rows = [...objectsIn(card)].filter(({ type, actions }) => Array.isArray(actions) && type !== undefined);
  return rows.map(({ actions }) => (actions as Record<string, unknown>[]).map(({ title }) => title));
}

describe('what a person has to see at once', () => {
  it('on the decision card is the question, what it rests on and 承認する, before all details', () => {
    const text = draw(fill('decide', 'one_match')).page.textContent;
    expect(text.indexOf('保存期間内')).toBeLessThan(text.indexOf('承認する'));
    expect(text.indexOf('承認する')).toBeLessThan(text.indexOf('文書番号'));
    expect(text.endsWith('不交付にする…')).toBe(true);
  });

  it('is the choice of recordings before 承認する when none is sure', () => {
    const text = draw(fill('decide', 'choose')).page.textContent;
    expect(text.indexOf('交付する録音')).toBeLessThan(text.indexOf('承認する'));
  });

  it('is the fault together with the fields and the button when something was not accepted', () => {
    const text = draw(fill('decide', 'with_fault')).page.textContent;
    const places = ['✕ 回答書の番号', '交付する録音', '回答書の番号（管財発', '承認する', '文書番号'].map((word) =>
      text.indexOf(word),
    );
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('on the answer is the button to the recording, before the details', () => {
    const text = draw(fill('answered', 'one_file')).page.textContent;
    expect(text.indexOf('回答書と録音を開く')).toBeLessThan(text.indexOf('取得期限'));
  });
});

describe('the sign of a fault', () => {
  it('stands directly below its field, with words, in a marked box', () => {
    const boxes = [...draw(fill('form', 'call_with_faults')).page.querySelectorAll('.ac-container')].map(
      (box) => box.textContent,
    );
    expect(boxes.find((box) => box.startsWith('日付'))).toContain('✕ 日付が今日より後になっています');
    expect(boxes.find((box) => box.startsWith('市側電話番号'))).toContain('✕ 本庁舎の内線は5桁の数字です');
  });

  it('keeps nobody from going back: no field is required by the client', () => {
    for (const sample of ALL_SAMPLES) expect(JSON.stringify(render(sample))).not.toContain('isRequired');
  });
});

describe('the buttons of a request', () => {
  it('that stand apart are never more than five in any state, whoever reads', () => {
    for (const status of Object.keys(STATUS_WORDS) as Status[]) {
      const apart = VERBS.filter(({ button, from }) => button && !button.atHand && from.includes(status));
      expect([status, apart.length <= 5]).toEqual([status, true]);
    }
  });

  it('are never more in one row than Teams shows', () => {
    for (const sample of ALL_SAMPLES) {
      for (const row of rowsOfButtons(render(sample)))
        expect([sample.name, row.length <= 6]).toEqual([sample.name, true]);
    }
  });

  it('put what is expected next before the link, and what ends things apart', () => {
    const titles = actionsOf(fill('status', 'received')).map(({ title }) => title);
    expect(titles.slice(0, 2)).toEqual(['文書登録の番号を入力…', '回答書と録音を開く']);
    const rows = rowsOfButtons(fill('status', 'everything_allowed'));
    expect(rows.at(-1)?.at(-1)).toBe('取得リンクを失効…');
    expect(rowsOfButtons(fill('status', 'submitted')).at(-1)?.at(-1)).toBe('取り下げる…');
  });
});

describe('不交付', () => {
  it('is never the prominent button and says that it cannot be undone', () => {
    const card = fill('refuse', 'from_fold');
    expect(actionsOf(card).map(({ title, style }) => [title, style])).toEqual([
      ['やめる', undefined],
      ['不交付を決定する', 'destructive'],
    ]);
    expect(wordsOf(card)).toContain('決定すると取り消せません');
  });
});

describe('the confirmation code', () => {
  it('is large on the screen and read out digit by digit', () => {
    const card = fill('code', 'code');
    expect(JSON.stringify(card)).toContain('"text":"048 151","wrap":true,"size":"extraLarge"');
    expect(draw(card).page.getAttribute('aria-label')).toBe('確認コードは、0、4、8、1、5、1 です。');
  });
});
