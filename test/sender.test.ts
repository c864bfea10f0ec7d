import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { senderOf } from '../bot/sender.js';

describe('one sender', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['2001:db8::2:3:4:5:6', '2001:db8:0:2::/64'],
    ['2001:0DB8:0001::5', '2001:db8:1:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['192.0.2.7:443', '192.0.2.7:443'],
    ['', ''],
  ])('%s is told by %s', (address, sender) => {
    expect(senderOf(address)).toBe(sender);
  });

  it('is a whole /64 network, whichever of its addresses is used', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const half = fc.array(group, { minLength: 4, maxLength: 4 }).map((groups) => groups.join(':'));
    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        expect(senderOf(`${network}:${one}`)).toBe(senderOf(`${network}:${other}`));
      }),
    );
  });
});
