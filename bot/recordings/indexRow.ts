import { AppError } from '../errors.js';
import { isCivilDate } from '../japanese/civil.js';
import { parsePhone } from '../japanese/phone.js';
import { foldNumeric } from '../japanese/text.js';

/** The columns of the recorder's index. */
export type ColumnKey = 'startedAt' | 'duration' | 'direction' | 'otherNumber' | 'cityNumber' | 'fileName';

/** The column names the recorder writes unless it is configured otherwise (`RECORDER_DIR` in the design). */
export const DEFAULT_COLUMNS: Readonly<Record<ColumnKey, string>> = {
  startedAt: '通話開始日時',
  duration: '通話時間',
  direction: '発着信',
  otherNumber: '相手方電話番号',
  cityNumber: '市側電話番号',
  fileName: 'ファイル名',
};

/**
 * Column names as they are configured, from the usual name to the recorder's own: `{"通話開始日時": "start"}`.
 *
 * @throws AppError `config` when a usual name is unknown
 */
export function columnsFrom(names: Readonly<Record<string, string>>): Partial<Record<ColumnKey, string>> {
  const keys = new Map(Object.entries(DEFAULT_COLUMNS).map(([key, name]) => [name, key]));
  return Object.fromEntries(
    Object.entries(names).map(([usual, own]) => {
      const key = keys.get(usual);
      if (key !== undefined) return [key, own];
      const known = [...keys.keys()].join(', ');
      throw new AppError(
        'config',
        `RECORDER_COLUMNS names an unknown column; the columns are ${known}`,
        `列名の設定にある「${usual}」は、索引の列名ではありません。`,
      );
    }),
  );
}

/** Who called whom: 着信, 発信, 内線. */
type Direction = 'incoming' | 'outgoing' | 'internal';

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['着信', 'incoming'],
  ['発信', 'outgoing'],
  ['内線', 'internal'],
]);

/** The call data of one recording (第2条第2号) as the recorder's index gives them. */
export interface IndexRow {
  /** The moment the call began. */
  startedAt: Date;
  /** Length of the call in seconds. */
  seconds: number;
  direction: Direction;
  /** E.164, an extension, the digits as dialled (110), or null where no number was sent. */
  otherNumber: string | null;
  /** An extension or E.164. */
  cityNumber: string;
  fileName: string;
}

/** A row, or why it cannot be used; the file name is given where it could be read all the same. */
export type RowReading = { row: IndexRow } | { problem: string; fileName?: string };

/**
 * Reads one row of the recorder's index. Dates and times are Asia/Tokyo. A file name that leads out of the folder is refused.
 *
 * @param areaCode area code for numbers written without one
 */
export function readIndexRow(cells: Readonly<Record<ColumnKey, string>>, areaCode: string): RowReading {
  const { fileName } = cells;
  if (!isPlainFileName(fileName)) {
    return { problem: 'ファイル名が空か、使えない文字（「/」「\\」「..」など）を含んでいます。' };
  }
  const refuse = (problem: string): RowReading => ({ problem, fileName });
  const startedAt = readMoment(cells.startedAt);
  if (startedAt === undefined) return refuse('通話開始日時が暦にない日時か、読み取れない形です。');
  const seconds = readDuration(cells.duration);
  if (seconds === undefined) return refuse('通話時間が「00:00:26」の形ではありません。');
  const direction = DIRECTIONS.get(cells.direction);
  if (direction === undefined) return refuse('発着信が「着信」「発信」「内線」のいずれでもありません。');
  const otherNumber = cells.otherNumber === '' ? null : readNumber(cells.otherNumber, areaCode);
  if (otherNumber === undefined) return refuse('相手方電話番号が読み取れません。');
  const cityNumber = readNumber(cells.cityNumber, areaCode);
  if (cityNumber === undefined || cityNumber === null) return refuse('市側電話番号が読み取れません。');
  return { row: { startedAt, seconds, direction, otherNumber, cityNumber, fileName } };
}

/** True for a name of a file in the folder itself: no separators, no `..`, no control characters, at most 255 bytes. */
function isPlainFileName(name: string): boolean {
  if (name === '' || name === '.' || name.includes('..')) return false;
  return !/[/\\\p{Cc}]/u.test(name) && Buffer.byteLength(name) <= 255;
}

function readMoment(text: string): Date | undefined {
  const match = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})[ T](\d{1,2}):(\d{2}):(\d{2})$/.exec(foldNumeric(text));
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => part.padStart(2, '0'));
  const date = `${year}-${month}-${day}`;
  if (!isCivilDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return new Date(`${date}T${hour}:${minute}:${second}+09:00`);
}

function readDuration(text: string): number | undefined {
  const match = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/.exec(foldNumeric(text));
  if (!match) return undefined;
  const [hours, minutes, seconds] = match.slice(1).map(Number) as [number, number, number];
  return hours * 3600 + minutes * 60 + seconds;
}

function readNumber(text: string, areaCode: string): string | null | undefined {
  const phone = parsePhone(text, areaCode);
  if (phone?.kind === 'withheld') return null;
  if (phone !== undefined) return phone.value;
  // A private exchange's own numbers: no valid public number, but the call must be found all the same.
  const dialled = foldNumeric(text).replace(/[\s()-]/g, '');
  return /^\+?[\d*#]{1,20}$/.test(dialled) ? dialled : undefined;
}
