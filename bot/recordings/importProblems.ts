import { ruleCites } from '../rule/office.js';

/** What can be wrong between the recorder's index and its files. */
export type ImportProblemKind =
  | 'missing_index'
  | 'bad_index'
  | 'bad_row'
  | 'duplicate_row'
  | 'changed_row'
  | 'row_without_file'
  | 'file_without_row'
  | 'empty_file'
  | 'truncated'
  | 'not_wave'
  | 'unsupported_format'
  | 'unreadable'
  | 'changed_file';

/** One thing for the operator to look at. */
export interface ImportProblem {
  kind: ImportProblemKind;
  /** Line of the index, the header being line 1. */
  line?: number;
  fileName?: string;
  /** One Japanese sentence or two on one line: what is wrong and what to do. */
  message: string;
}

/** What the operator is told for each kind, where the case itself has nothing to add. */
const PROBLEM_MESSAGES: Readonly<Record<ImportProblemKind, string>> = {
  missing_index:
    '索引（index.csv）を開けません。録音装置の書き出し先フォルダーの指定と、読み取りの権限を確認してください。',
  bad_index: '索引（index.csv）を読み取れません。録音装置から書き出し直してください。',
  bad_row: '索引のこの行を読み取れないため、取り込んでいません。録音装置の索引を確認してください。',
  duplicate_row: '同じファイル名の行が前にもあるため、前の行だけを使いました。録音装置の索引を確認してください。',
  changed_row: `索引の内容が取込み時から変わっています。取込み時の内容を残しました。録音装置の索引を確認してください（${ruleCites('unaltered')}）。`,
  row_without_file:
    '索引に行がありますが、音声ファイルがありません。録音装置からの書き出しが終わっているか確認してください。',
  file_without_row:
    '音声ファイルがありますが、索引に行がありません。書き出しの途中であれば次回取り込みます。続く場合は録音装置の索引を確認してください。',
  empty_file: '音声ファイルの中身が空です。録音装置で録音の状態を確認してください。',
  truncated:
    '音声ファイルが途中で切れています。書き出しの途中であれば次回取り込みます。続く場合は録音装置から書き出し直してください。',
  not_wave: '音声ファイルがWAV形式ではありません。録音装置の書き出し設定を確認してください。',
  unsupported_format:
    '音声の符号化方式に対応していません。録音装置の書き出し設定をG.711（μ-law・A-law）かPCM（16ビット）にしてください。',
  unreadable: '音声ファイルを読み取れません。ファイルの種類と読み取りの権限を確認してください。',
  changed_file: `音声ファイルが取込み時から変わっています。取込み時の記録を残しました。録音装置の管理状況を確認してください（${ruleCites('unaltered')}）。`,
};

/** Problems in the order met: all are counted, the first `limit` kept. */
export interface ProblemList {
  readonly kept: ImportProblem[];
  count(): number;
  add(kind: ImportProblemKind, where: { line?: number; fileName?: string; message?: string }): void;
}

/** An empty list that keeps at most `limit` problems, so that a broken export of 600,000 rows does not fill the memory. */
export function problemList(limit: number): ProblemList {
  const kept: ImportProblem[] = [];
  let count = 0;
  return {
    kept,
    count: () => count,
    add(kind, { line, fileName, message }) {
      count++;
      if (kept.length >= limit) return;
      kept.push({
        kind,
        ...(line === undefined ? {} : { line }),
        ...(fileName === undefined ? {} : { fileName: printable(fileName) }),
        message: message ?? PROBLEM_MESSAGES[kind],
      });
    },
  };
}

/** A name from the recorder's folder may hold anything; a terminal must not obey it. */
function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '�').slice(0, 255);
}
