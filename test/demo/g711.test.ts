import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aLaw, muLaw } from '../../bot/demo/g711.js';
import { runs } from '../helpers/chance.js';

/** Expanding as ITU-T G.711 describes it, to 16 bits. */
function fromMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}

function fromALaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 256) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

describe('telephone sound', () => {
  it('has the codes that G.711 gives for silence and for the loudest samples', () => {
    expect([0, 32_767, -32_768].map(muLaw)).toEqual([0xff, 0x80, 0x00]);
    expect([0, -1, 32_767, -32_768].map(aLaw)).toEqual([0xd5, 0x55, 0xaa, 0x2a]);
  });

  it.each([
    ['μ-law', muLaw, fromMuLaw, 660],
    ['A-law', aLaw, fromALaw, 512],
  ] as const)('comes back from %s within half a step of its loudness', (_, encode, decode, most) => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const error = Math.abs(decode(encode(sample)) - sample);
        expect(error).toBeLessThanOrEqual(Math.max(8, Math.min(most, Math.abs(sample) / 16)));
      }),
      { numRuns: runs(2000) },
    );
  });

  it.each([
    ['μ-law', fromMuLaw, muLaw],
    ['A-law', fromALaw, aLaw],
  ] as const)('keeps every code of %s', (_, decode, encode) => {
    for (let code = 0; code < 256; code++) {
      // Of the two zeros of μ-law one is enough.
      if (decode(code) !== 0) expect(encode(decode(code))).toBe(code);
    }
  });
});
