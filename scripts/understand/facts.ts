import type { CallFacts } from '../../bot/chat/intent.js';
import { reading } from './sentences.js';

/** A sentence and what it says of a call, by field. */
export interface Told {
  sentence: string;
  wanted: Readonly<Record<string, string>>;
}

/** The lines of a file: a sentence, a tab, and `field=value` for each fact, with semicolons between them. */
export function factsIn(file: string): Told[] {
  return file
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [sentence = '', facts = ''] = line.split('\t');
      const pairs = facts.split(';').filter((fact) => fact !== '');
      return { sentence, wanted: Object.fromEntries(pairs.map((fact) => fact.split('=', 2))) };
    });
}

/** Numbers of telephones are compared by their digits, however they are written. */
const plain = (field: string, value: unknown) =>
  field.endsWith('Number') ? String(value).replace(/[^\d非通知]/g, '') : String(value);

/** One fact as it was said and as it was read, empty where it was not. */
export interface Field {
  field: string;
  said: string;
  got: string;
  right: boolean;
}

/** Every fact that is said or read, by field: whether it was read as it was said. A purpose's own words are not compared. */
export function readOf({ sentence, wanted }: Told): Field[] {
  const facts: CallFacts = reading(sentence).facts;
  const read = Object.fromEntries(Object.entries(facts).map(([field, value]) => [field, plain(field, value)]));
  const fields = [...new Set([...Object.keys(wanted), ...Object.keys(read)])].filter(
    (field) => field !== 'purposeOther',
  );
  return fields.map((field) => {
    const said = wanted[field] === undefined ? '' : plain(field, wanted[field]);
    const got = read[field] ?? '';
    return { field, said, got, right: said === got };
  });
}

/** The sentences of which something was misread, one a line, with what was said and what was read. */
export function misread(told: readonly Told[]): string {
  return told
    .map((one) => ({ ...one, wrong: readOf(one).filter(({ right }) => !right) }))
    .filter(({ wrong }) => wrong.length > 0)
    .map(({ sentence, wrong }) => {
      const fields = wrong.map(({ field, said, got }) => `${field} ${said || '-'} > ${got || '-'}`);
      return `${sentence}\t${fields.join('; ')}\n`;
    })
    .join('');
}
