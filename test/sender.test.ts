import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { senderOf, Throttle } from '../bot/sender.js';

describe('a throttle of two tries a minute', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('lets two through, tells which one was the first too many, and when to come back', async () => {
    const throttle = new Throttle(2);
    expect(await throttle.take('a')).toMatchObject({ allowed: true, retryAfter: 60 });
    jest.advanceTimersByTime(20_500);
    expect(await throttle.take('a')).toMatchObject({ allowed: true, firstRefused: false });
    expect(await throttle.take('a')).toEqual({ allowed: false, firstRefused: true, retryAfter: 40 });
    expect(await throttle.take('a')).toEqual({ allowed: false, firstRefused: false, retryAfter: 40 });
    expect(await throttle.take('b')).toMatchObject({ allowed: true });
  });

  it('forgets when the minute is over', async () => {
    const throttle = new Throttle(2);
    for (let time = 0; time < 5; time++) await throttle.take('a');
    jest.advanceTimersByTime(60_000);
    expect(await throttle.take('a')).toMatchObject({ allowed: true });
  });
});

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
