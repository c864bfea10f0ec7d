import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { addDays, civilDate } from '../japanese/civil.js';
import { indexMoment, type SampleCall, sampleCalls } from './sampleCalls.js';
import { callSound } from './scenes.js';
import { waveBytes } from './waveBytes.js';

const INDEX = 'index.csv';
const HEADER = '通話開始日時,通話時間,発着信,相手方電話番号,市側電話番号,ファイル名';
const KEPT_DAYS = 100;
const OWN_NAME = /^\d{8}_\d{6}_\d{5}\.wav$/;

/**
 * Fills the demo's recorder folder with calls dated relative to today, unless it was filled today already: a restart then finds
 * nothing new. On another day the new calls are added to those there, since requests may rest on them; what is older than a
 * hundred days goes.
 */
export async function writeSampleRecordings(folder: string, clock: Clock): Promise<void> {
  const now = clock.now();
  const today = civilDate(now);
  if ((await dayOfIndex(folder)) === today) return;
  await mkdir(folder, { recursive: true });
  const rows = new Map((await readRows(folder)).map((row) => [fileNameOf(row), row]));
  for (const call of sampleCalls(now)) {
    const fileName = await writeCall(folder, call);
    rows.set(fileName, rowOf(call, fileName));
  }
  await dropOld(folder, rows, addDays(today, -KEPT_DAYS));
  await writeIndex(folder, [...rows.values()].sort(), now);
}

async function dayOfIndex(folder: string): Promise<string | undefined> {
  try {
    return civilDate((await stat(join(folder, INDEX))).mtime);
  } catch {
    return undefined;
  }
}

async function readRows(folder: string): Promise<string[]> {
  try {
    const lines = (await readFile(join(folder, INDEX), 'utf8')).split('\r\n').slice(1);
    return lines.filter((line) => OWN_NAME.test(fileNameOf(line)));
  } catch {
    return [];
  }
}

async function writeCall(folder: string, call: SampleCall): Promise<string> {
  const moment = indexMoment(call.startedAt);
  const fileName = `${moment.replace(/[/:]/g, '').replace(' ', '_')}_${call.cityNumber}.wav`;
  const seed = [...fileName].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 0);
  const sound = callSound(call.scene, call.seconds, call.otherNumber, seed);
  const path = join(folder, fileName);
  await writeFile(path, waveBytes(sound, call.format));
  const end = new Date(call.startedAt.getTime() + Math.ceil(call.seconds) * 1000);
  await utimes(path, end, end);
  return fileName;
}

function rowOf(call: SampleCall, fileName: string): string {
  const { startedAt, seconds, direction, otherNumber, cityNumber } = call;
  const duration = new Date(Math.round(seconds) * 1000).toISOString().slice(11, 19);
  return [indexMoment(startedAt), duration, direction, otherNumber, cityNumber, fileName].join(',');
}

function fileNameOf(row: string): string {
  return row.slice(row.lastIndexOf(',') + 1);
}

async function dropOld(folder: string, rows: Map<string, string>, oldestDay: string): Promise<void> {
  for (const fileName of rows.keys()) {
    if (fileName.slice(0, 8) >= oldestDay.replaceAll('-', '')) continue;
    rows.delete(fileName);
    await rm(join(folder, fileName), { force: true });
  }
}

/** The index comes last and at once: a folder that was left half filled is filled again at the next start. */
async function writeIndex(folder: string, rows: string[], now: Date): Promise<void> {
  const temporary = join(folder, '.index.tmp');
  await writeFile(temporary, `\ufeff${[HEADER, ...rows, ''].join('\r\n')}`);
  await utimes(temporary, now, now);
  await rename(temporary, join(folder, INDEX));
}
