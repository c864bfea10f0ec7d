import { describe, expect, it } from '@jest/globals';
import { Activity } from '../../bot/audit/coverage.js';
import type { RecordedHead } from '../../bot/audit/heads.js';
import { civilDate } from '../../bot/japanese/civil.js';

const head = (at: string): RecordedHead => ({ day: civilDate(new Date(at)), seq: 1, hash: '', at });
function gaps(rows: string[], heads: string[]): string[] {
  const activity = new Activity();
  for (const at of rows) activity.note(at);
  return activity.gapsIn(heads.map(head));
}

describe('heads kept outside the database', () => {
  it('reach over a log when there is one of every day on which something was written, and one of the last day', () => {
    const rows = ['2026-11-20T01:00:00.000Z', '2026-11-20T03:00:00.000Z', '2026-11-24T01:00:00.000Z'];
    expect(gaps(rows, ['2026-11-20T02:00:00.000Z', '2026-11-24T02:00:00.000Z'])).toEqual([]);
    expect(gaps([], [])).toEqual([]);
  });

  it('count by the days of Tokyo', () => {
    // The evening of one day and the morning of the next in Tokyo are one day in London.
    expect(gaps(['2026-11-20T14:59:00.000Z', '2026-11-20T15:01:00.000Z'], ['2026-11-20T14:00:00.000Z'])).toEqual([]);
    expect(gaps(['2026-11-20T14:59:00.000Z'], ['2026-11-20T15:00:00.000Z'])).toEqual([
      'The first head is of 2026-11-21, but the log begins on 2026-11-20.',
    ]);
  });

  it('do not reach over a day without one', () => {
    const rows = [20, 21, 22, 23].map((day) => `2026-11-${day}T01:00:00.000Z`);
    expect(gaps(rows, ['2026-11-20T02:00:00.000Z', '2026-11-23T02:00:00.000Z'])).toEqual([
      'No head was kept on 2026-11-21, 2026-11-22.',
    ]);
  });

  it('name five days at the most', () => {
    const rows = Array.from({ length: 9 }, (_, day) => `2026-11-${10 + day}T01:00:00.000Z`);
    expect(gaps(rows, ['2026-11-10T02:00:00.000Z', '2026-11-18T02:00:00.000Z'])).toEqual([
      'No head was kept on 2026-11-11, 2026-11-12, 2026-11-13, 2026-11-14, 2026-11-15 and 2 more.',
    ]);
  });

  it('do not reach over what was written more than 26 hours after the newest', () => {
    const rows = ['2026-11-20T01:00:00.000Z', '2026-11-21T03:00:00.000Z'];
    expect(gaps(rows, ['2026-11-20T01:00:00.000Z'])).toEqual([]);
    expect(gaps([...rows, '2026-11-21T03:00:01.000Z'], ['2026-11-20T01:00:00.000Z'])).toEqual([
      'The newest head is 26 hours older than the last row.',
    ]);
  });

  it('do not reach over anything when there is none, or only one from before the log', () => {
    expect(gaps(['2026-11-20T01:00:00.000Z'], [])).toEqual(['No head of the log is kept outside the database.']);
    expect(gaps(['2026-11-20T01:00:00.000Z'], ['2026-09-15T01:00:00.000Z'])).toHaveLength(1);
  });
});
