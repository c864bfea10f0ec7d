import type { Context } from '../../context.js';
import type { Tx } from '../../db/database.js';
import type { Matter } from '../../db/generated/client.js';
import { civilDate, civilTime } from '../../japanese/civil.js';
import { parsePhone } from '../../japanese/phone.js';
import { formatDay, formatTime } from '../../japanese/wareki.js';
import type { Actor } from '../../rule/actor.js';
import { SECTION } from '../../rule/office.js';
import { maySee } from '../../rule/permission.js';
import { formatReceipt } from '../../rule/receipt.js';
import { stateWords } from '../../rule/states.js';
import type { MatterField, Typed } from '../fields.js';
import { typedOf } from '../load.js';
import type { BesideMatter, MatterDescription, MatterVerb } from '../matter.js';

/** So many requests of a case are shown, the newest first. */
const MOST = 20;

const FIELDS: readonly MatterField[] = [
  {
    id: 'name',
    word: '呼び名',
    input: { kind: 'text', maxLength: 60, placeholder: '例：窓口での呼び名、氏名' },
    optional: true,
  },
  { id: 'number', word: '電話番号', input: { kind: 'phone', placeholder: '例：090-1234-5678' }, optional: true },
  {
    id: 'content',
    word: '経緯',
    input: {
      kind: 'text',
      maxLength: 1000,
      placeholder: 'いつごろから、どのような電話が続いているか',
      multiline: true,
    },
  },
];

/** A case is about somebody: their number, or what they are called. */
const aboutSomebody = ({ name = '', number = '' }: Typed): Typed =>
  name === '' && number === '' ? { number: '呼び名か電話番号の、どちらかを入力してください。' } : {};

const open: MatterVerb = {
  name: 'open',
  done: '事案の作成',
  title: '事案を作成する',
  does: '事案を作成する',
  headline: '同じ相手からの電話を、事案としてまとめます',
  lead: `電話番号が一致する申請を、相手ごとに見られるようにします。相手の方を評価・判定するものではありません。見られるのは、作成した課と${SECTION}の担当者だけです。`,
  fields: FIELDS,
  assert: aboutSomebody,
  afterwards: '事案を作成しました',
};

const note: MatterVerb = {
  name: 'note',
  done: '経過の追記',
  title: '経過を追記…',
  does: '経過を追記する',
  headline: '経過を追記してください',
  lead: 'あったこと、対応したことを残します。',
  fields: [
    {
      id: 'words',
      word: '経過',
      input: { kind: 'text', maxLength: 1000, placeholder: '例：再度の電話があり、課長が対応した', multiline: true },
    },
  ],
  afterwards: '経過を追記しました',
  said: /経過|追記|メモ/,
};

const edit: MatterVerb = {
  name: 'edit',
  done: '事案の修正',
  title: '内容を直す…',
  does: '内容を直す',
  headline: '事案の内容を直してください',
  lead: '',
  fields: FIELDS,
  assert: aboutSomebody,
  prefill: async (_tx, _ctx, matter) => (matter === null ? {} : typedOf(matter)),
  revises: true,
  afterwards: '事案の内容を直しました',
  said: /直し|修正|変更/,
};

const close: MatterVerb = {
  name: 'close',
  done: '事案の終了',
  title: '事案を終了…',
  does: '事案を終了する',
  headline: 'この事案を終了しますか',
  lead: '終了した事案は、申請と同じ年限で保存します。あとから再開できます。',
  fields: [
    {
      id: 'words',
      word: '終了の理由',
      input: { kind: 'text', maxLength: 500, placeholder: '例：電話がなくなったため' },
      optional: true,
    },
  ],
  afterwards: '事案を終了しました',
  said: /終了|完了|閉じ/,
};

const reopen: MatterVerb = {
  name: 'reopen',
  done: '事案の再開',
  title: '事案を再開…',
  does: '事案を再開する',
  headline: 'この事案を再開しますか',
  lead: '',
  fields: [
    {
      id: 'words',
      word: '再開の理由',
      input: { kind: 'text', maxLength: 500, placeholder: '例：再び電話があったため' },
    },
  ],
  afterwards: '事案を再開しました',
  said: /再開/,
};

/** 事案: one caller's calls across requests, for the employer's duty towards its staff (カスタマーハラスメント対策). It judges nobody. */
export const caseFile: MatterDescription = {
  kind: 'case',
  begins: open,
  verbs: [note, edit, close, reopen],
  withheld: ['name', 'number'],
  subject: 'content',
  beside: requestsOf,
};

/** The filed requests about calls with the number of a case, as far as their reader may see them. */
async function requestsOf(
  tx: Tx,
  { config }: Pick<Context, 'config'>,
  actor: Actor,
  matter: Matter,
): Promise<BesideMatter> {
  const number = parsePhone(typedOf(matter).number ?? '', config.areaCode);
  if (number === undefined || number.kind === 'withheld') return { lines: [], requests: [] };
  const all = await tx.request.findMany({
    where: { otherNumber: number.value, submittedAt: { not: null } },
    orderBy: { callAt: 'desc' },
  });
  const seen = all.filter((request) => maySee(actor, request));
  const lines = seen.slice(0, MOST).map((request) => {
    const { callAt, fiscalYear, serial, section, chiefName } = request;
    const when = callAt === null ? '' : `${formatDay(civilDate(callAt))}${formatTime(civilTime(callAt))}の通話　`;
    const receipt = fiscalYear === null || serial === null ? '' : formatReceipt({ fiscalYear, serial });
    return { label: receipt, value: `${when}${section}　${chiefName ?? ''} 様　${stateWords(request)}` };
  });
  const count = { label: '関係する申請', value: seen.length === 0 ? 'ありません' : `${seen.length}件` };
  return { lines: [count, ...lines], requests: seen.slice(0, MOST).map(({ id }) => id) };
}
