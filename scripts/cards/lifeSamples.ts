import { draftOf } from '../../bot/requests/draftForm.js';
import { askCard } from '../../bot/teams/cards/ask.js';
import type { CardContent } from '../../bot/teams/cards/render.js';
import { preparedCard } from '../../bot/teams/cards/wizard.js';
import { CONFIG, draftRequest, ENTRIES, idOf, NOW } from './fiction.js';

const CTX = { config: CONFIG, clock: { now: () => NOW } };
const requestId = idOf('request');
const RECEIPT = '令和8年度第12号';
const prepared = (changes = {}) =>
  draftOf(
    CTX,
    draftRequest(4, { ...ENTRIES, pledged: 'true' }, { draftOwner: null, preparedByName: '試験 一郎', ...changes }),
  );

/** The cards of what happens around a request: handed to the chief, returned, withdrawn, registered, revoked, handed on. */
export const LIFE_SAMPLES = {
  prepared: {
    complete: preparedCard(prepared()),
    changed: preparedCard(prepared(), '内容が変わっています。もう一度ご確認ください。'),
  },
  ask: {
    return: askCard({
      headline: '何を直せばよいかお知らせください',
      lead: `${RECEIPT}　申請者へ差し戻します。直して再申請されると、同じ番号でもう一度届きます。`,
      choice: {
        label: '直してほしい項目',
        value: 'callTime',
        multi: true,
        options: [
          { title: '日付', value: 'callDate' },
          { title: '時間', value: 'callTime' },
          { title: '相手方電話番号', value: 'otherNumber' },
          { title: '利用目的', value: 'purpose' },
        ],
      },
      input: { label: '申請者へのことば', placeholder: '例：通話の日付をご確認ください', value: '', multiline: true },
      buttons: [
        { title: '差し戻す', verb: 'return', data: { requestId, version: 3 }, style: 'positive' },
        { title: 'やめる', verb: 'examine', data: { requestId, version: 3 }, style: 'default' },
      ],
    }),
    withdraw: askCard({
      headline: '申請を取り下げますか',
      lead: `${RECEIPT}　取り下げると、審査は行われません。もう一度必要になったときは、新しく申請してください。`,
      buttons: [
        { title: '取り下げない', verb: 'show', data: { requestId }, style: 'positive' },
        { title: '取り下げる', verb: 'withdraw', data: { requestId }, style: 'destructive' },
      ],
    }),
    register: askCard({
      headline: '文書登録の番号を入力してください',
      lead: `${RECEIPT}　総合文書管理システムに登録した番号です。入力すると手続が終わります。`,
      notice: '総合文書管理システムの文書番号を60字以内で入力してください。',
      input: {
        label: '総合文書管理システムに登録した番号',
        placeholder: '例：市民第1234号',
        value: '',
        multiline: false,
      },
      buttons: [
        { title: '登録を完了する', verb: 'register', data: { requestId }, style: 'positive' },
        { title: 'やめる', verb: 'show', data: { requestId }, style: 'default' },
      ],
    }),
    share: askCard({
      headline: 'どなたに渡しますか',
      lead: `${RECEIPT}　選んだ方専用の取得リンクをお送りします。取得の回数と記録は、その方の分として残ります。`,
      choice: {
        label: '渡す相手',
        value: '',
        multi: false,
        options: [
          { title: '主査　試験 一郎', value: idOf('試験 一郎') },
          { title: '主事　試験 九郎', value: idOf('試験 九郎') },
        ],
      },
      buttons: [
        { title: 'この方に渡す', verb: 'share', data: { requestId }, style: 'positive' },
        { title: 'やめる', verb: 'show', data: { requestId }, style: 'default' },
      ],
    }),
  },
} satisfies Record<string, Record<string, CardContent>>;
