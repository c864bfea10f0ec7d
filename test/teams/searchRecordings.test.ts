import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { actionsOf, inputsOf } from '../helpers/card.js';
import { submitApplication } from '../helpers/submitting.js';
import { type Card, createWorld, type Person, type World } from '../helpers/world.js';

let world: World;
let manager: Person;
let operator: Person;
beforeEach(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  [manager, operator] = [world.as('manager'), world.as('operator')];
  for (const name of ['chief', 'manager', 'deputy', 'operator'] as const) await world.as(name).say('こんにちは');
});
afterEach(() => world.close());

const buttons = (card: Card) => actionsOf(card.json).map(({ title }) => title);
/** A call that the comparison does not find: its number was written down wrong, and the time by hours. */
const WRONG = { otherNumber: '092-999-8888', callTime: '17:45', cityNumber: '54321' };
const found = async (by: Person, typed: Record<string, string> = {}) =>
  by.press(await by.say('R8-1の録音を探して'), '探す', typed);
/** A press of what is offered beside the first that was found. */
async function proposeFirst(by: Person, card: Card): Promise<Card> {
  return by.press(card, '候補に加える');
}

describe('an application for which the comparison finds nothing (第6条第2項)', () => {
  beforeEach(async () => {
    await submitApplication(world, WRONG);
  });

  it('has its recording searched by day, time, number and length, never by listening', async () => {
    const status = await operator.say('R8-1は？');
    const form = await operator.press(status, '録音を探す…');
    expect(inputsOf(form.json)).toMatchObject({ date: '2026-09-15' });
    const all = await operator.press(form, '探す');
    const count = await world.app.ctx.db.client.recording.count({
      where: { startedAt: { gte: new Date('2026-09-15T00:00:00+09:00'), lt: new Date('2026-09-16T00:00:00+09:00') } },
    });
    expect(all.words).toContain(`見つかった録音　${count}件`);
    // Whole numbers are nobody's to see who only searches.
    expect(JSON.stringify(all.json)).not.toMatch(/090-?1234-?5678|819012345678/);
    const few = await operator.press(await operator.press(all, '条件を変える'), '探す', {
      begin: '09:00',
      end: '10:20',
    });
    expect(Number(/録音　(\d+)件/.exec(few.words)?.[1])).toBeLessThan(count);
    const rows = await world.app.ctx.db.client.auditEntry.findMany({ where: { action: 'recording.search' } });
    expect(rows).toHaveLength(2);
    expect(rows[0]?.data).toMatchObject({ found: count });
  });

  it('is put before the manager by the operator, with one click to approve', async () => {
    const proposed = await proposeFirst(operator, await found(operator));
    expect(proposed.words).toContain('録音を候補に加えました');
    const card = await manager.press(await manager.say('R8-1は？'), '審査する');
    expect(card.words).toContain('△ 管財課が探した録音1件。申請の通話かどうかをご確認ください');
    expect(card.words).toContain('承認をお願いします');
    // Words alone do not decide on what was put there by hand: the card is shown first.
    expect((await manager.say('R8-1を承認')).words).not.toContain('承認しました');
    expect((await manager.press(card, '承認する')).words).toContain('承認しました');
    await world.app.runPending();
    expect(await world.app.ctx.db.client.copy.count()).toBe(1);
  });

  it('is never approved by whoever proposed it', async () => {
    await proposeFirst(manager, await found(manager));
    const card = await manager.press(await manager.say('R8-1は？'), '審査する');
    expect(card.words).toContain('ご自身で添付・提案された録音1件は承認できません');
    expect(buttons(card)).not.toContain('承認する');
    const [{ recordingId } = { recordingId: '' }] = await world.app.ctx.db.client.proposal.findMany();
    const { id, version } = await world.app.ctx.db.client.request.findFirstOrThrow();
    const data = {
      requestId: id,
      version,
      recordingIds: recordingId,
      ground: '2',
      answerNumber: '1',
      proposedNumber: '1',
    };
    const { body } = await manager.invoke({
      action: { type: 'Action.Execute', verb: 'approve', data },
      trigger: 'manual',
    });
    expect(JSON.stringify(body)).toContain('ご自身で添付・提案された録音は、承認できません');
    expect(await world.app.ctx.db.client.copy.count()).toBe(0);
  });

  it('keeps what was typed where it cannot be read', async () => {
    const again = await found(operator, { begin: '25:00', otherNumber: 'でんわ', least: '長い' });
    expect(again.words).toContain('3項目をご確認ください');
    expect(inputsOf(again.json)).toMatchObject({ begin: '25:00', otherNumber: 'でんわ', least: '長い' });
  });

  it('is searched by nobody else; their words show how it stands', async () => {
    const chief = world.as('chief');
    expect((await chief.say('R8-1の録音を探して')).words).toContain('審査待ち');
    expect(buttons(await chief.say('R8-1は？'))).not.toContain('録音を探す…');
    expect(await world.app.ctx.db.client.auditEntry.count({ where: { action: 'recording.search' } })).toBe(0);
  });

  it('is proposed nothing that is past its 90 days', async () => {
    const card = await found(operator);
    world.clock.set('2027-01-15T10:00:00+09:00');
    expect((await proposeFirst(operator, card)).words).toContain('保存期間を過ぎたか、見つかりません');
  });
});
