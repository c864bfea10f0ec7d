import type { Matter } from '../../db/generated/client.js';
import { civilDate } from '../../japanese/civil.js';
import { formatDay, formatMoment } from '../../japanese/wareki.js';
import { type MatterField, type Typed, written } from '../../matters/fields.js';
import { MATTERS_SHOWN, nameOfMatter, typedOf, type WholeMatter } from '../../matters/load.js';
import type { BesideMatter, MatterDescription, MatterVerb } from '../../matters/matter.js';
import type { OnlyMatter } from '../../matters/read.js';
import { isSeenBySection, matterRule } from '../../rule/matters.js';
import { RULE_WORD } from '../../rule/office.js';
import { formatReceipt } from '../../rule/receipt.js';

import { messageCard } from './message.js';
import type { Button, CardContent } from './render.js';
import type { Row } from './rows.js';

/** What stands before the ids of fields on a card, so that none is taken for something else that a press carries. */
export const FIELD_PREFIX = 'field_';

const button = (title: string, verb: string, data: Button['data'], style: Button['style'] = 'default'): Button => ({
  title,
  verb,
  data,
  style,
});

/** The button that begins a matter of a kind. */
export function beginButton({ kind, begins }: MatterDescription, style: Button['style'] = 'default'): Button {
  return button(begins.title, 'matter_ask', { kind, does: begins.name }, style);
}

/** A form about a matter: what stood in it before, and what is wrong at each field. */
export interface MatterForm {
  description: MatterDescription;
  verb: MatterVerb;
  /** Its fields, where what can be chosen in them depends on the matter. */
  fields?: readonly MatterField[];
  /** What the form is about; null for one that is begun. */
  matter: Matter | null;
  /** Under which id it is begun. */
  matterId: string;
  typed: Typed;
  faults: Typed;
  /** Why it cannot be done now. */
  notice?: string;
  today: string;
}

/** The form of a verb of a matter. */
export function matterFormCard({
  description,
  verb,
  fields = verb.fields,
  matter,
  matterId,
  typed,
  faults,
  notice = '',
  today,
}: MatterForm): CardContent {
  const { kind } = description;
  const data = { kind, does: verb.name, matterId, ...(matter === null ? {} : { version: matter.version }) };
  const wrong = Object.keys(faults).length;
  const back =
    matter === null
      ? button(matterRule(kind).only ? 'やめる' : '一覧を見る', 'matter_list', { kind })
      : button('やめる', 'matter_show', { matterId });
  return {
    card: 'form',
    ...(matter === null ? {} : { shows: { matters: { action: `${kind}.view`, ids: [matter.id] } } }),
    data: {
      headline: wrong > 0 ? `${wrong}項目をご確認ください` : verb.headline,
      lead:
        wrong > 0
          ? '✕ の付いた項目をご確認ください。入力した内容は残っています。'
          : `${matter === null ? '' : `${nameOfMatter(matter)}　`}${verb.lead}`,
      progress: '',
      done: '',
      notice,
      warnings: [],
      rows: [],
      // A choice of nothing is no choice; that there is nothing is told when it is pressed.
      fields: fields
        .filter(({ input }) => input.kind !== 'choice' || Object.keys(input.choices).length > 0)
        .map((field) => ({
          error: faults[field.id] ?? '',
          separator: false,
          inputs: [inputOf(field, typed[field.id] ?? field.first?.(today) ?? '')],
        })),
      footnote: '',
      buttons: [button(verb.does, 'matter_do', data, 'positive'), back],
    },
  };
}

/** What the client's own inputs say while they are empty; a number is typed into a field of text. */
const PLACEHOLDERS: Partial<Record<MatterField['input']['kind'], Record<string, unknown>>> = {
  date: { placeholder: '日付を選んでください' },
  time: { placeholder: '時間を入力してください' },
  phone: { kind: 'text', style: 'tel', maxLength: 40 },
  number: { kind: 'text', maxLength: 12 },
};

function inputOf({ id, word, input, optional }: MatterField, value: string): Record<string, unknown> {
  const shown = { placeholder: '', maxLength: 0, style: 'text', multiline: false, choices: [] as unknown[] };
  const asked =
    input.kind === 'choice'
      ? { kind: 'choice', choices: Object.entries(input.choices).map(([choice, title]) => ({ value: choice, title })) }
      : { ...input, ...PLACEHOLDERS[input.kind] };
  return {
    ...shown,
    ...asked,
    // A text that is too long has to arrive to be told of, and to stay in the form.
    ...(input.kind === 'text' ? { maxLength: input.maxLength * 2 } : {}),
    id: `${FIELD_PREFIX}${id}`,
    label: `${word}${input.kind === 'number' ? `（${input.unit}）` : ''}${optional && !(input.kind === 'choice' && input.asked) ? '（任意）' : '（必須）'}`,
    value,
  };
}

