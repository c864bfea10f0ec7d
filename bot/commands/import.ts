import { SingleBar } from 'cli-progress';
import type { Clock } from '../clock.js';
import type { Database } from '../db/database.js';
import type { ImportProblem } from '../recordings/importProblems.js';
import { type ImportOptions, type ImportSummary, importRecordings } from '../recordings/importRecordings.js';

export interface ImportCommand extends Omit<ImportOptions, 'onProgress'> {
  database: Database;
  clock: Clock;
  /** Where the operator reads; a terminal also gets a progress bar. */
  out: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * Imports from the recorder and tells the operator (取扱者) in Japanese what came of it: counts first, then one line for each
 * problem with what to do.
 */
export async function runImport({ database, clock, out, ...options }: ImportCommand): Promise<ImportSummary> {
  out.write(`録音装置の書き出し先から取り込みます：${options.folder}\n`);
  const progress = out.isTTY === true ? progressBar(out) : undefined;
  try {
    const onProgress = progress === undefined ? {} : { onProgress: progress.show };
    const summary = await importRecordings(database, clock, { ...options, ...onProgress });
    progress?.stop();
    out.write(describe(summary));
    return summary;
  } finally {
    progress?.stop();
  }
}

function progressBar(stream: NodeJS.WritableStream) {
  const format = '取込み中 {bar} {percentage}%　{rows}行';
  const bar = new SingleBar({ stream, format, barCompleteChar: '█', barIncompleteChar: '░', clearOnComplete: true });
  const show: NonNullable<ImportOptions['onProgress']> = ({ bytesRead, bytesTotal, rows }) => {
    if (!bar.isActive) bar.start(bytesTotal, 0, { rows: '0' });
    bar.update(bytesRead, { rows: formatCount(rows) });
  };
  return { show, stop: () => bar.stop() };
}

function describe(summary: ImportSummary): string {
  const { complete, rows, added, unchanged, expired, problems, problemCount, seconds } = summary;
  const left = problemCount - problems.length;
  return [
    `${complete ? '取込みが終わりました' : '索引を読み取れず、取込みを終えられませんでした'}（索引${formatCount(rows)}行、${seconds.toFixed(1)}秒）。`,
    `　新しく取り込んだ録音　${formatCount(added)}件`,
    `　取込み済みの録音　${formatCount(unchanged)}件`,
    ...(expired > 0 ? [`　保存期間を過ぎたため取り込まない録音　${formatCount(expired)}件`] : []),
    problemCount === 0 ? '　確認が必要なものはありません。' : `　確認が必要なもの　${formatCount(problemCount)}件`,
    ...problems.map((problem) => `　　・${where(problem)}${problem.message}`),
    ...(left > 0 ? [`　　・ほか${formatCount(left)}件`] : []),
    '',
  ].join('\n');
}

function where({ line, fileName }: ImportProblem): string {
  const parts = [line === undefined ? '' : `${line}行目`, fileName ?? ''].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join('　')}：`;
}

function formatCount(count: number): string {
  return count.toLocaleString('ja-JP');
}
