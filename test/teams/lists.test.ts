import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf, urlOf } from '../helpers/card.js';
import { forgetRequests } from '../helpers/reset.js';
import { handOver, submitApplication, walkToConfirmation } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let chief: Person;
let manager: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  [chief, manager] = [world.as('chief'), world.as('manager')];
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  await forgetRequests(world);
  for (const person of [chief, manager]) await person.say('こんにちは');
});

const titles = (card: Card) => actionsOf(card.json).map(({ title }) => title);
const tooltips = (card: Card) => actionsOf(card.json).flatMap(({ tooltip }) => (tooltip ? [String(tooltip)] : []));

/** Presses the button of one request in a list. */
async function choose(person: Person, card: Card, tooltip: string): Promise<Card> {
  const action = actionsOf(card.json).find((one) => one.tooltip === tooltip);
  if (action === undefined) throw new Error(`no ${tooltip} on\n${card.words}`);
  const answer = await person.invoke({ action: { type: 'Action.Execute', verb: action.verb, data: action.data } });
  return { json: (answer.body as { value: Record<string, unknown> }).value, words: JSON.stringify(answer.body) };
}

async function fileMany(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await submitApplication(world, { documentNumber: String(100 + index), callTime: `0${index % 10}:15` });
  }
}

describe('a list of requests', () => {
  it('that has nothing in it leads to all of them', async () => {
    await handOver(world);
    for (const [person, sentence] of [
      [manager, '未処理一覧'],
      [chief, '先月の申請'],
    ] as const) {
      const empty = await person.say(sentence);
      expect(empty.words).toMatch(/申請はありません/);
      expect((await person.press(empty, 'すべての申請を見る')).words).toContain('R8-1');
    }
  });

  it('tells the call, the last digits of the number and the state, but not the number', async () => {
    await submitApplication(world);
    const card = await chief.say('私の申請');
    expect(card.words).toContain('R8-1　審査待ち');
    expect(card.words).toContain('9月15日（火）10時15分の通話　下4桁 5678');
    expect(card.words).not.toContain('1234-5678');
  });

  it('tells a state with its reason', async () => {
    await handOver(world);
    await manager.press(await manager.say('R8-1のリンクを失効させて'), '失効させる', { words: '宛先の誤りのため' });
    await submitApplication(world, { documentNumber: '124', otherNumber: '096-999-0000', callTime: '06:00' });
    const fold = await manager.press(manager.lastCard(), '不交付の内容を確認する');
    await manager.press(fold, '不交付を決定する');
    const card = await chief.say('私の申請');
    expect(card.words).toContain('R8-1　交付済（失効済）');
    expect(card.words).toContain('R8-2　不交付（保存なし）');
  });

  it('pages on and back, ten at a time', async () => {
    await fileMany(12);
    const first = await chief.say('私の申請');
    expect(first.words).toContain('全12件のうち1件目から10件目');
    expect(titles(first)).not.toContain('前の10件');
    const second = await chief.press(first, '次の10件');
    expect(second.words).toContain('全12件のうち11件目から12件目');
    expect(second.words).toContain('R8-1　');
    expect(titles(second)).not.toContain('次の10件');
    expect((await chief.press(second, '前の10件')).words).toContain('R8-12　');
  });

  it('is searched by number, last digits, section, name and state, and keeps the words in the field', async () => {
    await fileMany(2);
    await submitApplication(world, { documentNumber: '777', otherNumber: '096-328-2111', callTime: '09:00' });
    const all = await manager.say('今週の申請は？');
    const sought = async (search: string) => {
      const card = await manager.press(all, '絞り込む', { search });
      expect(inputsOf(card.json).search).toBe(search);
      return tooltips(card).map((tooltip) => tooltip.split('：')[0]);
    };
    expect(await sought('R8-3')).toEqual(['R8-3']);
    expect(await sought('2111')).toEqual(['R8-3']);
    expect(await sought('777')).toEqual(['R8-3']);
    expect(await sought('市民課')).toHaveLength(3);
    expect(await sought('試験花子')).toHaveLength(3);
    expect(await sought('審査待ち ５６７８')).toEqual(['R8-2', 'R8-1']);
    expect(await sought('保護課')).toEqual([]);
    expect(await sought('%')).toEqual([]);
    expect(await sought('市_課')).toEqual([]);
  });

  it('is searched by a sentence, too', async () => {
    await submitApplication(world);
    expect((await manager.say('今月の市民課の申請を探して')).words).toContain('「市民課」で絞り込んでいます');
    expect((await manager.say('今月の市民課の申請を探して')).words).toContain('R8-1');
    expect((await manager.say('先月の保険年金課の申請を探して')).words).toContain('ご覧になれる申請はありません');
    expect((await manager.say('試験 二郎の申請を探して')).words).toContain('「試験 二郎」で絞り込んでいます');
    expect((await manager.say('試験 二郎の申請を探して')).words).not.toContain('R8-1');
    expect((await manager.say('カスハラの申請だけ見せて')).words).toContain('R8-1');
    expect(await world.app.ctx.db.client.request.count({ where: { status: 'draft' } })).toBe(0);
  });

  it('counts what was decided on a day', async () => {
    await submitApplication(world);
    await submitApplication(world, { documentNumber: '124', callTime: '06:00' });
    await manager.say('R8-1を承認');
    world.clock.set('2026-09-17T10:00:00+09:00');
    const card = await manager.say('昨日の決裁件数');
    expect(card.words).toContain('決裁した申請　1件');
    expect(card.words).toContain('R8-1');
  });

  it('of another section shows nothing to a chief, whatever is sought', async () => {
    await submitApplication(world);
    const other = world.as('otherChief');
    const forged = { scope: 'mine', search: '市民課', sought: '', page: 1 };
    const answer = await other.invoke({ action: { type: 'Action.Execute', verb: 'list', data: forged } });
    expect(JSON.stringify(answer.body)).not.toContain('R8-1');
  });
});