/** What of a matter its reader is shown, and what they can do. */
export interface MatterShown {
  description: MatterDescription;
  matter: WholeMatter;
  /** Whether they see who the citizen is. */
  whole: boolean;
  possible: readonly MatterVerb[];
  /** What belongs to it and stands elsewhere. */
  beside?: BesideMatter;
  /** What was in its fields before anybody wrote them. */
  baseline?: Typed;
  /** Up to which of its steps they are shown, the newest where it is not said. */
  until?: number | undefined;
  headline?: string | undefined;
  notice?: string | undefined;
}

/** So many steps fit on a card with all that was written for them. */
const MOST_STEPS = 4;

/** What a matter was begun by. */
function begunBy({ begins, verbs }: MatterDescription, { steps: [first] }: WholeMatter): MatterVerb {
  return verbs.find(({ name }) => name === first?.name) ?? begins;
}

const NOTHING: BesideMatter = { lines: [], requests: [] };

/** What holds where there is one matter of a kind alone, before anybody began it. */
export function onlyMatterCard({ description, lines, mayBegin }: OnlyMatter): CardContent {
  const { kind } = description;
  const { word, article } = matterRule(kind);
  return {
    card: 'matter',
    shows: { matters: { action: `${kind}.list`, ids: [] } },
    data: {
      headline: `現在の${word}`,
      lead: `${RULE_WORD}${article}により管理責任者が定めます。まだ変更はありません。`,
      notice: '',
      rows: lines,
      history: [],
      links: [],
      buttons: mayBegin ? [beginButton(description)] : [],
      others: [],
    },
  };
}

/** What a step says of its fields, a line for each. */
function linesOf(fields: readonly MatterField[], entries: Typed): string[] {
  return fields.flatMap((field) => {
    const value = entries[field.id];
    return value === undefined || field.unshown
      ? []
      : [`${field.word}：${written(field, value).replaceAll('\n', '　')}`];
  });
}

/** The values of the fields that a step wrote anew, before and after; of long ones only that they are others. */
function changesOf(fields: readonly MatterField[], before: Typed, after: Typed): string[] {
  return fields.flatMap((field) => {
    const [old, now] = [field.once ? '' : (before[field.id] ?? ''), after[field.id] ?? ''];
    if (old === now) return [];
    if (field.once) return linesOf([field], after);
    const shown = (value: string) => (value === '' ? 'なし' : written(field, value));
    const isLong = field.input.kind === 'text' && field.input.multiline === true;
    return [isLong ? `${field.word}：書き直し` : `${field.word}：${shown(old)} → ${shown(now)}`];
  });
}

/** How a matter stands, what was entered, what was done with it, and what its reader can do. */
export function matterCard(
  pages: string,
  { description, matter, whole, possible, beside = NOTHING, baseline = {}, until, headline, notice = '' }: MatterShown,
): CardContent {
  const { kind } = description;
  const rule = matterRule(kind);
  const matterId = matter.id;
  const seen = ({ id }: MatterField) => whole || !description.withheld.includes(id);
  const waits = rule.waiting.includes(matter.status);
  const { fields } = begunBy(description, matter);
  /** What is there, and is not for this reader. */
  const unseen = fields
    .filter((field) => !seen(field) && typedOf(matter)[field.id] !== undefined)
    .map(({ word }) => word)
    .join('・');
  // Of what has a state now instead of entries, the first step is a change like the others.
  const isNow = description.now !== undefined;
  const steps = isNow ? matter.steps : matter.steps.slice(1);
  const before = writtenBefore(description, matter, baseline);
  const upTo = Math.min(until ?? steps.length, steps.length);
  const from = Math.max(0, upTo - MOST_STEPS);
  const shownSteps = steps.slice(from, upTo);
  const buttons = possible.map((verb, at) =>
    button(verb.title, 'matter_ask', { kind, does: verb.name, matterId }, at === 0 && waits ? 'positive' : 'default'),
  );
  return {
    card: 'matter',
    shows: { matters: { action: `${kind}.view`, ids: [matterId], requests: beside.requests } },
    data: {
      headline: headline ?? (isNow ? `現在の${rule.word}` : `「${rule.states[matter.status] ?? ''}」です`),
      lead: isNow
        ? `${RULE_WORD}${rule.article}により管理責任者が定めます。`
        : `${nameOfMatter(matter)}　${rule.states[matter.status] ?? ''}　${matter.section}　${matter.openedByName} 様が記録`,
      notice,
      rows: [
        ...(isNow ? [] : rowsOf(fields.filter(seen), typedOf(matter))),
        ...(unseen === '' ? [] : [{ label: unseen, value: '対応する方だけが見られます' }]),
        ...beside.lines,
      ],
      history: shownSteps.map((step) => {
        const verb = [description.begins, ...description.verbs].find(({ name }) => name === step.name);
        const asked = (verb?.fields ?? []).filter(seen);
        const old = before.get(step.id);
        const lines =
          old === undefined ? linesOf(asked, typedOf(step)) : changesOf(asked, old, { ...baseline, ...typedOf(step) });
        return {
          what: verb?.done ?? '',
          moment: `${formatMoment(step.at)}　${step.byName}`,
          lines: lines.map((text) => ({ text })),
        };
      }),
      links: [
        ...(beside.links ?? []),
        ...(description.links?.(matter) ?? []).map(({ title, path }) => ({ title, url: `${pages}${path}` })),
      ].map((link) => ({ ...link, style: 'default' })),
      buttons,
      // A row of buttons holds five; the ways on stand at the card's end.
      others: [
        ...(from > 0 ? [button(`以前の経過を見る（${from}件）`, 'matter_show', { matterId, until: from })] : []),
        button('最新の状況を見る', 'matter_show', { matterId }),
        ...(isNow ? [] : [button('一覧を見る', 'matter_list', { kind })]),
      ],
    },
  };
}

