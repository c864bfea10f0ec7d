import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf } from '../helpers/card.js';
import { type Card, createWorld, PEOPLE, type Person, type World } from '../helpers/world.js';

let world: World;
let staff: Person;
let chief: Person;
let manager: Person;
let deputy: Person;
let operator: Person;
let auditor: Person;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  staff = world.as('staff');
  chief = world.as('chief');
  manager = world.as('manager');
  deputy = world.as('deputy');
  operator = world.as('operator');
  auditor = world.as('auditor');
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set('2026-09-16T10:00:00+09:00');
  const { client } = world.app.ctx.db;
  await client.matter.deleteMany();
  before = (await client.auditEntry.count()) > 0 ? await lastSeq() : 0;
  await client.counter.deleteMany({ where: { kind: 'complaint' } });
  world.connector.shown.length = 0;
  for (const person of [staff, chief, manager, deputy, operator, auditor]) await person.say('こんにちは');
});

const COMPLAINT = {
  field_way: 'phone',
  field_who: '苦情 太郎',
  field_contact: '090-0000-0000',
  field_content: '録音されるとは聞いていなかった。',
};

/** The member of staff writes a complaint down and sends it. */
async function recordComplaint(typed: Record<string, string> = COMPLAINT): Promise<Card> {
  const form = await staff.say('苦情を記録したい');
  const answer = await staff.press(form, '記録して管財課長へ送る', typed);
  await world.app.runPending();
  return answer;
}

const heard = (person: Person, words: string) => person.cards().filter((card) => card.words.includes(words)).length;
const buttons = (card: Card) => actionsOf(card.json).map(({ title }) => title);
const logged = async (action: string) =>
  world.app.ctx.db.client.auditEntry.findMany({ where: { action, seq: { gt: before } }, orderBy: { seq: 'asc' } });
/** The last row of the log before a test. */
let before = 0;
const lastSeq = async () => (await world.app.ctx.db.client.auditEntry.aggregate({ _max: { seq: true } }))._max.seq ?? 0;

