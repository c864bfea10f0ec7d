/**
 * The figures of the README: time of a press while ten chiefs walk the form at once, and time from 承認 to the chief's notice.
 * The real app on the embedded database with its workers, a fake Connector on loopback. Run: npm run bench
 */
import { expect, it } from '@jest/globals';
import { walkToConfirmation } from '../helpers/submitting.js';
import { createWorld, PEOPLE, type Person } from '../helpers/world.js';

const RUNS = 5;
const CHIEFS = 10;

const quantile = (values: number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

/** Ten heads of ten sections, made for the measurement. */
function manyChiefs(): string {
  const header = 'オブジェクトID,氏名,メール,局,課室,文書記号,職名,役割';
  const chiefs = Array.from({ length: CHIEFS }, (_, index) => {
    const id = `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`;
    return `${id},試験 ${index}号,c${index}@example.jp,市民局,第${index}課,第${index}発,第${index}課長,主管課長`;
  });
  const manager = `${PEOPLE.manager.id},試験 太郎,taro@example.jp,総務局,管財課,管財発,管財課長,管理責任者`;
  const chief = `${PEOPLE.chief.id},試験 花子,hanako@example.jp,市民局,市民課,市民発,市民課長,主管課長`;
  return [header, ...chiefs, manager, chief].join('\n');
}

async function measured(times: number[], person: Person): Promise<void> {
  const invoke = person.invoke;
  const timed: Person = {
    ...person,
    async invoke(value) {
      const started = performance.now();
      const answer = await invoke(value);
      times.push(performance.now() - started);
      return answer;
    },
  };
  await walkToConfirmation(timed);
}

it('measures', async () => {
  const world = await createWorld({ now: '2026-09-16T10:00:00+09:00', directory: manyChiefs() });
  const manager = world.as('manager');
  const chief = world.as('chief');
  await manager.say('こんにちは');
  const p50: number[] = [];
  const p99: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const times: number[] = [];
    const people = Array.from({ length: CHIEFS }, (_, index) =>
      world.person(`chief${index}`, `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`),
    );
    await Promise.all(people.map((person) => measured(times, person)));
    await Promise.all(
      people.map((person) => person.say('下書きを破棄').then((card) => person.press(card, '破棄する'))),
    );
    p50.push(quantile(times, 0.5));
    p99.push(quantile(times, 0.99));
  }
  await world.app.startWorkers();
  const answered: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const asked = world.connector.next('a:manager', (words) => words.includes('承認をお願いします'));
    await chief.press(await walkToConfirmation(chief), '申請する', { pledged: 'true' });
    const decision = await asked;
    const started = performance.now();
    const notice = world.connector.next('a:chief', (words) => words.includes('録音データが交付されました'));
    await manager.press(decision, '承認する');
    await notice;
    answered.push(performance.now() - started);
  }
  const line = (name: string, values: number[]) =>
    `${name}: median ${Math.round(quantile(values, 0.5))} ms (${values.map((value) => Math.round(value)).join(', ')})\n`;
  process.stderr.write(
    line('a press, p50, ten chiefs at once', p50) +
      line('a press, p99, ten chiefs at once', p99) +
      line('from 承認 to the chief’s notice', answered),
  );
  expect(answered).toHaveLength(RUNS);
  await world.close();
});
