import { FIELD_WORDS, FIELDS, type Field, STEP_FIELDS, type Step } from '../../rule/form.js';
import { CITES } from '../../rule/office.js';
import { entriesOf } from '../draftForm.js';
import { ANSWER, DONE, OF_VERSION, type Verb, wordsFrom } from './verb.js';

const MAX_WORDS = 300;

/** The wizard's step that asks for the first of the fields. */
function stepOfFields(fields: readonly Field[]): Step {
  return ([1, 2, 3] as const).find((step) => STEP_FIELDS[step].some((field) => fields.includes(field))) ?? 1;
}

/**
 * 差戻し: gives the application back to the chief with words about what is missing and the fields they concern (`choice`, joined by
 * commas). The form as it was is kept, so that the card can show what changed when it comes back.
 */
export const returnToChief: Verb<{ requestId: string; version: number; words: string; choice: string }, undefined> = {
  name: 'return',
  from: ['submitted'],
  to: 'returned',
  by: ['decider'],
  article: CITES.examination,
  done: '差戻し',
  decides: true,
  input: ANSWER.extend(OF_VERSION.shape),
  async apply({ request, input, now }) {
    const missing = '何を直せばよいか、申請者へのことばを入力してください。';
    const words = wordsFrom(input.words, MAX_WORDS, '申請者へのことば', missing);
    const named = input.choice.split(',');
    const fields = FIELDS.filter((field) => named.includes(field));
    // Whoever prepared it hears of it as well.
    const told = request.chiefId === null ? [] : new Set([request.chiefId, request.preparedById]);
    const about = String(request.version);
    return {
      ...DONE,
      data: {
        returnedAt: now,
        returnWords: words,
        returnFields: fields,
        returnedFrom: entriesOf(request),
        // The pledge is given anew with every filing.
        entries: { ...entriesOf(request), pledged: '' },
        draftOwner: request.chiefId,
        step: stepOfFields(fields),
      },
      audit: { fields },
      notices: [...told].map((personId) => ({ kind: 'returned', personId, about })),
    };
  },
  question: {
    headline: '何を直せばよいかお知らせください',
    lead: '申請者へ差し戻します。直して再申請されると、同じ番号でもう一度届きます。',
    choice: {
      label: '直してほしい項目',
      several: true,
      options: async () => Object.entries(FIELD_WORDS).map(([value, title]) => ({ title, value })),
    },
    input: { label: '申請者へのことば', placeholder: '例：通話の日付をご確認ください', multiline: true },
    title: '差し戻す',
    backTo: 'examine',
    carries: async (_ctx, { version }) => ({ version }),
  },
  meant: { which: '審査を待っている申請', title: '差し戻す…' },
  afterwards: '差し戻しました',
  said: {
    stem: /差し?戻し?|さしもどし|差しもどし/g,
  },
};
