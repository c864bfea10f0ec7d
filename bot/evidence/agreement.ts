import type { Json } from '../audit/canonical.js';
import type { AuditRow } from '../audit/readLog.js';
import type { RequestWithAll } from './gather.js';
import { field, member } from './rowData.js';

/** Two things that have to agree, and whether they do. */
export interface Agreement {
  what: string;
  holds: boolean;
}

type Copy = RequestWithAll['copies'][number];

/** Table and log take their moments one after the other in one transaction, the log after waiting for its turn. */
const APART_MS = 60_000;

/**
 * Holds what the tables say now against what the log says was done: whoever changes a table has to change the log as well, and
 * that breaks its chain.
 */
export function agreementsOf(request: RequestWithAll, rows: readonly AuditRow[]): Agreement[] {
  return [
    ...decisionAgreements(request, rows),
    ...request.copies.flatMap((copy) => copyAgreements(request, copy, rows)),
  ];
}

function decisionAgreements(request: RequestWithAll, rows: readonly AuditRow[]): Agreement[] {
  const { decidedAt, decidedById, answerNumber, answeredAt, letters } = request;
  if (decidedAt === null) return [];
  const decision = last(rows, 'request.approve', 'request.refuse');
  const decided: Agreement = {
    what: '決定の日時・決定者・回答書の番号と、監査記録',
    holds:
      decision !== undefined &&
      atThatTime(decision, decidedAt) &&
      decision.actorId === decidedById &&
      member(decision, 'answerNumber') === answerNumber,
  };
  if (answeredAt === null) return [decided];
  const answer = last(rows, 'request.answer', 'request.reply');
  const logged = answer && member(answer, 'letter');
  const letter = letters.findLast(({ form }) => form === 2);
  return [decided, { what: '回答書のSHA-256と、監査記録', holds: letter !== undefined && logged === letter.sha256 }];
}

function copyAgreements(request: RequestWithAll, copy: Copy, rows: readonly AuditRow[]): Agreement[] {
  const { id, position, sha256, recording, deletedAt } = copy;
  const which = `${position}件目の録音`;
  const approved = members(last(rows, 'request.approve'), 'recordings');
  const copied = members(last(rows, 'request.answer'), 'copies');
  const deletion = about(rows, 'copy.delete', id)[0];
  const counted = request.links.flatMap(({ files }) => files).filter(({ copyId }) => copyId === id);
  const downloads = counted.reduce((sum, file) => sum + file.downloads, 0);
  return [
    { what: `${which}：取込み時と複製のSHA-256`, holds: recording.sha256 === sha256 },
    {
      what: `${which}：SHA-256と、承認・複製の監査記録`,
      holds: approved.includes(recording.sha256) && copied.some((one) => field(one, 'sha256') === sha256),
    },
    {
      what: `${which}：ダウンロードの回数（${downloads}回）と、監査記録`,
      holds: about(rows, 'link.download', id).length === downloads,
    },
    {
      what: `${which}：${deletedAt ? '削除した' : '削除していない'}ことと、監査記録`,
      holds: deletion
        ? deletedAt !== null && atThatTime(deletion, deletedAt) && member(deletion, 'sha256') === sha256
        : deletedAt === null,
    },
  ];
}

function atThatTime({ at }: AuditRow, moment: Date): boolean {
  return Math.abs(new Date(at).getTime() - moment.getTime()) <= APART_MS;
}

function last(rows: readonly AuditRow[], ...actions: string[]): AuditRow | undefined {
  return rows.findLast(({ action }) => actions.includes(action));
}

function about(rows: readonly AuditRow[], action: string, copyId: string): AuditRow[] {
  return rows.filter((row) => row.action === action && member(row, 'copy') === copyId);
}

function members(row: AuditRow | undefined, name: string): Json[] {
  const value = row && member(row, name);
  return Array.isArray(value) ? value : [];
}
