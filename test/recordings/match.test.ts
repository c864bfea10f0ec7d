import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CallSought, type RecordingFacts, rankMatches } from '../../bot/recordings/match.js';
import { CITIZEN, OTHER_CITIZEN, recorded, sought } from './calls.js';

const found = (call: CallSought, ...recordings: RecordingFacts[]) =>
  rankMatches(call, recordings).map(({ recording }) => recording.id);

const preselected = (call: CallSought, ...recordings: RecordingFacts[]) =>
  rankMatches(call, recordings)
    .filter((match) => match.preselected)
    .map(({ recording }) => recording.id);

describe('which recording is meant', () => {
  it('is the one of that number at that time', () => {
    const [match, ...others] = rankMatches(sought(), [recorded('it', '14:05:40')]);
    expect(match).toMatchObject({
      recording: { id: 'it' },
      preselected: true,
      reasons: '時刻一致・番号一致・長さ一致',
    });
    expect(others).toEqual([]);
  });

  it('is none where none is near', () => {
    const night = recorded('night', '23:55', { otherNumber: OTHER_CITIZEN, cityNumber: '23456' });
    expect(rankMatches(sought(), [])).toEqual([]);
    expect(rankMatches(sought(), [night])).toEqual([]);
  });

  it('is both parts of a call that was transferred, in the order they were spoken', () => {
    const first = recorded('first', '14:05:40', { seconds: 200 });
    const second = recorded('second', '14:09:05', { cityNumber: '12346', seconds: 300 });
    const matches = rankMatches(sought(), [second, first]);
    expect(matches.map((match) => [match.recording.id, match.preselected])).toEqual([
      ['first', true],
      ['second', true],
    ]);
    expect(matches[1]?.reasons).toMatch(/・転送された通話$/);
  });

  it('is three parts when it was transferred twice', () => {
    const parts = [
      recorded('first', '14:05', { seconds: 60 }),
      recorded('second', '14:07', { seconds: 60, cityNumber: '12346' }),
      recorded('third', '14:09', { seconds: 60, cityNumber: '12347' }),
    ];
    expect(preselected(sought(), ...parts)).toEqual(['first', 'second', 'third']);
  });

  it.each([
    ['began more than five minutes after the first ended', { startedAt: recorded('', '14:12:41').startedAt }],
    ['went to the same extension', { cityNumber: '12345' }],
    ['came from another number', { otherNumber: OTHER_CITIZEN }],
    ['came from a withheld number', { otherNumber: null }],
  ])('is not continued by a call that %s', (_what, facts) => {
    const first = recorded('first', '14:05', { seconds: 160 });
    const next = recorded('next', '14:08', { cityNumber: '12346', ...facts });
    expect(preselected(sought(), first, next)).toEqual(['first']);
  });

  it('is left to the manager when only the number differs', () => {
    const match = rankMatches(sought(), [recorded('it', '14:05', { otherNumber: OTHER_CITIZEN })])[0];
    expect(match).toMatchObject({ preselected: false, reasons: '時刻一致・番号が異なる・長さ一致' });
  });

  it('is not a withheld call when a number was written, nor the other way round', () => {
    expect(preselected(sought(), recorded('it', '14:05', { otherNumber: null }))).toEqual([]);
    expect(preselected(sought({ otherNumber: null }), recorded('it', '14:05'))).toEqual([]);
  });

  it('is a withheld call only at that extension: anybody may withhold a number', () => {
    const call = sought({ otherNumber: null });
    const there = recorded('there', '14:06', { otherNumber: null });
    const elsewhere = recorded('elsewhere', '14:05', { otherNumber: null, cityNumber: '23456' });
    expect(rankMatches(call, [there])[0]).toMatchObject({ preselected: true, reasons: '時刻 +1分・非通知・長さ一致' });
    expect(preselected(call, elsewhere)).toEqual([]);
    expect(preselected(call, there, elsewhere)).toEqual(['there']);
  });

  it('is still the right number’s call two hours off, if extension and length agree', () => {
    const match = rankMatches(sought(), [recorded('it', '16:05')])[0];
    expect(match).toMatchObject({ preselected: true, reasons: '時刻 +120分・番号一致・長さ一致' });
    const vague = recorded('vague', '16:05', { cityNumber: '23456' });
    expect(rankMatches(sought(), [vague])[0]).toMatchObject({
      preselected: false,
      reasons: '時刻 +120分・番号一致・市側番号が異なる・長さ一致',
    });
  });

  it('is listed, not preselected, when the number called on another day', () => {
    const match = rankMatches(sought(), [recorded('it', '2026-11-21 14:05')])[0];
    expect(match).toMatchObject({ preselected: false, reasons: '日付が異なる・番号一致・長さ一致' });
  });

  it('is the nearer one when the same number called twice the same morning', () => {
    const calls = [recorded('nine', '09:02'), recorded('eleven', '11:31')];
    const ids = (time: string) => preselected(sought({ callAt: recorded('', time).startedAt }), ...calls);
    expect([ids('09:00'), ids('11:30')]).toEqual([['nine'], ['eleven']]);
  });

  it('is the nearer one even within minutes, in whatever order the recorder lists them', () => {
    const calls = [recorded('before', '14:01'), recorded('it', '14:05'), recorded('after', '14:08')];
    expect(preselected(sought(), ...calls)).toEqual(['it']);
    expect(preselected(sought(), ...calls.toReversed())).toEqual(['it']);
  });
});

