import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openThrottles } from '../../bot/db/throttle.js';
import { Presence } from '../../bot/presence.js';

const presence = new Presence(
  async () => {},
  () => true,
);
const nowhere = () => Promise.reject(new Error('nothing is asked of a database'));
const throttles = openThrottles({ isShared: false, presence, executeSql: nowhere }, ['a secret']);

describe('a throttle of two tries a minute', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('lets two through, tells which one was the first too many, and when to come back', async () => {
    const throttle = throttles.of('tries', 2);
    expect(await throttle.take('a')).toMatchObject({ allowed: true, retryAfter: 60 });
    jest.advanceTimersByTime(20_500);
    expect(await throttle.take('a')).toMatchObject({ allowed: true, firstRefused: false });
    expect(await throttle.take('a')).toEqual({ allowed: false, firstRefused: true, retryAfter: 40 });
    expect(await throttle.take('a')).toEqual({ allowed: false, firstRefused: false, retryAfter: 40 });
    expect(await throttle.take('b')).toMatchObject({ allowed: true });
  });

  it('forgets when the minute is over', async () => {
    const throttle = throttles.of('tries', 2);
    for (let time = 0; time < 5; time++) await throttle.take('a');
    jest.advanceTimersByTime(60_000);
    expect(await throttle.take('a')).toMatchObject({ allowed: true });
  });
});

it('what processes count together, each counts for itself while their server is away', async () => {
  const [one, other] = [1, 2].map(() =>
    openThrottles({ isShared: true, presence, executeSql: nowhere }, ['a secret']).of('tries', 2),
  );
  const tried = [];
  for (let time = 0; time < 4; time++) tried.push(await one?.take('a'));
  expect(tried.map((verdict) => verdict?.allowed)).toEqual([true, true, false, false]);
  expect(tried.map((verdict) => verdict?.firstRefused)).toEqual([false, false, true, false]);
  expect(await other?.take('a')).toMatchObject({ allowed: true });
});
