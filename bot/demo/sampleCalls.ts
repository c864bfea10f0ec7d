import { addDays, civilDate, momentOf } from '../japanese/civil.js';
import type { Scene } from './scenes.js';
import type { SampleFormat } from './waveBytes.js';

/** A call of the demo's recorder; all telephone numbers are made up. */
export interface SampleCall {
  startedAt: Date;
  seconds: number;
  direction: '着信' | '発信' | '内線';
  otherNumber: string;
  cityNumber: string;
  format: SampleFormat;
  scene: Scene;
}

const DAY_MS = 86_400_000;
const RECENT_MINUTES = 25;

type Plan = readonly [
  daysAgo: number,
  time: string,
  seconds: number,
  direction: SampleCall['direction'],
  otherNumber: string,
  cityNumber: string,
  format: SampleFormat,
  scene: Scene,
];

/** The first is past its 90 days (第4条第2項), the second nearly; yesterday's angry call was transferred and has two parts. */
const PLANS: readonly Plan[] = [
  [96, '10:42:18', 64, '着信', '0961112222', '34567', 'mulaw', 'question'],
  [88, '15:31:07', 48, '着信', '0963282111', '12345', 'alaw', 'question'],
  [75, '11:05:44', 190, '着信', '09012345678', '12345', 'mulaw', 'complaint'],
  [60, '14:05:10', 42, '発信', '0942123456', '23456', 'alaw', 'outgoing'],
  [45, '09:12:31', 37, '着信', '0961112222', '20001', 'mulaw', 'question'],
  [30, '13:20:55', 51, '着信', '非通知', '12345', 'pcm16', 'silent'],
  [21, '16:48:02', 29, '着信', '+81-96-328-2111', '34567', 'mulaw', 'question'],
  [14, '10:15:40', 73, '着信', '09012345678', '12345', 'mulaw', 'complaint'],
  [9, '08:45:00', 18, '着信', '0961112222', '34567', 'mulaw', 'question'],
  [6, '12:00:00', 15, '内線', '12345', '45678', 'pcm16', 'colleagues'],
  [3, '00:30:05', 22, '着信', '非通知', '20001', 'pcm16', 'silent'],
  [2, '09:30:12', 26, '着信', '0963282111', '12345', 'alaw', 'question'],
  [1, '14:03:20', 25.4, '着信', '09012345678', '12345', 'mulaw', 'angry'],
  [1, '14:05:02', 31, '着信', '09012345678', '12346', 'mulaw', 'transferred'],
];

/** The calls of the last hundred days as seen from a moment, oldest first; the last one was within the hour. */
export function sampleCalls(now: Date): SampleCall[] {
  const today = civilDate(now);
  const planned = PLANS.map(
    ([daysAgo, time, seconds, direction, otherNumber, cityNumber, format, scene]): SampleCall => {
      const minute = momentOf(addDays(today, -daysAgo), time.slice(0, 5));
      const startedAt = new Date(minute.getTime() + Number(time.slice(6)) * 1000);
      return { startedAt, seconds, direction, otherNumber, cityNumber, format, scene };
    },
  );
  const recent: SampleCall = {
    startedAt: new Date(Math.floor(now.getTime() / 1000) * 1000 - RECENT_MINUTES * 60_000),
    seconds: 41,
    direction: '着信',
    otherNumber: '0961112222',
    cityNumber: '12345',
    format: 'mulaw',
    scene: 'question',
  };
  return [...planned, recent];
}

/** Date and time of a moment in Tokyo to the second, `2026/09/15 09:30:12`. */
export function indexMoment(at: Date): string {
  return new Date(at.getTime() + (9 / 24) * DAY_MS).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}
