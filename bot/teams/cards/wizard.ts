import { type Draft, entriesOf } from '../../requests/draftForm.js';
import { type Entries, type Field, fieldOf, STEP_FIELDS, type Step } from '../../rule/fields.js';
import { FORM_LABELS, FORM_NAMES } from '../../rule/fileNames.js';
import { firstOpenStep } from '../../rule/form.js';
import { MANAGER } from '../../rule/office.js';
import { CITY } from '../../rule/profile/city.js';
import { formatReceiptLong } from '../../rule/receipt.js';
import type { Button, CardContent } from './render.js';
import { submittedRows } from './rows.js';

const STEPS: Record<Step, { name: string; headline: string; lead: string; footnote?: string }> = {
  1: {
    name: '通話',
    headline: 'どの通話の録音が必要ですか',
    lead: `${FORM_NAMES[1]}（${FORM_LABELS[1]}）を作成します。`,
    footnote: '入力した内容は下書きとして残ります。「続き」と送ると、いつでも再開できます。',
  },
  2: { name: '利用目的', headline: '利用目的を選んでください', lead: '最も近いものを1つ選びます。' },
  3: {
    name: '申請者',
    headline: '申請者の欄を確認してください',
    lead: '分かるところは入力してあります。文書番号は、所属の文書番号簿でご確認ください。',
  },
  4: {
    name: '確認',
    headline: 'この内容で申請しますか',
    lead: `申請すると、${MANAGER}へ審査を依頼します。`,
  },
};

/** The last step of staff: the chief files. */
const HANDING = {
  headline: '課長へ確認を依頼しますか',
  lead: '課（室）の長が内容を確認して申請します。',
};

/** What the wizard's card shows besides the draft. */
export interface WizardShown {
  headline?: string;
  /** What was done with what the person said or pressed. */
  done?: string;
  errors?: Partial<Record<Field, string>>;
  notice?: string;
  /** What the application has in common with others. */
  likenesses?: readonly string[];
}

/** The wizard's card for the step the draft stands at; faults stand at their fields, what was typed stays. */
export function wizardCard(draft: Draft, shown: WizardShown = {}): CardContent {
  const { request, form, step } = draft;
  const { name, footnote = '' } = STEPS[step];
  const typed = entriesOf(request);
  // What was typed and is wrong is marked at once; what is still empty only after 「次へ」.
  const faultOf = (field: Field): string | undefined =>
    shown.errors?.[field] ?? ((typed[field] ?? '') === '' || field === 'pledged' ? undefined : form.errors[field]);
  const asked = STEP_FIELDS[step].filter((field) => fieldOf(field).when?.(form.values) ?? true);
  const faults = asked.filter((field) => faultOf(field) !== undefined);
  const open = firstOpenStep(form);
  // Staff prepare; whoever heads the section files.
  const prepares = request.draftOwner === request.preparedById && request.chiefId !== request.preparedById;
  const { headline, lead } = prepares && step === 4 ? HANDING : STEPS[step];
  const upcoming = step === 4 ? '' : `（次は${STEPS[(step + 1) as Step].name}）`;
  return {
    card: 'form',
    shows: { request },
    data: {
      headline: faults.length > 0 ? faultWords(faults, typed) : (shown.headline ?? headline),
      done: shown.done ?? '',
      lead:
        faults.length > 0
          ? '✕ の付いた項目をご確認ください。入力した内容は残っています。'
          : returnLead(request) || lead,
      progress: `手順 ${step}/4　${name}${upcoming}`,
      notice:
        shown.notice ??
        returnNotice(request) ??
        (step === 4 && open < 4
          ? `手順${open}（${STEPS[open].name}）に、直すところがあります。「戻る」を押してご確認ください。`
          : ''),
      warnings: warningsOf(form, shown.likenesses),
      fields: fieldsOf(asked, request, typed, (field) => faultOf(field) ?? flagged(request, field)),
      footnote,
      rows:
        step === 3
          ? [
              { label: '申請課（室）', value: `${request.bureau}　${request.section}`.trim() },
              { label: '申請者', value: `${request.chiefTitle ?? ''}　${request.chiefName ?? ''}` },
            ]
          : step === 4
            ? submittedRows(form.values, request)
            : [],
      buttons: buttonsOf(step, request, prepares),
    },
  };
}