describe('the comparison in words', () => {
  it.each([
    ['14:05:59', 160, '時刻一致・番号一致・長さ一致'],
    ['14:04:01', 160, '時刻 −1分・番号一致・長さ一致'],
    ['14:00:40', 160, '時刻 −5分・番号一致・長さ一致'],
    ['14:07:00', 181, '時刻 +2分・番号一致・長さ一致'],
    ['14:07:00', 210, '時刻 +2分・番号一致・長さ +1分'],
    ['14:03:00', 120, '時刻 −2分・番号一致・長さ −1分'],
    ['14:05:00', 5, '時刻一致・番号一致・長さ −2分'],
  ])('of a call at %s of %i seconds is %s', (time, seconds, reasons) => {
    expect(rankMatches(sought(), [recorded('it', time, { seconds })])[0]?.reasons).toBe(reasons);
  });

  it('counts a call of a few seconds as the one minute that the form says', () => {
    const match = rankMatches(sought({ durationMinutes: 1 }), [recorded('it', '14:05', { seconds: 0.4 })])[0];
    expect(match?.reasons).toContain('長さ一致');
  });
});

describe('the list of candidates', () => {
  it('has five lines at most, what is meant first', () => {
    const busy = Array.from({ length: 20 }, (_, index) => recorded(`near ${index}`, '14:05', { otherNumber: null }));
    const ids = found(sought(), ...busy, recorded('it', '15:20'));
    expect(ids).toHaveLength(5);
    expect(ids[0]).toBe('it');
  });

  it('has more only when one call was transferred that often', () => {
    const parts = Array.from({ length: 7 }, (_, index) =>
      recorded(`part ${index}`, `14:0${index}`, { seconds: 50, cityNumber: String(12345 + index) }),
    );
    const call = sought({ callAt: recorded('', '14:00').startedAt, durationMinutes: 1 });
    expect(preselected(call, ...parts)).toHaveLength(7);
    expect(found(call, ...parts, recorded('other', '14:01', { otherNumber: null }))).toHaveLength(7);
  });
});

describe('whatever else the recorder holds', () => {
  const time = fc.integer({ min: 0, max: 24 * 60 * 60 - 1 }).map((second) => {
    const part = (value: number) => String(Math.floor(value) % 60).padStart(2, '0');
    return `${String(Math.floor(second / 3600)).padStart(2, '0')}:${part(second / 60)}:${part(second)}`;
  });
  const number = fc.constantFrom(CITIZEN, OTHER_CITIZEN, null);
  const city = fc.constantFrom('12345', '12346', '23456');
  const recording = fc.record({ time, number, city, seconds: fc.integer({ min: 1, max: 1800 }) });
  const recordings = fc
    .array(recording, { maxLength: 12 })
    .map((all) =>
      all.map((one, index) =>
        recorded(`r${index}`, one.time, { otherNumber: one.number, cityNumber: one.city, seconds: one.seconds }),
      ),
    );
  const unrelated = fc
    .array(fc.record({ time, seconds: fc.integer({ min: 1, max: 1800 }) }), { maxLength: 30 })
    .map((all) =>
      all.map((one, index) =>
        recorded(`unrelated ${index}`, one.time, {
          otherNumber: '+819000000000',
          cityNumber: '34567',
          seconds: one.seconds,
        }),
      ),
    );
  const call = fc
    .record({ time, number })
    .map((one) => sought({ callAt: recorded('', one.time).startedAt, otherNumber: one.number }));

  it('unrelated calls never change what is preselected', () => {
    fc.assert(
      fc.property(call, recordings, unrelated, (wanted, theirs, others) => {
        expect(preselected(wanted, ...theirs, ...others)).toEqual(preselected(wanted, ...theirs));
        expect(preselected(wanted, ...others, ...theirs)).toEqual(preselected(wanted, ...theirs));
      }),
    );
  });

  it('nothing of another number is ever preselected, and what is preselected comes first', () => {
    fc.assert(
      fc.property(call, recordings, (wanted, theirs) => {
        const matches = rankMatches(wanted, theirs);
        const chosen = matches.filter((match) => match.preselected);
        expect(matches.slice(0, chosen.length)).toEqual(chosen);
        for (const { recording } of chosen) expect(recording.otherNumber).toBe(wanted.otherNumber);
        expect(matches.length).toBeLessThanOrEqual(Math.max(5, chosen.length));
      }),
    );
  });
});
