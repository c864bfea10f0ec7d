import { describe, expect, it } from '@jest/globals';
import { linkIdOf, tokenOf } from '../../../bot/web/page/token.js';

const TOKEN = 'b3c1-9f.4Zr0-xA_9Kq2mN7pLw3s';

describe('the token in the address', () => {
  it('is read from the fragment whole', () => {
    expect(tokenOf(`#${TOKEN}`)).toBe(TOKEN);
  });

  it.each(['', '#', '#b3c1-9f', '#b3c1-9f.', '#.4Zr0-xA_9Kq2mN7pLw3s', '#b3c1-9f.4Zr0', `#${TOKEN}。`])(
    'is missing when the link was cut off or spoiled: 「%s」',
    (fragment) => {
      expect(tokenOf(fragment)).toBeNull();
    },
  );

  it('gives away only its first half as the id', () => {
    expect(linkIdOf(TOKEN)).toBe('b3c1-9f');
  });
});
