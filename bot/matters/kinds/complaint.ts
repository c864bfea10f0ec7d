import { decidersOn } from '../../directory/people.js';
import { civilDate } from '../../japanese/civil.js';
import { MANAGER, ruleCites } from '../../rule/office.js';
import type { MatterField } from '../fields.js';
import type { MatterDescription, MatterVerb } from '../matter.js';

const WAYS = { phone: '電話', desk: '窓口', mail: 'メール', letter: '手紙・はがき', other: 'その他' };

const CONTENT: MatterField = {
  id: 'content',
  word: '苦情の内容',
  input: { kind: 'text', maxLength: 1000, placeholder: '何について、どのように述べられたか', multiline: true },
};

/** Whoever in the city hears a complaint writes it down. */
const receive: MatterVerb = {
  name: 'receive',
  done: '苦情の受付',
  title: '苦情を記録する',
  does: `記録して${MANAGER}へ送る`,
  headline: '苦情の内容を記録してください',
  lead: `通話録音装置の設置及び運用に関する苦情（${ruleCites('complaints')}）を、${MANAGER}へ送ります。氏名と連絡先は、対応する管理責任者・代決者だけが見ます。`,
  fields: [
    { id: 'receivedOn', word: '申出のあった日', input: { kind: 'date' }, first: (today) => today },
    { id: 'way', word: '申出の方法', input: { kind: 'choice', choices: WAYS } },
    {
      id: 'who',
      word: '申出人の氏名',
      input: { kind: 'text', maxLength: 60, placeholder: '匿名のときは空欄' },
      optional: true,
    },
    {
      id: 'contact',
      word: '申出人の連絡先',
      input: { kind: 'text', maxLength: 200, placeholder: '電話番号、住所など。分からないときは空欄' },
      optional: true,
    },
    CONTENT,
  ],
  afterwards: `苦情を記録し、${MANAGER}へ送りました`,
  tells: {
    headline: '苦情が寄せられました。ご対応をお願いします',
    readers: ({ clock, directory }) => decidersOn(directory, civilDate(clock.now())).map(({ id }) => id),
  },
};

const note: MatterVerb = {
  name: 'note',
  done: '経過の記録',
  title: '経過を記録…',
  does: '経過を記録する',
  headline: '対応の経過を記録してください',
  lead: '調べたこと、申出人とのやり取りなどを残します。',
  fields: [
    {
      id: 'words',
      word: '経過',
      input: { kind: 'text', maxLength: 1000, placeholder: '例：申出人へ電話し、事情を伺った', multiline: true },
    },
  ],
  afterwards: '経過を記録しました',
  said: /経過|記録|メモ|書き足/,
};

const answer: MatterVerb = {
  name: 'answer',
  done: '苦情への回答',
  title: '回答を記録…',
  does: '回答を記録する',
  headline: '申出人への回答を記録してください',
  lead: '申出人に回答した内容を残します。受け付けた職員にも、回答したことをお知らせします。',
  fields: [
    { id: 'answeredOn', word: '回答した日', input: { kind: 'date' }, first: (today) => today },
    { id: 'way', word: '回答の方法', input: { kind: 'choice', choices: WAYS } },
    {
      id: 'words',
      word: '回答の内容',
      input: { kind: 'text', maxLength: 1000, placeholder: '申出人へ伝えた内容', multiline: true },
    },
  ],
  afterwards: '回答を記録しました',
  tells: { headline: '記録された苦情に、回答がありました', readers: (_ctx, { openedById }) => [openedById] },
  said: /回答|返答|返事|答え/,
};

const close: MatterVerb = {
  name: 'close',
  done: '苦情の対応終了',
  title: '対応を終了…',
  does: '対応を終了する',
  headline: 'この苦情の対応を終了しますか',
  lead: '終了すると、お知らせの対象から外れます。あとから対応を再開することもできます。',
  fields: [
    {
      id: 'words',
      word: '終了の理由',
      input: { kind: 'text', maxLength: 500, placeholder: '例：匿名のため回答先がない' },
      optional: true,
    },
  ],
  afterwards: '対応を終了しました',
  tells: { headline: '記録された苦情の対応が終了しました', readers: (_ctx, { openedById }) => [openedById] },
  said: /終了|完了|終わ|閉じ|クローズ/,
};

const reopen: MatterVerb = {
  name: 'reopen',
  done: '苦情の対応再開',
  title: '対応を再開…',
  does: '対応を再開する',
  headline: 'この苦情の対応を再開しますか',
  lead: '「対応中」に戻します。',
  fields: [
    {
      id: 'words',
      word: '再開の理由',
      input: { kind: 'text', maxLength: 500, placeholder: '例：申出人から再度の申出があった' },
    },
  ],
  afterwards: '対応を再開しました',
  said: /再開|もう一度対応|再対応/,
};

/** 苦情 (第7条): the 管理責任者 answers for that complaints are dealt with promptly and properly. */
export const complaint: MatterDescription = {
  kind: 'complaint',
  begins: receive,
  verbs: [answer, note, close, reopen],
  withheld: ['who', 'contact'],
  subject: CONTENT.id,
};
