import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SeenNames } from '../../bot/recordings/seenNames.js';
import { runs } from '../helpers/chance.js';

it('knows every name and the line it was first met on, also after growing', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { minLength: 1500, maxLength: 3000 }), (names) => {
      const seen = new SeenNames();
      const expected = new Map<string, number>();
      for (const [index, name] of names.entries()) {
        expect(seen.note(name, index + 2)).toBe(expected.get(name));
        if (!expected.has(name)) expected.set(name, index + 2);
      }
      expect(names.every((name) => seen.has(name))).toBe(true);
      expect(seen.has('never met')).toBe(false);
    }),
    { numRuns: runs(10) },
  );
});
