import { peopleWithRole } from '../../directory/people.js';
import { addDays, civilDate } from '../../japanese/civil.js';
import { ruleCites, SECTION } from '../../rule/office.js';
import { CITY } from '../../rule/profile/city.js';
import { typedOf } from '../load.js';
import type { MatterDescription, MatterVerb } from '../matter.js';

/** The lock is looked at again after so many days. */
const YEAR_DAYS = 365;

const check: MatterVerb = {
  name: 'check',
  done: '施錠の確認',
  title: '施錠を確認した',
  does: '確認を記録する',
  headline: '通話録音装置の部屋の施錠を確認してください',
  lead: `${ruleCites('room')}により、装置は施錠することができる部屋等に設置します。1年ごとに、部屋と鍵の管理を確かめて記録します。`,
  fields: [
    { id: 'checkedOn', word: '確認した日', input: { kind: 'date' }, first: (today) => today },
    {
      id: 'room',
      word: '部屋の名前',
      input: { kind: 'text', maxLength: 100, placeholder: `例：${CITY.house}3階　電話交換機室` },
    },
    {
      id: 'keeper',
      word: '鍵を管理する人',
      input: { kind: 'text', maxLength: 100, placeholder: `例：${SECTION}　庁舎管理班　主査` },
    },
    {
      id: 'words',
      word: '気づいたこと',
      input: { kind: 'text', maxLength: 500, placeholder: '変わりがなければ空欄', multiline: true },
      optional: true,
    },
  ],
  /** Room and keeper are as they were last. */
  async prefill(tx) {
    const last = await tx.matter.findFirst({
      where: { kind: 'lock' },
      orderBy: [{ createdAt: 'desc' }, { serial: 'desc' }],
    });
    const { room = '', keeper = '' } = last === null ? {} : typedOf(last);
    return { room, keeper };
  },
  afterwards: '施錠の確認を記録しました',
};

/** 施錠 (第3条第2項): the room of the recorder and who keeps its key, looked at once a year. */
export const lock: MatterDescription = {
  kind: 'lock',
  begins: check,
  verbs: [],
  withheld: [],
  subject: 'room',
  async due(tx, { clock, directory }) {
    const today = civilDate(clock.now());
    const last = await tx.matter.findFirst({ where: { kind: 'lock' }, orderBy: { createdAt: 'desc' } });
    const checkedOn = last === null ? '' : (typedOf(last).checkedOn ?? '');
    if (checkedOn > addDays(today, -YEAR_DAYS)) return null;
    return {
      // Once a month until it was looked at.
      mark: today.slice(0, 7),
      headline: '通話録音装置の部屋の施錠をご確認ください',
      lead:
        last === null
          ? `部屋の名前と鍵を管理する人が、まだ記録されていません（${ruleCites('room')}）。`
          : `前の確認から1年が過ぎました（${ruleCites('room')}）。`,
      readers: peopleWithRole(directory, 'manager', 'operator').map(({ id }) => id),
    };
  },
};