describe('a sentence that several requests fit', () => {
  async function twoHandedOver(): Promise<void> {
    await handOver(world);
    await submitApplication(world, { documentNumber: '124' });
    await manager.say('R8-2を承認');
    await world.app.runPending();
    await submitApplication(world, { documentNumber: '125', callTime: '09:00' });
  }

  it.each([
    ['リンクを再発行してください', '再発行…', '取得リンクを再発行しますか'],
    ['リンクが開けません', '開く', '回答書と録音を開く'],
    ['受領しました', '受領しました', '受領を記録しました'],
    ['文書登録番号は市民第77号です', '番号を入力…', '登録した番号を入力すると手続が終わります'],
    ['課内の試験一郎に渡して', '渡す…', 'どなたに渡しますか'],
    ['もう一度ダウンロードしたい', '開く', '回答書と録音を開く'],
  ])('「%s」 lists exactly those, a button each', async (sentence, title, then) => {
    await twoHandedOver();
    const card = await chief.say(sentence);
    expect(tooltips(card)).toEqual([`R8-2：${title}`, `R8-1：${title}`]);
    expect((await choose(chief, card, `R8-1：${title}`)).words).toContain(then);
  });

  it('「取り下げたい」 lists only what can still be withdrawn', async () => {
    await twoHandedOver();
    await submitApplication(world, { documentNumber: '126', callTime: '08:00' });
    expect(tooltips(await chief.say('取り下げたい'))).toEqual(['R8-4：取り下げる…', 'R8-3：取り下げる…']);
  });

  it('「承認」 without a number decides nothing, and shows what waits', async () => {
    await fileMany(2);
    const card = await manager.say('承認');
    expect(tooltips(card)).toEqual(['R8-2：審査する', 'R8-1：審査する']);
    expect((await choose(manager, card, 'R8-1：審査する')).words).toContain('承認をお願いします');
    expect(await world.app.ctx.db.client.request.count({ where: { status: 'submitted' } })).toBe(2);
  });

  it('「まだですか」 shows each that is under way', async () => {
    await twoHandedOver();
    expect(tooltips(await chief.say('私が出したやつ、まだですか'))).toHaveLength(3);
  });

  it('「まだですか」 of whoever sees to all requests shows what waits, and of staff the form that waits for the chief', async () => {
    await fileMany(2);
    expect((await manager.say('まだですか')).words).toContain('未処理の申請　2件');
    const staff = world.as('staff');
    await forgetRequests(world);
    await staff.press(await walkToConfirmation(staff), '課長へ確認を依頼する', { pledged: 'true' });
    expect((await staff.say('私が出したやつ、まだですか')).words).toContain('確認を待っています');
  });

  it('「R8-1をもう一度ダウンロードしたい」 promises nothing that is not there', async () => {
    await submitApplication(world);
    const card = await chief.say('R8-1をもう一度ダウンロードしたい');
    expect(card.words).not.toContain('もう一度お受け取りになれます');
    expect(card.words).toContain('いま録音をお受け取りになれません');
    await manager.say('R8-1を承認');
    await world.app.runPending();
    expect((await chief.say('R8-1をもう一度ダウンロードしたい')).words).toContain('もう一度お受け取りになれます');
  });

  it('that none fits says so', async () => {
    expect((await chief.say('受領しました')).words).toContain('受領を記録できる申請はありません');
  });
});

