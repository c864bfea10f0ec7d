import { peopleWithRole } from '../../directory/people.js';
import { civilDate } from '../../japanese/civil.js';
import { fiscalYearOf } from '../../japanese/wareki.js';
import { ruleCites } from '../../rule/office.js';
import { periodWords } from '../../rule/period.js';
import { CITY } from '../../rule/profile/city.js';
import { isTunable, NUMBERS, TUNABLE_NAMES, type TunableName } from '../../tunable.js';
import type { MatterField } from '../fields.js';
import { typedOf } from '../load.js';
import type { MatterDescription, MatterVerb } from '../matter.js';
import { applySettings, changeSettings, settingsIn } from '../settings.js';

type Input = MatterField['input'];

const number = (name: keyof typeof NUMBERS, unit: string): Input => {
  const [, least, most] = NUMBERS[name];
  return { kind: 'number', least, most, unit };
};
const line = (placeholder: string, maxLength = 60): Input => ({ kind: 'text', maxLength, placeholder });

/** What each of them is called, and how it is asked for. */
const ASKED: Readonly<Record<TunableName, readonly [string, Input]>> = {
  LINK_DAYS: ['取得リンクの期限', number('LINK_DAYS', '日')],
  LINK_DOWNLOADS: ['1件のファイルを取得できる回数', number('LINK_DOWNLOADS', '回')],
  LINK_LISTENS: ['ページで試聴できる回数', number('LINK_LISTENS', '回')],
  COPY_DAYS: ['複製データを残す期間', number('COPY_DAYS', '日')],
  SEAL_OMITTED: ['公印', { kind: 'choice', choices: { on: '省略し「公印省略」と記す', off: '省略しない' } }],
  ANSWER_SYMBOL: ['回答書の文書記号', line(`例：${CITY.office.documentSymbol}`, 10)],
  REGISTRATION_LIMIT_MB: ['文書登録一式の大きさの上限', number('REGISTRATION_LIMIT_MB', 'MB')],
  REGISTRATION_CLASS: ['文書の分類', line('空欄のときは書きません')],
  REGISTRATION_KEPT_FOR: ['文書の保存年限', line('例：5年。空欄のときは書きません')],
  REGISTRATION_NUMBERS: [
    '文書登録一式の電話番号',
    { kind: 'choice', choices: { masked: '下4桁だけを書く', full: 'すべて書く' } },
  ],
  REMIND_UNDECIDED_DAYS: ['審査をお知らせするまで', number('REMIND_UNDECIDED_DAYS', '営業日')],
  REMIND_RETENTION_DAYS: ['保存期間の残りをお知らせする日', line('例：14,7,3,1', 40)],
  REMIND_LINK_DAYS: ['リンクの期限をお知らせする日', number('REMIND_LINK_DAYS', '日前')],
  REMIND_UNREGISTERED_DAYS: ['文書登録をお知らせするまで', number('REMIND_UNREGISTERED_DAYS', '営業日')],
  REMIND_MATTER_DAYS: ['苦情などの対応をお知らせするまで', number('REMIND_MATTER_DAYS', '営業日')],
  CONTACT_ADDRESS: ['窓口の所在地', line('', 200)],
  CONTACT_TEL: ['窓口の電話', line(`例：${CITY.office.tel}`, 20)],
  CONTACT_MAIL: ['窓口のメール', line('空欄のときは書きません', 200)],
  AREA_CODE: ['市外局番を省いた番号の市外局番', line(`例：${CITY.areaCode}`, 5)],
};

/** Of which it is said what they look like, where they cannot be right. */
const WRONG: Partial<Record<TunableName, string>> = {
  ANSWER_SYMBOL: `回答書の文書記号は、「${CITY.office.documentSymbol}」のように、数字と「第」「号」を含まない10字以内で入力してください。`,
  REMIND_RETENTION_DAYS:
    '保存期間の残りをお知らせする日は、「14,7,3,1」のように、日数をカンマで区切って入力してください。',
  CONTACT_TEL: `窓口の電話は、「${CITY.office.tel}」のように、市外局番からハイフンを入れて入力してください。`,
  CONTACT_MAIL: '窓口のメールを読み取れませんでした。「rokuon@city.example.jp」のように入力してください。',
  AREA_CODE: `市外局番は、「${CITY.areaCode}」のように、0から始まる数字で入力してください。`,
};

