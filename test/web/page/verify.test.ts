import { describe, expect, it } from '@jest/globals';
import { verify } from '../../../bot/web/page/verify.js';

// The digest of "abc" in FIPS 180-4.
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('proof that a file is unchanged (第4条第1項)', () => {
  it('holds when the hash is the recorded one, in either case of letters', async () => {
    expect(await verify(new Blob(['abc']), ABC, crypto.subtle)).toBe('same');
    expect(await verify(new Blob(['abc']), ABC.toUpperCase(), crypto.subtle)).toBe('same');
  });

  it('fails when one byte differs', async () => {
    expect(await verify(new Blob(['abd']), ABC, crypto.subtle)).toBe('different');
  });

  it('is not claimed where the browser cannot compute it', async () => {
    expect(await verify(new Blob(['abc']), ABC, undefined)).toBe('unknown');
  });
});