/** By step that wrote the fields anew: what stood in them before. */
function writtenBefore(
  { verbs, now }: MatterDescription,
  { steps }: WholeMatter,
  baseline: Typed,
): ReadonlyMap<number, Typed> {
  let before = baseline;
  const found = new Map<number, Typed>();
  steps.forEach((step, at) => {
    const revises = verbs.find(({ name }) => name === step.name)?.revises === true;
    if (revises || (at === 0 && now !== undefined)) found.set(step.id, before);
    // What was left empty is as it was before anybody wrote it.
    if (revises || at === 0) before = { ...baseline, ...typedOf(step) };
  });
  return found;
}

/** What was entered, a line for each field that is filled in. */
function rowsOf(fields: readonly MatterField[], entries: Typed): Row[] {
  return fields.flatMap((field) => {
    const value = entries[field.id];
    if (value === undefined) return [];
    // The label stands beside the first of several lines.
    return written(field, value)
      .split('\n')
      .map((line, at) => ({ label: at === 0 ? field.word : '', value: line }));
  });
}

/** Which matters of a kind somebody sees. */
export interface MattersListed {
  description: MatterDescription;
  matters: readonly Matter[];
  total: number;
  waiting: number;
  page: number;
  /** Whether they are all that there are, or those of the reader alone. */
  every: boolean;
  mayBegin: boolean;
}

/** The matters of a kind, those that wait first. */
export function matterListCard({
  description,
  matters,
  total,
  waiting,
  page,
  every,
  mayBegin,
}: MattersListed): CardContent {
  const { kind, subject } = description;
  const { word, states } = matterRule(kind);
  const own = isSeenBySection(kind) ? `所属の${word}` : `ご自身が記録した${word}`;
  const headline = every ? `${word}の一覧` : own;
  if (total === 0) {
    const none = messageCard(
      headline,
      `記録された${word}はありません。`,
      mayBegin ? [beginButton(description, 'positive')] : [],
    );
    return { ...none, shows: { matters: { action: `${kind}.list`, ids: [] } } };
  }
  const pages = Math.ceil(total / MATTERS_SHOWN);
  return {
    card: 'list',
    shows: { matters: { action: `${kind}.list`, ids: matters.map(({ id }) => id) } },
    data: {
      headline: `${headline}　${total}件`,
      lead: `${waiting > 0 ? `対応が必要なもの ${waiting}件。` : '対応が必要なものはありません。'}${pages > 1 ? `${page}／${pages}ページ` : ''}`,
      items: matters.map((matter) => ({
        title: '見る',
        tooltip: `${nameOfMatter(matter)}：見る`,
        verb: 'matter_show',
        data: { matterId: matter.id },
        receipt: formatReceipt(matter),
        state: states[matter.status] ?? '',
        call: shortened(typedOf(matter)[subject] ?? ''),
        detail: `${matter.section}　${matter.openedByName} 様　${formatDay(civilDate(matter.createdAt))}記録`,
      })),
      searches: [],
      buttons: [
        ...(page < pages ? [button('次の10件', 'matter_list', { kind, page: page + 1 })] : []),
        ...(page > 1 ? [button('前の10件', 'matter_list', { kind, page: page - 1 })] : []),
        ...(mayBegin ? [beginButton(description)] : []),
      ],
    },
  };
}

const MOST_OF_A_SUBJECT = 60;

function shortened(text: string): string {
  return text.length > MOST_OF_A_SUBJECT ? `${text.slice(0, MOST_OF_A_SUBJECT)}…` : text;
}