/** Not a setting that lasts: from where the letters of this 年度 are counted. */
const NEXT_ANSWER: MatterField = {
  id: 'nextAnswer',
  word: '次の回答書の番号',
  input: { kind: 'number', least: 1, most: 999_999, unit: '号' },
  optional: true,
  once: true,
};

const FIELDS: readonly MatterField[] = [
  ...(Object.keys(ASKED) as TunableName[]).map((id): MatterField => {
    const [word, input] = ASKED[id];
    // What is left empty is as the environment says.
    return { id, word, input, optional: true };
  }),
  NEXT_ANSWER,
];

const set: MatterVerb = {
  name: 'set',
  done: '設定の変更',
  title: '設定を変える…',
  does: '設定を変える',
  headline: '変える設定を直してください',
  lead: '変えると、すぐに適用されます。空欄にした項目は、環境の設定に戻ります。',
  fields: FIELDS,
  prefill: (tx, { config }) => settingsIn(tx, config),
  assert(values) {
    const wrong = TUNABLE_NAMES.filter((name) => values[name] !== undefined && !isTunable(name, values[name]));
    return Object.fromEntries(wrong.map((name) => [name, WRONG[name] ?? `${ASKED[name][0]}をご確認ください。`]));
  },
  async also({ tx, ctx, matter }) {
    const values = typedOf(matter);
    const next = values[NEXT_ANSWER.id];
    if (next !== undefined) await countFrom(tx, Number(next), fiscalYearOf(civilDate(ctx.clock.now())));
    const changed = await changeSettings(tx, ctx, values);
    return { audit: { ...changed, ...(next === undefined ? {} : { nextAnswer: Number(next) }) } };
  },
  settled: applySettings,
  afterwards: '設定を変えました。すぐに適用されます',
  tells: {
    headline: '設定が変更されました',
    readers: ({ directory }) =>
      ['manager' as const, 'operator' as const].flatMap((role) => peopleWithRole(directory, role).map(({ id }) => id)),
  },
};

const change: MatterVerb = { ...set, name: 'change', revises: true, said: /変え|変更|直し|修正/ };

/** The next letter of the 年度 is proposed this number; those that are in use are passed over. */
async function countFrom(tx: Parameters<typeof changeSettings>[0], next: number, fiscalYear: number): Promise<void> {
  const value = next - 1;
  await tx.counter.upsert({
    where: { kind_fiscalYear: { kind: 'answer', fiscalYear } },
    create: { kind: 'answer', fiscalYear, value },
    update: { value },
  });
}

/** What only the environment says, in the words of whoever asks for it. */
const BY_ENVIRONMENT =
  'データベース・鍵・保存先・録音装置のフォルダ・名簿のファイル・サインインの方法・記録の保存年数などは、環境の設定だけで変えられます。';

/** 設定 (第9条): what the 管理責任者 lays down besides the rule, in force in every process at once. */
export const settings: MatterDescription = {
  kind: 'settings',
  begins: set,
  verbs: [change],
  withheld: [],
  subject: 'LINK_DAYS',
  onlyId: '5e771465-0000-4000-8000-000000000001',
  baseline: ({ environment }) => environment,
  now: ({ inForce, environment, retention }) => [
    ...FIELDS.flatMap((field) => {
      const name = field.id as TunableName;
      if (!TUNABLE_NAMES.includes(name)) return [];
      const value = inForce[name];
      return [{ field, value, note: value === environment[name] ? '' : '（変更済み）' }];
    }),
    {
      field: { id: '', word: '録音の保存期間', input: line('') },
      value: periodWords(retention),
      note: `（${ruleCites('retention')}。環境の設定だけで変えられます）`,
    },
    { field: { id: '', word: 'その他', input: line('') }, value: BY_ENVIRONMENT, note: '' },
  ],
  says: [
    { field: 'LINK_DAYS', said: /リンク[^。、?\d]{0,10}(\d{1,3})日/ },
    { field: 'LINK_DOWNLOADS', said: /(?:ダウンロード|取得)[^。、?\d]{0,10}(\d{1,3})回/ },
    { field: 'LINK_LISTENS', said: /試聴[^。、?\d]{0,10}(\d{1,4})回/ },
    { field: 'COPY_DAYS', said: /複製[^。、?\d]{0,12}(\d{1,4})日/ },
    { field: 'AREA_CODE', said: /市外局番[^。、?\d]{0,4}(\d{2,5})/ },
  ],
};
