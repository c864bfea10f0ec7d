import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { element, fact, heading } from '../../../bot/web/page/dom.js';

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '</dd><script>alert(1)</script>',
  '&lt;b&gt;',
  '"><svg onload=alert(1)>',
];

describe('words that the page shows', () => {
  beforeAll(() => void Object.assign(globalThis, { document: parseHTML('<!doctype html><html></html>').document }));
  afterAll(() => void Reflect.deleteProperty(globalThis, 'document'));

  it.each(HOSTILE)('stay words, whatever they look like: %s', (text) => {
    for (const made of [element('p', { title: text }, text), heading(text), fact(text, text)]) {
      expect([...made.querySelectorAll('img, script, svg, b')]).toEqual([]);
      expect(made.textContent).toContain(text);
    }
    expect(element('p', { title: text }, text).attributes.length).toBe(1);
  });
});
