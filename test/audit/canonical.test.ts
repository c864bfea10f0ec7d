import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type Json } from '../../bot/audit/canonical.js';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** The same content with the members of every object in the opposite order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('the canonical form of JSON', () => {
  it.each<[Json, string]>([
    [{ b: 1, a: [2, { d: null, c: 'い' }] }, '{"a":[2,{"c":"い","d":null}],"b":1}'],
    [{ '\u20ac': 1, '\r': 2, '1': 3, あ: 4 }, '{"\\r":2,"1":3,"€":1,"あ":4}'],
    ['"\\\n', '"\\"\\\\\\n"'],
    [[], '[]'],
    [{}, '{}'],
    [-0, '0'],
    [1e21, '1e+21'],
  ])('of %j is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('means the same as what it was made from', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(value)));
  });

  it('does not depend on the order in which members were written', () => {
    fc.assert(fc.property(json, (value) => expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))));
  });

  it('differs for different content', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const same = canonicalJson(one) === canonicalJson(other);
        expect(same).toBe(canonicalJson(reversed(one)) === canonicalJson(other));
        if (same) expect(one).toEqual(other);
      }),
    );
  });
});
