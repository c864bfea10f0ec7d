import { join } from 'node:path';
import type { Recording } from '../db/generated/client.js';
import type { ImportProblemKind } from './importProblems.js';
import type { IndexRow } from './indexRow.js';
import type { NewRecording } from './insertRecordings.js';
import { hashFile, inspectFile, sameState, stateOf } from './inspectFile.js';

/** What an earlier import stored, as far as a later one compares it. */
export type StoredRecording = Pick<
  Recording,
  | 'fileName'
  | 'startedAt'
  | 'indexSeconds'
  | 'direction'
  | 'otherNumber'
  | 'cityNumber'
  | 'sha256'
  | 'size'
  | 'modifiedAt'
>;

/** The columns of {@link StoredRecording}. */
export const STORED_COLUMNS = {
  fileName: true,
  startedAt: true,
  indexSeconds: true,
  direction: true,
  otherNumber: true,
  cityNumber: true,
  sha256: true,
  size: true,
  modifiedAt: true,
} as const;

/** What became of one row. */
export type RowOutcome =
  | { kind: 'new'; recording: NewRecording }
  | { kind: 'unchanged'; bytes: number }
  /** Same bytes under a new modification time, as after the recorder's disk was restored. */
  | { kind: 'touched'; modifiedAt: Date; bytes: number }
  /** `lost`: it was taken in, and lies on the recorder no more. */
  | { kind: 'problem'; problem: ImportProblemKind; message?: string; lost?: true };

/**
 * Looks at the file of one row. What is stored already stays as it was recorded (第4条第1項): a difference is a problem, never
 * an update. Only complete files become recordings, since anything else cannot be handed over faithfully.
 */
export async function examineRow(
  folder: string,
  row: IndexRow,
  stored: StoredRecording | undefined,
  now: Date,
): Promise<RowOutcome> {
  const path = join(folder, row.fileName);
  if (stored !== undefined) return examineKnown(path, row, stored);
  const inspection = await inspectFile(path);
  if ('fault' in inspection) {
    const { fault } = inspection;
    return { kind: 'problem', problem: fault === 'missing' ? 'row_without_file' : fault };
  }
  const { sha256, size, modifiedAt, wave } = inspection.facts;
  const { seconds: indexSeconds, ...call } = row;
  return {
    kind: 'new',
    recording: {
      ...call,
      indexSeconds,
      sha256,
      size: BigInt(size),
      format: wave.format,
      seconds: wave.seconds,
      modifiedAt,
      importedAt: now,
    },
  };
}

async function examineKnown(path: string, row: IndexRow, stored: StoredRecording): Promise<RowOutcome> {
  const state = await stateOf(path);
  if (state === 'unreadable') return { kind: 'problem', problem: 'unreadable' };
  if (state === 'missing') {
    const message =
      '取込み済みの音声ファイルが録音装置の書き出し先からなくなっています。録音装置の保存状況を確認してください。';
    return { kind: 'problem', problem: 'row_without_file', message, lost: true };
  }
  const known = { size: Number(stored.size), modifiedAt: stored.modifiedAt };
  if (state.size !== known.size) return { kind: 'problem', problem: 'changed_file' };
  if (!sameState(state, known)) {
    const sha256 = await hashFile(path, state.size);
    if (sha256 === undefined) return { kind: 'problem', problem: 'unreadable' };
    if (sha256 !== stored.sha256) return { kind: 'problem', problem: 'changed_file' };
  }
  if (!sameCall(row, stored)) return { kind: 'problem', problem: 'changed_row' };
  const { size: bytes, modifiedAt } = state;
  return sameState(state, known) ? { kind: 'unchanged', bytes } : { kind: 'touched', modifiedAt, bytes };
}

function sameCall(row: IndexRow, stored: StoredRecording): boolean {
  return (
    row.startedAt.getTime() === stored.startedAt.getTime() &&
    row.seconds === stored.indexSeconds &&
    row.direction === stored.direction &&
    row.otherNumber === stored.otherNumber &&
    row.cityNumber === stored.cityNumber
  );
}