describe('a draft in hand', () => {
  it('is named before it can be thrown away', async () => {
    await walkToConfirmation(chief);
    world.clock.set('2026-09-16T10:30:00+09:00');
    const words = '9月15日（火）10時15分の通話の申請（相手方 下4桁 5678）。最後の入力は9月16日（水）10時00分です';
    expect((await chief.say('申請')).words).toContain(words);
    expect((await chief.say('下書きを破棄')).words).toContain(words);
    expect((await chief.say('あああ')).words).toContain(words);
  });

  it.each([
    ['苦情はどこへ言えばいいですか', '苦情は、管財課長が責任をもって対応します'],
    ['昨日の決裁件数', '決裁された申請です'],
    ['録音を再生したい', 'どの通話を、なぜ再生しますか'],
    ['録音データを全部消して', 'このボットから消すことはできません'],
    ['何日保存？', '90日間'],
    ['回答書が届かないのですが', '手続中の申請はありません'],
  ])('swallows nothing that is about something else: 「%s」', async (sentence, answer) => {
    await walkToConfirmation(chief);
    const before = await world.app.ctx.db.client.request.findFirstOrThrow();
    expect((await chief.say(sentence)).words).toContain(answer);
    expect(await world.app.ctx.db.client.request.findFirstOrThrow()).toEqual(before);
  });

  it.each([
    '明日の会議は10時からです',
    '明日の14時に説明に伺います',
    '来週の月曜は休みます',
    '昨日の電話で怒鳴られて困っています',
    '私の電話番号は096-328-2111です',
    'お客様の090-9999-8888にかけ直しました',
    '目的は2でいいですか',
  ])('is not changed by a sentence that may be about something else, but asked about: 「%s」', async (sentence) => {
    await walkToConfirmation(chief);
    const before = await world.app.ctx.db.client.request.findFirstOrThrow();
    const asked = await chief.say(sentence);
    expect(asked.words).toContain('この内容を申請書に入力しますか');
    expect(await world.app.ctx.db.client.request.findFirstOrThrow()).toEqual(before);
    const filled = await chief.press(asked, '申請書に入力する');
    expect(filled.words).toMatch(/✓ .*にしました|✕ /);
  });

  it('is named when it is not clear what is to be given up: 「やっぱりやめます」', async () => {
    await walkToConfirmation(chief);
    const asked = await chief.say('やっぱりやめます');
    expect(asked.words).toContain('作成途中の申請についてでしょうか');
    expect((await chief.press(asked, '下書きを破棄…')).words).toContain('下書きを破棄しますか');
  });

  it('is named and nothing is dropped in silence: words beside a purpose that has none', async () => {
    const form = await chief.press(await walkToConfirmation(chief, { purposeOther: '窓口での大声' }), '戻る');
    expect(form.words).toContain('「具体的な内容」は、「4　その他」を選んだときにだけ申請書に記載されます');
  });

  it('says what it was told: 「時間は10時20分です」', async () => {
    await walkToConfirmation(chief);
    expect((await chief.say('時間は10時20分です')).words).toContain('✓ 時間を「10時20分」にしました');
    expect((await chief.say('文書番号は14の2です')).words).toContain('✓ 文書番号を「市民発第14号の2」にしました');
    expect((await chief.say('相手は非通知でした')).words).toContain('✓ 相手方電話番号を「非通知」にしました');
  });
});

