import { describe, expect, it } from '@jest/globals';
import { exactLength, wholeMinutes } from '../../bot/japanese/lengths.js';

describe('the length of a call on a form', () => {
  it.each([
    [0.4, 1],
    [29, 1],
    [73, 1],
    [89.9, 1],
    [90, 2],
    [149, 2],
    [150, 3],
  ])('of %d seconds is about %d minutes, rounded half up', (seconds, minutes) => {
    expect(wholeMinutes(seconds)).toBe(minutes);
  });
});

describe('the exact length of a recording', () => {
  it.each([
    [0.2, '1秒'],
    [48.4, '48秒'],
    [73, '1分13秒'],
    [59.6, '1分0秒'],
    [3725, '1時間2分5秒'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(exactLength(seconds)).toBe(words);
  });
});
