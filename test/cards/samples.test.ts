import { describe, expect, it } from '@jest/globals';
import { SAMPLES } from '../../scripts/cards/samples.js';
import { isRecord } from '../helpers/json.js';
import { samplesOf, TEMPLATES, templateOf } from './samples.js';

/** The names that the expressions of one string ask for. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{([^}]*)\}/g)].flatMap(([, expression = '']) =>
    [...expression.replace(/'[^']*'/g, '').matchAll(/(?<![\w.])[a-z][\w.]*(?![\w(.])/gi)].map(([name]) => name),
  );
}

function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), data);
}

/** The placeholders of a template that have no value in the data. */
function missingIn(template: unknown, data: unknown): string[] {
  if (typeof template === 'string') return namesIn(template).filter((name) => valueAt(data, name) === undefined);
  if (Array.isArray(template)) return template.flatMap((part) => missingIn(part, data));
  if (!isRecord(template)) return [];
  const { $data: source, ...rest } = template;
  if (typeof source !== 'string') return Object.values(rest).flatMap((part) => missingIn(part, data));
  const lines = valueAt(data, namesIn(source)[0] ?? '');
  if (!Array.isArray(lines)) return [source];
  return lines.flatMap((line) => Object.values(rest).flatMap((part) => missingIn(part, line)));
}

describe.each(TEMPLATES)('the samples of %s', (card) => {
  it('give a value for every placeholder of the template', () => {
    expect(samplesOf(card).length).toBeGreaterThan(0);
    for (const { name, data } of samplesOf(card)) expect([name, missingIn(templateOf(card), data)]).toEqual([name, []]);
  });

  it('are made by a function of this card', () => {
    for (const content of Object.values(SAMPLES[card])) expect(content.card).toBe(card);
  });
});

describe('the check for placeholders', () => {
  it('notices one without a value, in lists too', () => {
    expect(missingIn({ text: `\${here} \${gone}` }, { here: 1 })).toEqual(['gone']);
    expect(missingIn({ $data: `\${rows}`, text: `\${gone}` }, { rows: [{}] })).toEqual(['gone']);
    expect(missingIn({ $when: `\${if(empty(gone.deep), 'a', 'b') != ''}` }, { gone: {} })).toEqual(['gone.deep']);
  });
});
