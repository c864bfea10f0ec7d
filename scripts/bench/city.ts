import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../bot/clock.js';
import { indexMoment } from '../../bot/demo/sampleCalls.js';
import { SAMPLE_RATE, waveBytes } from '../../bot/demo/waveBytes.js';
import { addDays, civilDate, civilTime, momentOf } from '../../bot/japanese/civil.js';

export const MANAGER = '22222222-2222-4222-8222-999999999999';

/** The head of the section with this number. */
export const chiefId = (number: number) => `22222222-2222-4222-8222-${String(number).padStart(12, '0')}`;

/** Writes a directory of a 管財課長 and so many heads of a section each; returns its path. */
export async function writeDirectory(folder: string, chiefs: number): Promise<string> {
  const rows = Array.from(
    { length: chiefs },
    (_, number) =>
      `${chiefId(number)},試験 ${number}号,c${number}@example.jp,市民局,第${number}課,第${number}発,第${number}課長,主管課長`,
  );
  const manager = `${MANAGER},試験 太郎,taro@example.jp,総務局,管財課,管財発,管財課長,管理責任者`;
  const path = join(folder, 'directory.csv');
  await writeFile(path, ['オブジェクトID,氏名,メール,局,課室,文書記号,職名,役割', ...rows, manager, ''].join('\n'));
  return path;
}

/** One call that can be applied for, and what the form says of it. */
export interface Call {
  startedAt: Date;
  otherNumber: string;
  cityNumber: string;
}

/** Calls of a day that the recorder has, one a minute from nine o'clock. */
const CALLS_A_DAY = 480;

/** The call with this number: each has a minute and a caller of its own, the first ones yesterday, the others before. */
export function callOf(number: number): Call {
  const day = addDays(civilDate(systemClock.now()), -1 - Math.floor(number / CALLS_A_DAY));
  const startedAt = new Date(momentOf(day, '09:00').getTime() + (number % CALLS_A_DAY) * 60_000);
  return { startedAt, otherNumber: `0901${String(number).padStart(7, '0')}`, cityNumber: '12345' };
}

/** What somebody types who applies for a call of so many bytes. */
export function entriesOf({ startedAt, otherNumber, cityNumber }: Call, bytes: number) {
  const [callDate, callTime] = [civilDate(startedAt), civilTime(startedAt)];
  const durationMinutes = String(Math.max(1, Math.round(secondsOf(bytes) / 60)));
  return { callDate, callTime, durationMinutes, otherNumber, cityNumber };
}

/** Whole seconds of a call that fills a file of so many bytes. */
function secondsOf(bytes: number): number {
  return Math.max(1, Math.floor((bytes - WAVE_HEADER) / SAMPLE_RATE));
}

const WAVE_HEADER = 44;

/** Writes a recorder's folder with so many calls of so many bytes each; returns its path. */
export async function writeRecorder(folder: string, calls: number, bytes: number): Promise<string> {
  const path = join(folder, 'recorder');
  await mkdir(path, { recursive: true });
  const seconds = secondsOf(bytes);
  const sound = waveBytes(new Float32Array(seconds * SAMPLE_RATE), 'mulaw');
  const duration = new Date(seconds * 1000).toISOString().slice(11, 19);
  const rows: string[] = [];
  for (let number = 0; number < calls; number++) {
    const { startedAt, otherNumber, cityNumber } = callOf(number);
    const name = `call${String(number).padStart(7, '0')}.wav`;
    await writeFile(join(path, name), sound);
    const end = new Date(startedAt.getTime() + seconds * 1000);
    await utimes(join(path, name), end, end);
    rows.push([indexMoment(startedAt), duration, '着信', otherNumber, cityNumber, name].join(','));
  }
  const header = '通話開始日時,通話時間,発着信,相手方電話番号,市側電話番号,ファイル名';
  await writeFile(join(path, 'index.csv'), [header, ...rows, ''].join('\r\n'));
  return path;
}