describe('facts of a call without a form', () => {
  it('are offered as the beginning of one, and open none by themselves', async () => {
    const offered = await chief.say('昨日の10時15分、090-1234-5678');
    expect(offered.words).toContain('この通話の録音を申請しますか');
    expect(await world.app.ctx.db.client.request.count()).toBe(0);
    const form = await chief.press(offered, '申請書を開く');
    expect(inputsOf(form.json)).toMatchObject({
      callDate: '2026-09-15',
      callTime: '10:15',
      otherNumber: '（090）1234-5678',
    });
  });

  it('beside other words are nothing either: 「昨日は休みでした」', async () => {
    expect((await chief.say('昨日は休みでした')).words).toContain('うまく読み取れませんでした');
  });

  it('are nothing to whoever files no applications', async () => {
    expect((await world.as('auditor').say('昨日の10時15分、090-1234-5678')).words).toContain(
      'うまく読み取れませんでした',
    );
  });
});

describe('questions about the rule', () => {
  it.each([
    ['何日保存？', 4, '通話の日から90日間です'],
    ['誰が決めるの？', 6, '管財課長 試験 太郎 様が決裁します'],
    ['どんなとき不交付になりますか', 6, '保存されていない場合です'],
    ['第5条を見せて', 5, '複製データは、次のいずれかに該当する場合を除き、作成してはならない'],
  ])('「%s」 are answered with the article itself and where it stands', async (question, article, answer) => {
    const card = await chief.say(question);
    expect(card.words).toContain(answer);
    expect(urlOf(card.json, `要綱の第${article}条を開く`)).toBe(world.url(`/rule#article-${article}`));
  });

  it('「要綱を見せて」 shows what it has, and the way to the whole', async () => {
    const card = await chief.say('要綱を見せて');
    expect(card.words).toContain('第7条（苦情対応）');
    expect((await fetch(urlOf(card.json, '要綱を読む'))).status).toBe(200);
  });
});

describe('help', () => {
  it.each([
    ['chief', ['取り下げたい', '申請書のPDF'], ['承認', '代決', '未達']],
    ['staff', ['課長に確認を依頼'], ['取り下げたい', '承認', '代決', '未達']],
    ['manager', ['R8-12を承認', '代決者を試験四郎に'], ['未達', '課長に確認を依頼']],
    ['operator', ['未達の一覧'], ['R8-12を承認', '録音がほしい', '代決者を']],
    ['auditor', ['R8-12は？'], ['R8-12を承認', '録音がほしい', '未達', '催促']],
  ] as const)('tells %s what they can say, and nobody what they may not do', async (name, told, untold) => {
    const card = await world.as(name).say('ヘルプ');
    for (const words of told) expect(card.words).toContain(words);
    for (const words of untold) expect(card.words).not.toContain(words);
    expect((await fetch(urlOf(card.json, '手引を読む'))).status).toBe(200);
    // What unfolds the rest stands in a row of its own.
    const row = actionsOf(card.json).filter(({ type }) => type !== 'Action.ToggleVisibility');
    expect(row.length).toBeLessThanOrEqual(5);
  });
});