describe('a complaint (第7条)', () => {
  it('is written down by anybody of the city, gets a number, and comes to the manager', async () => {
    const answer = await recordComplaint();
    expect(answer.words).toContain('苦情を記録し、管財課長へ送りました');
    expect(answer.words).toContain('苦情R8-1');
    expect(heard(manager, '苦情が寄せられました。ご対応をお願いします')).toBe(1);
    const card = manager.lastCard();
    expect(card.words).toContain('苦情 太郎');
    expect(card.words).toContain('090-0000-0000');
    expect(card.words).toContain('録音されるとは聞いていなかった。');
    expect(card.words).toContain('令和8年（2026年）9月16日');
    const [row] = await logged('complaint.receive');
    expect(row?.data).toMatchObject({ article: '第7条', number: '苦情R8-1' });
    expect(JSON.stringify(row)).not.toContain('苦情 太郎');
  });

  it('that is anonymous is taken all the same', async () => {
    await recordComplaint({ field_way: 'letter', field_content: '録音をやめてほしい。' });
    const card = manager.lastCard();
    expect(card.words).toContain('手紙・はがき');
    expect(card.words).not.toContain('申出人の氏名');
    expect(card.words).not.toContain('対応する方だけ');
  });

  it('shows who the citizen is to whoever handles it, and to nobody else', async () => {
    const mine = await recordComplaint();
    expect(mine.words).not.toContain('苦情 太郎');
    expect(mine.words).toContain('対応する方だけが見られます');
    for (const other of [operator, auditor]) {
      const card = await other.say('苦情R8-1は？');
      expect(card.words).toContain('録音されるとは聞いていなかった。');
      expect(JSON.stringify(card.json)).not.toMatch(/苦情 太郎|090-0000/);
    }
    expect((await chief.say('苦情R8-1は？')).words).toContain('その苦情は見つかりませんでした');
    expect((await chief.say('苦情の一覧')).words).toContain('記録された苦情はありません');
    expect((await manager.say('苦情R8-1は？')).words).toContain('苦情 太郎');
    // A deputy sees it while they decide.
    expect((await deputy.say('苦情R8-1は？')).words).toContain('その苦情は見つかりませんでした');
    await manager.say('今日から3日間、代決者を試験四郎に');
    expect((await deputy.say('苦情R8-1は？')).words).toContain('苦情 太郎');
    await manager.say('代決を終了');
  });

  it('notes in the log who looked at it', async () => {
    await recordComplaint();
    const before = (await logged('complaint.view')).length;
    await auditor.say('苦情R8-1は？');
    const rows = await logged('complaint.view');
    expect(rows).toHaveLength(before + 1);
    expect(rows.at(-1)?.actorId).toBe(PEOPLE.auditor.id);
  });

  it('keeps what was typed when something is missing, and says what', async () => {
    const form = await staff.say('市民から苦情がありました');
    const again = await staff.press(form, '記録して管財課長へ送る', {
      field_who: '苦情 太郎',
      field_receivedOn: '2026-09-17',
    });
    expect(again.words).toContain('3項目をご確認ください');
    expect(again.words).toContain('苦情の内容を入力してください。');
    expect(again.words).toContain('申出の方法を選んでください。');
    expect(again.words).toContain('申出のあった日が今日より後になっています。');
    expect(inputsOf(again.json)).toMatchObject({ field_who: '苦情 太郎' });
    const long = await staff.press(again, '記録して管財課長へ送る', {
      ...COMPLAINT,
      field_receivedOn: '2026-09-15',
      field_content: 'あ'.repeat(1001),
    });
    expect(long.words).toContain('苦情の内容は1000字以内で入力してください。');
    expect(inputsOf(long.json).field_content).toHaveLength(1001);
    const done = await staff.press(long, '記録して管財課長へ送る', { field_content: '短くしました。' });
    expect(done.words).toContain('苦情R8-1');
    expect(await world.app.ctx.db.client.matter.count()).toBe(1);
  });

  it('is begun once, however often the button is pressed', async () => {
    const form = await staff.say('苦情の受付');
    await staff.press(form, '記録して管財課長へ送る', COMPLAINT);
    const second = await staff.press(form, '記録して管財課長へ送る', COMPLAINT);
    expect(second.words).toContain('このカードは古くなっています');
    expect(await world.app.ctx.db.client.matter.count()).toBe(1);
    await world.app.runPending();
    expect(heard(manager, '苦情が寄せられました')).toBe(1);
  });

  it('is answered by the manager, of which whoever wrote it down hears', async () => {
    await recordComplaint();
    const noted = await manager.press(await manager.press(manager.lastCard(), '経過を記録…'), '経過を記録する', {
      field_words: '電話で事情を伺った。',
    });
    expect(noted.words).toContain('経過を記録しました');
    const form = await manager.say('苦情R8-1に回答');
    expect(inputsOf(form.json).field_answeredOn).toBe('2026-09-16');
    const answered = await manager.press(form, '回答を記録する', {
      field_way: 'phone',
      field_words: '公表していることをご説明した。',
    });
    expect(answered.words).toContain('回答を記録しました');
    expect(answered.words).toContain('電話で事情を伺った。');
    await world.app.runPending();
    expect(heard(staff, '記録された苦情に、回答がありました')).toBe(1);
    expect(staff.lastCard().words).toContain('公表していることをご説明した。');
    const closed = await manager.press(await manager.press(answered, '対応を終了…'), '対応を終了する');
    expect(closed.words).toContain('対応を終了しました');
    expect(buttons(closed)).toContain('対応を再開…');
    expect(buttons(closed)).not.toContain('回答を記録…');
    const reopened = await manager.press(await manager.press(closed, '対応を再開…'), '対応を再開する', {
      field_words: '再度の申出があった。',
    });
    expect(reopened.words).toContain('対応中');
  });

  it('is handled by nobody but those who decide, whatever their card sends', async () => {
    await recordComplaint();
    const matter = await world.app.ctx.db.client.matter.findFirstOrThrow();
    for (const other of [staff, operator, auditor]) {
      const card = await other.say('苦情R8-1に回答');
      expect(card.words).toContain('苦情への回答は、管理責任者（管財課長）または代決期間中の代決者のみが行えます。');
      const data = { kind: 'complaint', does: 'close', matterId: matter.id, version: 1 };
      const { body } = await other.invoke({
        action: { type: 'Action.Execute', verb: 'matter_do', data },
        trigger: 'manual',
      });
      expect(JSON.stringify(body)).toContain('のみが行えます');
    }
    expect(await world.app.ctx.db.client.matter.findFirstOrThrow()).toMatchObject({ status: 'received', version: 1 });
  });

  it('that two handle at once is done by the first; the other is shown how it stands', async () => {
    await recordComplaint();
    const card = manager.lastCard();
    const [one, other] = [await manager.press(card, '対応を終了…'), await manager.press(card, '対応を終了…')];
    await manager.press(one, '対応を終了する');
    const late = await manager.press(other, '対応を終了する');
    expect(late.words).toMatch(/このカードは古くなっています|すでに「対応終了」です/);
    expect(await logged('complaint.close')).not.toHaveLength(0);
    expect((await world.app.ctx.db.client.matter.findFirstOrThrow()).version).toBe(2);
  });

  it('is called to mind after three business days, then daily, until it is answered', async () => {
    await recordComplaint();
    const words = '対応をお待ちしている苦情があります';
    const at = async (iso: string) => {
      world.clock.set(iso);
      await world.app.housekeeping();
      await world.app.runPending();
    };
    // Wednesday 16 September; 19 to 23 September 2026 are a weekend and holidays.
    await at('2026-09-18T10:00:00+09:00');
    expect(heard(manager, words)).toBe(0);
    await at('2026-09-24T10:00:00+09:00');
    await at('2026-09-24T14:00:00+09:00');
    expect(heard(manager, words)).toBe(1);
    await at('2026-09-25T10:00:00+09:00');
    expect(heard(manager, words)).toBe(2);
    await manager.press(await manager.say('苦情R8-1に回答'), '回答を記録する', {
      field_way: 'phone',
      field_words: 'お伝えした。',
    });
    await at('2026-09-28T10:00:00+09:00');
    expect(heard(manager, words)).toBe(2);
  });

  it('stands on the list of the manager, those that wait first, and on the own one of whoever wrote it down', async () => {
    await recordComplaint({ ...COMPLAINT, field_content: '一つ目' });
    await recordComplaint({ ...COMPLAINT, field_content: '二つ目' });
    await manager.press(await manager.say('苦情R8-2を終了'), '対応を終了する');
    const list = await manager.say('苦情は何件？');
    expect(list.words).toContain('苦情の一覧　2件');
    expect(list.words).toContain('対応が必要なもの 1件');
    expect(list.words.indexOf('一つ目')).toBeLessThan(list.words.indexOf('二つ目'));
    expect((await staff.say('苦情の一覧')).words).toContain('ご自身が記録した苦情　2件');
  });
});

