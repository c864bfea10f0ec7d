import type { Recording, Request } from '../../db/generated/client.js';
import { civilDate, civilTime } from '../../japanese/civil.js';
import { exactLength } from '../../japanese/lengths.js';
import { formatPhone, lastDigits } from '../../japanese/phone.js';
import { formatDay, formatTime } from '../../japanese/wareki.js';
import { RECORDINGS_SHOWN } from '../../recordings/search.js';
import type { SearchTyped } from '../../requests/reads/searching.js';
import { SELF } from '../../rule/office.js';
import { CITY } from '../../rule/profile/city.js';
import type { CardContent } from './render.js';
import { receiptsOf } from './status.js';

const FIELDS: readonly [keyof SearchTyped, label: string, input: Record<string, unknown>][] = [
  ['date', '日付（必須）', { kind: 'date', placeholder: '日付を選んでください' }],
  ['begin', '時間（から）', { kind: 'time', placeholder: '指定しないときは空欄' }],
  ['end', '時間（まで）', { kind: 'time', placeholder: '指定しないときは空欄' }],
  ['otherNumber', '相手方電話番号', { kind: 'text', style: 'tel', placeholder: '指定しないときは空欄', maxLength: 40 }],
  ['cityNumber', CITY.ownNumber, { kind: 'text', placeholder: '指定しないときは空欄', maxLength: 40 }],
  ['least', '長さ（分以上）', { kind: 'text', placeholder: '指定しないときは空欄', maxLength: 10 }],
  ['most', '長さ（分以下）', { kind: 'text', placeholder: '指定しないときは空欄', maxLength: 10 }],
];

/** Asks by what the recordings are searched; what was typed stays, with what is wrong at each field. */
export function searchCard(
  request: Request,
  typed: SearchTyped,
  faults: Partial<Record<keyof SearchTyped, string>> = {},
): CardContent {
  const requestId = request.id;
  const wrong = Object.keys(faults).length;
  return {
    card: 'form',
    shows: { request },
    data: {
      headline: wrong > 0 ? `${wrong}項目をご確認ください` : 'どの録音を探しますか',
      lead: `${receiptsOf(request).long}　通話の情報だけで探します。録音は再生されません。`,
      ...{ progress: '', done: '', notice: '', warnings: [], rows: [], footnote: '' },
      fields: FIELDS.map(([id, label, input]) => ({
        error: faults[id] ?? '',
        separator: false,
        inputs: [
          {
            ...{ placeholder: '', maxLength: 0, style: 'text', multiline: false, choices: [] },
            ...input,
            ...{ id, label, value: typed[id] },
          },
        ],
      })),
      buttons: [
        { title: '探す', verb: 'search_find', data: { requestId }, style: 'positive' },
        { title: '状況を見る', verb: 'show', data: { requestId }, style: 'default' },
      ],
    },
  };
}

/** What was found, each with the button that puts it before whoever decides. */
export function foundCard(
  request: Request,
  typed: SearchTyped,
  { recordings, total }: { recordings: readonly Recording[]; total: number },
): CardContent {
  const requestId = request.id;
  return {
    card: 'list',
    shows: { request },
    data: {
      headline: `見つかった録音　${total.toLocaleString('ja-JP')}件`,
      lead:
        total === 0
          ? '条件を変えて、もう一度お探しください。'
          : total > RECORDINGS_SHOWN
            ? `はじめの${RECORDINGS_SHOWN}件です。時間や番号で絞り込んでください。`
            : '候補に加えた録音は、ほかの決裁者が審査します。',
      items: recordings.map(({ id, startedAt, seconds, otherNumber, cityNumber, direction }) => {
        const when = `${formatDay(civilDate(startedAt))}${formatTime(civilTime(startedAt))}`;
        return {
          title: '候補に加える',
          tooltip: `${when}：候補に加える`,
          verb: 'propose',
          data: { requestId, choice: id },
          receipt: when,
          state: exactLength(seconds),
          call: `相手方 ${lastDigits(otherNumber)}　${SELF}側 ${formatPhone(cityNumber)}`,
          detail: direction === 'outgoing' ? '発信' : direction === 'internal' ? '内線' : '着信',
        };
      }),
      searches: [],
      buttons: [
        { title: '条件を変える', verb: 'propose_ask', data: { requestId, ...typed }, style: 'default' },
        { title: '状況を見る', verb: 'show', data: { requestId }, style: 'default' },
      ],
    },
  };
}
