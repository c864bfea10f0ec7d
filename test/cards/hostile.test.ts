import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadCards } from '../../bot/teams/cards/render.js';
import { runs } from '../helpers/chance.js';
import { isRecord } from '../helpers/json.js';
import { draw, visibleText } from './renderer.js';
import { ALL_SAMPLES, type Sample, TEMPLATES } from './samples.js';

const render = loadCards();

/** Set by the bot itself, never by a person: the looks, the targets and the ids of buttons. */
const OWN = new Set(['style', 'color', 'verb', 'fileVerb', 'url', 'value', 'requestId', 'proposedNumber', 'data']);

/** The sample of a template that shows most. */
function richest(card: Sample['card']): Sample {
  const [sample] = ALL_SAMPLES.filter((one) => one.card === card && one.name !== 'longest').sort(
    (one, other) => JSON.stringify(other.data).length - JSON.stringify(one.data).length,
  );
  if (!sample) throw new Error(`no sample of ${card}`);
  return sample;
}

/** The sample's data with another text in place of every text that is shown. */
function poisoned(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((item) => poisoned(item, text));
  if (isRecord(value)) {
    const rows = 'label' in value && 'value' in value;
    return Object.fromEntries(
      Object.entries(value).map(([inner, item]) => [inner, OWN.has(inner) && !rows ? item : poisoned(item, text)]),
    );
  }
  return typeof value === 'string' ? text : value;
}

const drawPoisoned = (card: Sample['card'], text: string) => {
  const { data } = richest(card);
  return draw(render({ card, data: poisoned(data, text) as Record<string, unknown> })).page;
};

/** The kinds of elements on a drawn card, in order: markup that came from data would add one. */
const elements = (page: ReturnType<typeof drawPoisoned>) =>
  [...page.querySelectorAll('*')].map(({ tagName }) => tagName);

const HOSTILE = [
  `あ\${headline}\${requestId}`,
  'あ\\n\\',
  'あ`x`',
  'あ[link](http://evil.example)',
  'あ<http://evil.example>',
  'あ![図](http://evil.example/a.png)',
  'あ<img src=x onerror=alert(1)>',
  '# **あ** _い_ ~~う~~',
  '1. あ',
  '- あ',
  '> あ',
  'あ&lt;b&gt;&amp;&#42;',
  'あ{{DATE(2026-01-01T00:00:00Z, SHORT)}}{{TIME(2026-01-01T00:00:00Z)}}',
  'אבג عربي',
];

describe.each(TEMPLATES)('whatever people type, the card %s', (card) => {
  let plain: string[];
  let places: number;
  const shown = (visible: string, wanted: string) => visible.split(wanted).length;

  beforeAll(() => {
    plain = elements(drawPoisoned(card, 'あ'));
    places = shown(drawPoisoned(card, '丼').textContent, '丼');
  });

  it.each(HOSTILE)('shows 「%s」 as it is', (text) => {
    const page = drawPoisoned(card, text);
    expect(elements(page)).toEqual(plain);
    expect(shown(page.textContent.replace(/[\u200b\u2060]/g, ''), text)).toBe(places);
  });

  it('keeps its elements with any mixture of markup', () => {
    const piece = fc.constantFrom(
      ...'\\`*_[]()<>~|&#!+-=.1:"/{}$あ \n',
      'http://x.example',
      '\n\n',
      '    ',
      '&amp;',
      '{{',
    );
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 40 }), (text) => {
        expect(elements(drawPoisoned(card, `${text}あ`))).toEqual(plain);
      }),
      { numRuns: runs(60) },
    );
  });

  it('takes out what turns the direction of the text', () => {
    expect(drawPoisoned(card, 'あ\u202eい\u2066う').textContent).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  it('cuts what is far too long, so that the message can be sent', () => {
    const { data } = richest(card);
    for (const text of ['長'.repeat(10_000), 'A'.repeat(10_000), '👨‍👩‍👧'.repeat(3000)]) {
      const filled = render({ card, data: poisoned(data, text) as Record<string, unknown> });
      expect(Buffer.byteLength(JSON.stringify(filled))).toBeLessThan(28 * 1024);
      // Half a character would be written as an escape.
      expect(JSON.stringify(filled)).not.toMatch(/\\ud[89a-f]/);
      expect(visibleText(draw(filled).page)).toContain('…');
    }
  });
});

/** The data again and again, each time with one value missing. */
function* withGaps(data: unknown): Generator<unknown> {
  if (Array.isArray(data)) {
    for (const [index, item] of data.entries()) for (const gap of withGaps(item)) yield data.with(index, gap);
  } else if (isRecord(data)) {
    for (const [key, item] of Object.entries(data)) {
      yield { ...data, [key]: null };
      yield Object.fromEntries(Object.entries(data).filter(([other]) => other !== key));
      for (const gap of withGaps(item)) yield { ...data, [key]: gap };
    }
  }
}

describe.each(TEMPLATES)('a value that is missing on the card %s', (card) => {
  it('leaves its place empty and shows nothing of the template', () => {
    for (const data of withGaps(richest(card).data)) {
      const filled = render({ card, data: data as Record<string, unknown> });
      expect(JSON.stringify(filled)).not.toMatch(/\$\{|undefined|\\u0000/);
    }
  });
});
