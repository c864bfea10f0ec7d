import { FIELDS, fieldOf } from '../../rule/fields.js';
import { OFFICE } from '../../rule/office.js';
import { PURPOSES, purposeName } from '../../rule/purposes.js';
import { messageCard } from './message.js';
import type { Press } from './presses.js';
import type { Button, CardContent } from './render.js';

/** What people type on cards, besides the form's fields. */
const TYPED: Record<string, string> = {
  words: '入力した言葉',
  name: '入力した名前',
  search: '検索の言葉',
  text: 'お送りいただいた内容',
};

const LABELS: Record<string, string | undefined> = {
  ...TYPED,
  ...Object.fromEntries(FIELDS.map((field) => [field, fieldOf(field).word])),
};

/** So much of an entry is shown; the button carries all of it. */
const MOST_SHOWN = 300;

/** So many characters a button may carry: a card has room for 28 KB. */
const MOST_CARRIED = 8000;

/** Whether a button can carry it. */
export function canCarry({ data }: Press): boolean {
  return JSON.stringify(data).length <= MOST_CARRIED;
}

/**
 * Takes the place of a card whose press was not carried out: it shows what was typed there and carries it, so that one press does the same
 * again. The card itself could not stay: clients empty its inputs when they are answered with a sentence.
 *
 * @param lead what happened and what to do
 */
function againCard(headline: string, lead: string, press: Press): CardContent {
  const { verb, data } = press;
  const typed = Object.entries(data).flatMap(([field, value]) => {
    const label = LABELS[field];
    return label === undefined || typeof value !== 'string' || value === '' ? [] : [`${label}　${shown(field, value)}`];
  });
  const buttons: Button[] = [
    { title: 'もう一度', verb, data, style: 'positive' },
    ...(typeof data.requestId === 'string'
      ? [{ title: '最新の状況を見る', verb: 'show', data: { requestId: data.requestId }, style: 'default' as const }]
      : []),
  ];
  return messageCard(headline, lead, buttons, typed);
}

function shown(field: string, value: string): string {
  if (field === 'purpose' && PURPOSES.has(Number(value))) return purposeName(Number(value));
  return value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value;
}

/** Something went wrong that nobody foresaw. */
export function failedPressCard(press: Press): CardContent {
  return againCard(
    '処理できませんでした',
    `申し訳ございません。入力した内容は残っています。少し時間をおいて、「もう一度」を押してください。続くときは${OFFICE}へお知らせください。`,
    press,
  );
}

/** The bot is starting and cannot answer a press yet. */
export function tooEarlyCard(press: Press): CardContent {
  return againCard(
    'ただいま準備しています',
    '入力した内容は残っています。1分ほどおいて、「もう一度」を押してください。',
    press,
  );
}