describe('in a channel', () => {
  it('nothing about a complaint is written or shown', async () => {
    await recordComplaint();
    const { id } = await world.app.ctx.db.client.matter.findFirstOrThrow();
    for (const [verb, data] of [
      ['matter_ask', { kind: 'complaint', does: 'receive' }],
      ['matter_show', { matterId: id }],
    ] as const) {
      const response = await world.post({
        ...{ type: 'invoke', name: 'adaptiveCard/action', id: `${verb}-1`, channelId: 'msteams' },
        value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
        ...{ serviceUrl: world.connector.url, recipient: { id: '28:bot', name: 'bot' } },
        from: { id: '29:manager', aadObjectId: PEOPLE.manager.id },
        conversation: { id: '19:office@thread.tacv2', conversationType: 'channel', tenantId: 'tenant', isGroup: true },
        channelData: { tenant: { id: 'tenant' } },
      });
      expect(JSON.stringify(await response.json())).toContain('個人チャットでお送りください');
    }
  });
});

describe('a complaint with a long history', () => {
  it('is read page by page, all of it', async () => {
    await recordComplaint();
    for (let count = 1; count <= 6; count++) {
      await manager.press(await manager.say('苦情R8-1に経過を追記'), '経過を記録する', {
        field_words: `${count}回目。${'あ'.repeat(900)}`,
      });
    }
    const newest = await manager.say('苦情R8-1は？');
    expect(newest.words).toContain('6回目。');
    expect(newest.words).not.toContain('2回目。');
    expect(newest.words).toContain('あ'.repeat(900));
    const earlier = await manager.press(newest, '以前の経過を見る（2件）');
    expect(earlier.words).toContain('1回目。');
    expect(earlier.words).toContain('2回目。');
  });
});

describe('words about complaints', () => {
  it.each([
    ['苦情の受付', '苦情の内容を記録してください'],
    ['苦情を登録したいのですが', '苦情の内容を記録してください'],
    ['窓口で苦情を受けました', '苦情の内容を記録してください'],
    ['録音について苦情が来ています', '苦情の内容を記録してください'],
    ['苦情の一覧を見せて', '記録された苦情はありません'],
    ['苦情R8-9は？', 'その苦情は見つかりませんでした'],
  ])('「%s」 is understood', async (said, answered) => {
    expect((await staff.say(said)).words).toContain(answered);
  });

  it.each([
    '昨日の14時ごろの苦情の電話の録音がほしい',
    '苦情対応のため録音を申請したい',
    '市民から苦情を受けたので昨日の通話の取出し申請をしたい',
    '苦情を受けたR8-3はどうなりましたか',
  ])('「%s」 asks for a recording still', async (said) => {
    expect((await staff.say(said)).words).not.toContain('苦情の内容を記録してください');
  });

  it('with a number never mean the request of that number', async () => {
    const card = await chief.say('苦情R8-1を取り下げて');
    expect(card.words).toContain('その苦情は見つかりませんでした');
  });
});
