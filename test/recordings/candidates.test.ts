import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../bot/db/database.js';
import { findCandidates } from '../../bot/recordings/candidates.js';
import { insertRecordings } from '../../bot/recordings/insertRecordings.js';
import { type CallSought, type RecordingFacts, rankMatches } from '../../bot/recordings/match.js';
import { runs } from '../helpers/chance.js';
import { freshDatabase } from '../helpers/database.js';
import { at, CITIZEN, OTHER_CITIZEN, recorded, sought } from './calls.js';

/** No recording is too old to be offered. */
const EVER = new Date(0);

/** What the index has for a call; no files are attached. */
const foundFor = async (call: CallSought, since: Date) =>
  (await findCandidates(db.client, '00000000-0000-4000-8000-000000000000', call, since)).found;

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.client.recording.deleteMany();
});

/** Puts recordings on record; the id of the facts becomes the file's name. */
async function keep(...calls: RecordingFacts[]): Promise<void> {
  const rows = calls.map(({ id, ...call }) => ({
    ...call,
    fileName: id,
    indexSeconds: Math.round(call.seconds),
    direction: 'incoming',
    sha256: '0'.repeat(64),
    size: 8000n,
    format: 'mulaw',
    modifiedAt: call.startedAt,
    importedAt: call.startedAt,
  }));
  await insertRecordings(db.client, rows);
}

/** What is found, best first; a star marks what is preselected. */
async function found(call: CallSought): Promise<string[]> {
  const matches = await foundFor(call, EVER);
  return matches.map(({ recording, preselected }) => `${recording.fileName}${preselected ? '*' : ''}`);
}

describe('looking for a call in the database', () => {
  it('finds nothing where nothing was recorded', async () => {
    expect(await found(sought())).toEqual([]);
  });

  it('finds the one call of that number and says how it compares', async () => {
    await keep(
      recorded('it', '14:07'),
      recorded('other', '14:05', { otherNumber: OTHER_CITIZEN, cityNumber: '23456' }),
    );
    const matches = await foundFor(sought(), EVER);
    expect(matches[0]).toMatchObject({
      recording: { fileName: 'it', size: 8000n },
      preselected: true,
      reasons: '時刻 +2分・番号一致・長さ一致',
    });
    expect(await found(sought())).toEqual(['it*', 'other']);
  });

  it('finds both parts of a transferred call', async () => {
    await keep(
      recorded('second', '14:09:05', { cityNumber: '12346' }),
      recorded('first', '14:05:40', { seconds: 200 }),
      recorded('somebody', '14:08', { otherNumber: OTHER_CITIZEN }),
    );
    expect((await found(sought())).slice(0, 2)).toEqual(['first*', 'second*']);
  });

  it('finds a withheld call at its extension, and shows another number’s call for choosing only', async () => {
    await keep(recorded('withheld', '14:05', { otherNumber: null }), recorded('numbered', '14:06'));
    expect(await found(sought({ otherNumber: null }))).toEqual(['withheld*', 'numbered']);
  });

  it('finds the right number two hours off, and up to a day off for choosing', async () => {
    await keep(recorded('two hours', '12:05'), recorded('a day', '2026-11-23 14:05'));
    expect(await found(sought())).toEqual(['two hours*', 'a day']);
  });

  it('does not look further than a day for the number, nor further than three hours for anything else', async () => {
    await keep(
      recorded('day and a second', '2026-11-23 14:05:01'),
      recorded('withheld', '17:05:01', { otherNumber: null }),
    );
    expect(await found(sought())).toEqual([]);
    expect(await found(sought({ otherNumber: null }))).toEqual([]);
  });

  it('offers nothing that is past its 90 days, though the recorder still has it', async () => {
    await keep(recorded('it', '14:05'));
    expect(await foundFor(sought(), at('14:05'))).toHaveLength(1);
    expect(await foundFor(sought(), at('14:05:01'))).toEqual([]);
  });

  it('finds the right one of two calls of the same morning', async () => {
    await keep(recorded('nine', '09:02'), recorded('eleven', '11:31'));
    expect(await found(sought({ callAt: at('11:30') }))).toEqual(['eleven*', 'nine']);
  });

  it('finds a call just over midnight from the time on the form', async () => {
    await keep(recorded('it', '2026-11-23 00:03'));
    const matches = await foundFor(sought({ callAt: at('23:59') }), EVER);
    expect(matches[0]).toMatchObject({ preselected: true, reasons: '日付が異なる・番号一致・長さ一致' });
  });

  it('finds the number’s call among thousands of others of a busy day', async () => {
    const others = Array.from({ length: 3000 }, (_, index) => ({
      ...recorded(`other ${index}`, '12:00', { otherNumber: OTHER_CITIZEN, cityNumber: '23456' }),
      startedAt: new Date(at('11:00').getTime() + index * 7_000),
    }));
    await keep(...others, recorded('it', '14:06', { otherNumber: CITIZEN }));
    expect((await found(sought()))[0]).toBe('it*');
  });

  it('leaves nothing unread that would have been shown, whatever was recorded around it', async () => {
    const known = fc.constantFrom(CITIZEN, OTHER_CITIZEN, null);
    const minutes = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -179, max: 179 }));
    const calls = fc.array(
      fc.record({
        seconds: fc.constantFrom(1, 59, 60, 61, 89, 90, 91, 150, 239, 240, 269, 270, 271, 300),
        otherNumber: known,
        cityNumber: fc.constantFrom('12345', '23456'),
        apart: fc.tuple(minutes, fc.integer({ min: 0, max: 59 })).map(([minute, second]) => minute * 60 + second),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(known, calls, async (otherNumber, all) => {
        const call = sought({ otherNumber });
        const recordings = all.map(({ apart, ...facts }, index) => ({
          ...recorded(`call ${index}`, '14:05', facts),
          startedAt: new Date(call.callAt.getTime() + apart * 1000),
        }));
        await db.client.recording.deleteMany();
        await keep(...recordings);
        const expected = rankMatches(call, recordings).map(({ score }) => score);
        expect((await foundFor(call, EVER)).map(({ score }) => score)).toEqual(expected);
      }),
      { numRuns: runs(60) },
    );
  });
});
