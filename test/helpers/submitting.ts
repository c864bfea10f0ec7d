import { inputsOf, urlOf } from './card.js';
import type { Card, Person, World } from './world.js';

/** A chief's usual entries: the angry call of the sample export, transferred once. */
export const ENTRIES = {
  callDate: '2026-09-15',
  callTime: '10:15',
  durationMinutes: '1',
  otherNumber: '090-1234-5678',
  cityNumber: '12345',
  purpose: '1',
  purposeOther: '',
  documentNumber: '123',
};

/** On what an application rests that answers a request for disclosure, or serves a body outside. */
const BASIS = {
  disclosureLaw: 'ordinance',
  disclosureNumber: '令和8年度第3号',
  disclosureDate: '2026-09-10',
  outsideBody: '試験警察署',
  outsideDocument: '照会書　第12号',
  outsideBasis: '刑事訴訟法第197条第2項',
};

/** Walks the wizard to its last card; a form that was left half filled is thrown away first. */
export async function walkToConfirmation(chief: Person, entries: Partial<typeof ENTRIES> = {}): Promise<Card> {
  const all = { ...ENTRIES, ...entries };
  const begun = await chief.say('申請');
  const left = begun.words.includes('作成途中の申請があります');
  const call = left ? await chief.press(begun, '破棄して新しく始める') : begun;
  const { callDate, callTime, durationMinutes, otherNumber, cityNumber, purpose, purposeOther, documentNumber } = all;
  const second = await chief.press(call, '次へ', { callDate, callTime, durationMinutes, otherNumber, cityNumber });
  const next = await chief.press(second, '次へ', { purpose, purposeOther });
  // What an application rests on is asked for with its purpose.
  const third = 'answerBy' in inputsOf(next.json) ? await chief.press(next, '次へ', BASIS) : next;
  return chief.press(third, '次へ', { documentNumber });
}

/** Files an application and has it laid before the manager; returns the card that tells the chief. */
export async function submitApplication(world: World, entries: Partial<typeof ENTRIES> = {}): Promise<Card> {
  const chief = world.as('chief');
  const filed = await chief.press(await walkToConfirmation(chief, entries), '申請する', { pledged: 'true' });
  await world.app.runPending();
  return filed;
}

/** Files, approves and answers; returns the token of the chief's link. */
export async function handOver(world: World, entries: Partial<typeof ENTRIES> = {}): Promise<string> {
  await submitApplication(world, entries);
  const manager = world.as('manager');
  await manager.press(manager.lastCard(), '承認する');
  await world.app.runPending();
  const url = urlOf(world.as('chief').lastCard().json, '回答書と録音を開く');
  return url.split('#')[1] ?? '';
}
