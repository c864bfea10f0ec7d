import type { Tx } from '../../db/database.js';
import { peopleWithRole } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { addDays, civilDate, dayOfWeek } from '../../japanese/civil.js';
import { PEOPLE, ruleCites, SELF } from '../../rule/office.js';
import { NOTICE_PARTS, standardNotice } from '../../rule/publicNotice.js';
import type { MatterField } from '../fields.js';
import { nameOfMatter, typedOf } from '../load.js';
import type { MatterDescription, MatterVerb } from '../matter.js';

const WHO_ASKS = { maxLength: 200, placeholder: '' } as const;

const FIELDS: readonly MatterField[] = [
  ...NOTICE_PARTS.map(
    ({ id, heading }): MatterField => ({
      id,
      word: heading,
      input: {
        kind: 'text',
        maxLength: 600,
        placeholder: '1行に1文。「・」で始めると箇条書きになります',
        multiline: true,
      },
    }),
  ),
  { id: 'address', word: '窓口の所在地', input: { kind: 'text', ...WHO_ASKS } },
  { id: 'tel', word: '窓口の電話', input: { kind: 'text', ...WHO_ASKS } },
  { id: 'mail', word: '窓口のメール', input: { kind: 'text', ...WHO_ASKS }, optional: true },
];

/** The version in force; null while none was published here. */
export function publishedNotice(tx: Tx) {
  return tx.matter.findFirst({ where: { kind: 'notice', status: 'published' }, orderBy: { updatedAt: 'desc' } });
}

const draft: MatterVerb = {
  name: 'draft',
  done: '公表文の作成',
  title: '公表文を直す',
  does: '案として保存する',
  headline: '公表文の案を作成してください',
  lead: `${ruleCites('publication')}により公表する内容です。保存した案は、公表するまで${PEOPLE}の方には表示されません。`,
  fields: FIELDS,
  async prefill(tx, { config }) {
    const published = await publishedNotice(tx);
    if (published !== null) return typedOf(published);
    const { address, tel, mail } = config.contact;
    return standardNotice({ address, tel, mail, retention: config.retention });
  },
  async before(tx) {
    const there = await tx.matter.findFirst({ where: { kind: 'notice', status: 'draft' } });
    if (there === null) return;
    throw new AppError(
      'wrong_state',
      'a draft of the notice is there',
      `作成中の案（${nameOfMatter(there)}）があります。「公表文の一覧」から、その案を直すか、破棄してください。`,
    );
  },
  afterwards: '公表文の案を保存しました。内容を確かめて「公表する…」を押してください',
};

const edit: MatterVerb = {
  name: 'edit',
  done: '公表文の案の修正',
  title: '案を直す…',
  does: '案を保存する',
  headline: '公表文の案を直してください',
  lead: `公表するまで、${PEOPLE}の方には表示されません。`,
  fields: FIELDS,
  prefill: async (_tx, _ctx, matter) => (matter === null ? {} : typedOf(matter)),
  revises: true,
  afterwards: '公表文の案を直しました',
  said: /直し|修正|編集|変更/,
};

const publish: MatterVerb = {
  name: 'publish',
  done: '公表',
  title: '公表する…',
  does: '公表する',
  headline: 'この内容で公表しますか',
  lead: '公表ページの内容が、すぐにこの案に替わります。これまでの公表文は旧版として残ります。',
  fields: [],
  async before(tx, _matter, now) {
    await tx.matter.updateMany({
      where: { kind: 'notice', status: 'published' },
      data: { status: 'superseded', closedAt: now, updatedAt: now, version: { increment: 1 } },
    });
  },
  afterwards: '公表しました',
  said: /公表し|公表する|公開/,
};

const discard: MatterVerb = {
  name: 'discard',
  done: '公表文の案の破棄',
  title: '案を破棄…',
  does: '案を破棄する',
  headline: 'この案を破棄しますか',
  lead: '公表している内容は変わりません。',
  fields: [],
  afterwards: '案を破棄しました',
  said: /破棄|削除|取り?やめ/,
};

/** 公表 (第3条第1項): what is told to the public, version by version. */
export const notice: MatterDescription = {
  kind: 'notice',
  begins: draft,
  verbs: [publish, edit, discard],
  withheld: [],
  subject: NOTICE_PARTS[0]?.id ?? '',
  links: ({ id, status }) =>
    status === 'draft'
      ? [{ title: '公表前の見本を開く', path: `/notice/preview/${id}` }]
      : status === 'published'
        ? [
            { title: '公表ページを開く', path: '/notice' },
            { title: `${SELF}のサイト用（HTML）`, path: '/notice/export.html' },
            { title: `${SELF}のサイト用（テキスト）`, path: '/notice/export.txt' },
          ]
        : [],
  /** Once a week until it was published once. */
  async due(tx, { clock, config, directory }) {
    if (config.notice.published !== '') return null;
    const ever = await tx.matter.count({ where: { kind: 'notice', status: { in: ['published', 'superseded'] } } });
    if (ever > 0) return null;
    const today = civilDate(clock.now());
    return {
      mark: addDays(today, -((dayOfWeek(today) + 6) % 7)),
      headline: '通話録音装置の設置と運用が、まだ公表されていません',
      lead: `${ruleCites('publication')}により、管理責任者が公表します。「公表文を直す」から内容を確かめ、公表してください。`,
      readers: peopleWithRole(directory, 'manager').map(({ id }) => id),
    };
  },
};
