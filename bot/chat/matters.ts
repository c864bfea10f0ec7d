import type { Intent, NumberReference } from './intent.js';
import { isNegated } from './moods.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';

/** A number is that of a matter only right behind its word: 「苦情R8-3」「苦情の3番」. */
const NUMBER_BEHIND = '(?:受付)?(?:番号)?(?:[はのを:]\\s?|\\s)?〓';

/** Reads what is said about a matter that has a number, before anything else is: of no request is such a number meant. */
export function readNamedMatter(sentence: Sentence): Intent | undefined {
  const { numbered, references } = sentence;
  const [first] = references;
  const spoken = sentence.matters.find(({ word }) => new RegExp(word + NUMBER_BEHIND).test(numbered));
  if (spoken === undefined || first === undefined) return undefined;
  const of: NumberReference = referenceOf(first);
  const step = isNegated(numbered) ? undefined : spoken.verbs.find(({ said }) => said.test(numbered))?.name;
  return { kind: 'matter', matter: spoken.kind, of, ...(step === undefined ? {} : { step }) };
}

/** What a sentence says for the fields of the form of a kind. */
export function fieldsSaid({ text, matters }: Sentence, kind: string): Record<string, string> {
  const fields = matters.find((matter) => matter.kind === kind)?.fields ?? [];
  return Object.fromEntries(
    fields.flatMap(({ field, said }) => {
      const [, value] = said.exec(text) ?? [];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
