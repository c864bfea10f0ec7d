import type { Intent, NumberReference } from './intent.js';
import { isHowTo, isNegated } from './moods.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';
import type { SpokenMatter } from './spoken.js';
import { wantsRecording } from './wishes.js';

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

/** The rest of the sentence wants an application: what stands before is its reason. */
const APPLIES = /申請(?:書)?(?:を|が)?(?:し|出|作|書|行|お願)/;

/** Reads that a matter is to be begun, or that all of a kind are asked for. */
export function readMatter({ text, references, matters, facts }: Sentence): Intent | undefined {
  // A sentence that names a request is about that request.
  if (references.length > 0) return undefined;
  for (const { kind, begin, list, fields } of matters) {
    const [said, step] = [begin.exec(text), list.exec(text)];
    const match = step ?? said;
    if (match === null) continue;
    // What is said of the matter itself may deny or wish: 「消さないでほしい」.
    const rest = text.replace(match[0], '');
    if (wantsRecording(rest) || APPLIES.test(rest)) continue;
    if (step !== null) return { kind: 'matter', matter: kind };
    if (!isNegated(rest) && !isHowTo(rest)) {
      const typed = typedIn(text, fields);
      return {
        kind: 'matter',
        matter: kind,
        step: '',
        ...(Object.keys(facts).length > 0 ? { facts } : {}),
        ...(Object.keys(typed).length > 0 ? { typed } : {}),
      };
    }
  }
  return undefined;
}

/** What the sentence says for the fields of a form. */
function typedIn(text: string, fields: SpokenMatter['fields'] = []): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ field, said }) => {
      const [, value] = said.exec(text) ?? [];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
