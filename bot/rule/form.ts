import { civilDate, momentOf } from '../japanese/civil.js';
import { tidySentence } from '../japanese/text.js';
import {
  type Application,
  type Entries,
  FIELDS,
  type Field,
  type FormContext,
  fieldOf,
  STEP_FIELDS,
  type Step,
} from './fields.js';
import { CITES } from './office.js';
import { periodWords } from './period.js';
import { OTHER_CHOICE, OTHER_PURPOSE } from './purposes.js';
import { retentionOf } from './retention.js';

export type { Application, Entries, Field, FormContext, Step } from './fields.js';
export { FIELDS, STEP_FIELDS } from './fields.js';

/** The words of 様式第1号 for the fields that a decider may name when returning an application, in the order of the form. */
export const FIELD_WORDS: Partial<Record<Field, string>> = Object.fromEntries(
  FIELDS.flatMap((field) => {
    const { word, partOf } = fieldOf(field);
    return word === undefined || partOf !== undefined ? [] : [[field, word]];
  }),
);

/** What of a step's answer gave way to something else in it, so that the person can be told. */
export type GaveWay = 'otherNumber' | 'withheld';

/**
 * What a step's card says once it was pressed. Clients leave empty inputs out of their answer, so a field of the card that is
 * missing from it was emptied. A number and 非通知 exclude each other: the one that was added on this card holds, and the tick
 * where both were.
 *
 * @param before the entries as the card showed them
 * @param typed the card's answer
 */
export function answerOfStep(step: Step, before: Entries, typed: Entries): { answer: Entries; gaveWay?: GaveWay } {
  // What is asked for only with a purpose was on the card if that was the purpose then.
  const asWas = before.purpose === typed.purpose && (before.purposeOther ?? '') === (typed.purposeOther ?? '');
  const missing = (field: Field) => (fieldOf(field).when === undefined || asWas ? '' : (before[field] ?? ''));
  const answer: Entries = Object.fromEntries(STEP_FIELDS[step].map((field) => [field, typed[field] ?? missing(field)]));
  if (answer.withheld !== 'true' || (answer.otherNumber ?? '') === '') return { answer };
  const tickWasThere = before.withheld === 'true' && (before.otherNumber ?? '') === '';
  const gaveWay = tickWasThere ? 'withheld' : 'otherNumber';
  return { answer: { ...answer, [gaveWay]: '' }, gaveWay };
}

export interface ReadForm {
  /** The fields that were understood. */
  values: Partial<Application> & { pledged?: boolean };
  /** For each faulty or missing field, the sentence that says what to do. */
  errors: Partial<Record<Field, string>>;
  /** What is allowed but should be known before filing. */
  warnings: string[];
  /** The entries as they are shown back: understood ones tidied, the others as typed. */
  tidied: Entries;
}

/** Reads the entries of 様式第1号: what is right, what is wrong and how to mend it, what the applicant should know. */
export function readForm(entries: Entries, context: FormContext): ReadForm {
  const today = civilDate(context.now);
  const form: ReadForm = { values: {}, errors: {}, warnings: [], tidied: { ...entries } };
  for (const field of FIELDS) {
    const { when, read: readIt } = fieldOf(field);
    if (when !== undefined && !when(form.values)) {
      Object.assign(form.values, { [field]: null });
      continue;
    }
    const read = readIt(entries[field] ?? '', { ...context, today, entries, values: form.values });
    if ('error' in read) {
      form.errors[field] = read.error;
      continue;
    }
    if (read.value !== undefined) Object.assign(form.values, { [field]: read.value });
    if (read.shown !== undefined) form.tidied[field] = read.shown;
  }

  const { callDate, purpose } = form.values;
  if (purpose !== undefined && purpose !== OTHER_PURPOSE && tidySentence(entries.purposeOther ?? '') !== '') {
    form.warnings.push(`「具体的な内容」は、「${OTHER_CHOICE}」を選んだときにだけ申請書に記載されます。`);
  }
  if (callDate !== undefined) {
    const retention = retentionOf(callDate, today, context.retention);
    if (!retention.within) {
      form.warnings.push(
        `通話から${periodWords(context.retention)}の保存期間（${CITES.retention}）を過ぎています。録音は残っておらず、回答は「無」となる見込みです。このまま申請することもできます。`,
      );
    }
  }
  return form;
}

/** The whole form when it has no fault; undefined when a field is missing or wrong. */
export function completeForm(form: ReadForm): Application | undefined {
  if (Object.keys(form.errors).length > 0) return undefined;
  const { pledged, ...values } = form.values;
  return pledged ? (values as Application) : undefined;
}

/** The faults of one step's fields. */
export function errorsOfStep(form: ReadForm, step: Step): Partial<Record<Field, string>> {
  return Object.fromEntries(
    Object.entries(form.errors).filter(([field]) => STEP_FIELDS[step].includes(field as Field)),
  );
}

/** The first step that still has a fault; 4 when only filing is left. */
export function firstOpenStep(form: ReadForm): Step {
  return ([1, 2, 3] as const).find((step) => Object.keys(errorsOfStep(form, step)).length > 0) ?? 4;
}

/** The moment at which the call began. */
export function callMoment(application: Pick<Application, 'callDate' | 'callTime'>): Date {
  return momentOf(application.callDate, application.callTime);
}
