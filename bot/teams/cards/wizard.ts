import { type Draft, entriesOf } from '../../requests/draft.js';
import { FIELDS, type Field, firstOpenStep, STEP_FIELDS, type Step } from '../../rule/form.js';
import type { CardContent, CardName } from './render.js';
import { filedRows } from './rows.js';

const STEPS: Record<Step, { card: CardName; name: string; headline: string; lead: string }> = {
  1: {
    card: 'call',
    name: '通話',
    headline: '録音が必要な通話を教えてください',
    lead: '電話録音データ取出し申請書（様式第1号）を作成します。',
  },
  2: { card: 'purpose', name: '利用目的', headline: '利用目的を選んでください', lead: '最も近いものを1つ選びます。' },
  3: {
    card: 'applicant',
    name: '申請者',
    headline: '申請者の欄を確認してください',
    lead: '分かるところは入力してあります。',
  },
  4: {
    card: 'confirm',
    name: '確認',
    headline: '内容を確認して申請してください',
    lead: '申請すると、管財課長へ審査を依頼します。',
  },
};

/** The wizard's card for the step the draft stands at; faults stand at their fields, what was typed stays. */
export function wizardCard(
  draft: Draft,
  shown: { errors?: Partial<Record<Field, string>>; notice?: string } = {},
): CardContent {
  const { request, form, step } = draft;
  const { card, name, headline, lead } = STEPS[step];
  const typed = entriesOf(request);
  const faults = STEP_FIELDS[step].filter((field) => shown.errors?.[field] !== undefined).length;
  const open = firstOpenStep(form);
  const upcoming = step === 4 ? '' : `（次は${STEPS[(step + 1) as Step].name}）`;
  return {
    card,
    data: {
      headline: faults > 0 ? `${faults === 1 ? 'あと1項目です' : `${faults}項目を直してください`}` : headline,
      lead: faults > 0 ? '✕ の付いた項目をご確認ください。入力した内容は残っています。' : lead,
      progress: `手順 ${step}/4　${name}${upcoming}`,
      notice:
        shown.notice ??
        (step === 4 && open < 4
          ? `手順${open}（${STEPS[open].name}）に、直すところがあります。「戻る」を押してご確認ください。`
          : ''),
      warnings: form.warnings.map((text) => ({ text })),
      values: Object.fromEntries(FIELDS.map((field) => [field, typed[field] ?? ''])),
      errors: Object.fromEntries(FIELDS.map((field) => [field, shown.errors?.[field] ?? ''])),
      rows:
        step === 3
          ? [
              { label: '申請課（室）', value: `${request.bureau}　${request.section}` },
              { label: '申請者', value: `${request.chiefTitle ?? ''}　${request.chiefName ?? ''}` },
            ]
          : step === 4
            ? filedRows(form.values, request)
            : [],
      symbol: request.documentSymbol,
      requestId: request.id,
      version: request.version,
    },
  };
}