/** The inputs of the fields that are asked for; what belongs together stands in one box, with what is wrong with it. */
function fieldsOf(
  asked: readonly Field[],
  { documentSymbol }: Draft['request'],
  typed: Entries,
  wrongWith: (field: Field) => string,
): Record<string, unknown>[] {
  const ticks = (field: Field) => fieldOf(field).input.kind === 'tick';
  const input = (field: Field) => {
    const { label, input } = fieldOf(field);
    const shown = { placeholder: '', maxLength: 0, style: 'text', multiline: false, choices: [], ...input };
    return {
      id: field,
      label: typeof label === 'string' ? label : label(documentSymbol),
      value: typed[field] ?? '',
      ...shown,
    };
  };
  // A box to tick that is part of another field stands below it.
  const own = asked.filter((field) => !(ticks(field) && fieldOf(field).partOf !== undefined));
  return own.map((field) => ({
    error: wrongWith(field),
    separator: ticks(field),
    inputs: [field, ...asked.filter((one) => ticks(one) && fieldOf(one).partOf === field)].map(input),
  }));
}

function buttonsOf(step: Step, request: Draft['request'], prepares: boolean): Button[] {
  const { id: requestId, version, status } = request;
  const data = { requestId, version, step };
  const button = (title: string, verb: string, style: Button['style'] = 'default'): Button => ({
    title,
    verb,
    data,
    style,
  });
  const files = prepares ? '課長へ確認を依頼する' : status === 'returned' ? '再申請する' : '申請する';
  const discards = step === 1 && status === 'draft' && request.preparedById === request.draftOwner;
  return [
    step === 4 ? button(files, prepares ? 'hand' : 'submit', 'positive') : button('次へ', 'draft_next', 'positive'),
    ...(step > 1 ? [button('戻る', 'draft_back')] : []),
    ...(discards ? [button('下書きを破棄…', 'discard_ask')] : []),
    ...(status === 'returned' ? [button('取り下げる…', 'withdraw_ask')] : []),
  ];
}

/** What should be known before filing, none of which keeps anybody from it. */
function warningsOf(form: Draft['form'], likenesses: readonly string[] = []): { text: string }[] {
  const known = likenesses.map((words) => `${words}。このまま申請することもできます。`);
  return [...form.warnings, ...known].map((text) => ({ text }));
}

/** What is still to come, or, where something that was entered cannot be right, how much there is to mend. */
function faultWords(faults: readonly Field[], typed: Entries): string {
  const missing = faults.every((field) => field === 'pledged' || (typed[field] ?? '') === '');
  return missing ? `あと${faults.length}項目です` : `${faults.length}項目を直してください`;
}

/** Which application it is that came back. */
function returnLead(request: Draft['request']): string {
  const { fiscalYear, serial, status } = request;
  if (status !== 'returned' || fiscalYear === null || serial === null) return '';
  return `${formatReceiptLong({ fiscalYear, serial })}が差し戻されました。直して「再申請する」まで進めてください。`;
}

/** What the manager, or the chief, wrote when giving the form back. */
function returnNotice(request: Draft['request']): string | undefined {
  if (request.returnWords === null) return undefined;
  return `${request.status === 'returned' ? '差戻し' : '課長からのことば'}：${request.returnWords}`;
}

/** A field that the manager named when returning the form is marked until it is refiled. */
function flagged(request: Draft['request'], field: Field): string {
  const fields: unknown = request.returnFields;
  return request.status === 'returned' && Array.isArray(fields) && fields.includes(field)
    ? '差戻しで指摘された項目です。ご確認ください。'
    : '';
}

/** The form that staff prepared, as it will look, for the chief to file with one click (第6条第1項). */
export function preparedCard(draft: Draft, notice = '', likenesses: readonly string[] = []): CardContent {
  const { request, form } = draft;
  const data = { requestId: request.id, version: request.version };
  return {
    card: 'prepared',
    shows: { request },
    data: {
      headline: '内容を確認して申請してください',
      lead: `${request.section}　${request.preparedByName} 様が作成した申請書です。`,
      notice,
      warnings: warningsOf(form, likenesses),
      buttons: [
        { title: 'この内容で申請する', verb: 'submit', data: { ...data, pledged: 'true' }, style: 'positive' },
        { title: '内容を直す', verb: 'take', data, style: 'default' },
        { title: '担当者へ戻す…', verb: 'handBack_ask', data, style: 'default' },
      ],
      pledge: CITY.forms.application.pledging,
      rows: submittedRows(form.values, request),
    },
  };
}
