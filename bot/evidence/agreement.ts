import type { Json } from '../audit/canonical.js';
import type { AuditRow } from '../audit/readLog.js';
import { actionsOf, verbOf } from '../requests/verbs/index.js';
import { resubmit, submit } from '../requests/verbs/submit.js';
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
    ...wayAgreements(request, rows),
    ...decisionAgreements(request, rows),
    ...handOverAgreements(request, rows),
    ...request.copies.flatMap((copy) => copyAgreements(request, copy, rows)),
  ];
}

/** The state of the request and who filed it last; what the log tells of has to be in the tables, too. */
function wayAgreements(request: RequestWithAll, rows: readonly AuditRow[]): Agreement[] {
  const state = rows.flatMap(({ action }) => verbOf(action)?.to ?? []).at(-1);
  const filed = last(rows, ...SUBMISSIONS);
  const succeeded = last(rows, 'request.succeed');
  // A successor stands in the chief's place; the log tells from whom to whom.
  const chief = succeeded && (filed?.seq ?? 0) < succeeded.seq ? member(succeeded, 'to') : filed?.actorId;
  return [
    { what: '申請の状況と、監査記録', holds: state === request.status },
    {
      what: '申請の日時・申請者と、監査記録',
      holds:
        filed !== undefined &&
        request.submittedAt !== null &&
        atThatTime(filed, request.submittedAt) &&
        request.submittedByIds.includes(filed.actorId ?? '') &&
        chief === request.chiefId,
    },
  ];
}

/** What the log says was made and handed over is there: both letters, the copies, the links and whose they are. */
function handOverAgreements(request: RequestWithAll, rows: readonly AuditRow[]): Agreement[] {
  const { letters, links, copies } = request;
  const reopened = last(rows, 'request.reopen')?.seq ?? 0;
  const answer = rows.findLast(
    ({ action, seq }) => seq > reopened && ['request.answer', 'request.reply'].includes(action),
  );
  const told = rows.filter(({ action }) => action === 'request.letter');
  const drawn = told.map((row) => member(row, 'letter'));
  // The first versions wrote no such row.
  const since = told[0] === undefined ? Number.POSITIVE_INFINITY : new Date(told[0].at).getTime() - APART_MS;
  const applications = letters.filter(({ form }) => form === 1);
  const [all, later] = [applications, applications.filter(({ createdAt }) => createdAt.getTime() >= since)].map(
    (some) => some.map(({ sha256 }) => sha256 as Json),
  ) as [Json[], Json[]];
  const issued = rows.flatMap((row) => {
    const recipient = member(row, 'recipient') ?? (row.action === 'request.reissue' ? row.actorId : undefined);
    return ISSUING.has(row.action) && recipient !== undefined ? [{ link: member(row, 'link'), recipient }] : [];
  });
  return [
    {
      what: '申請書のSHA-256と、監査記録',
      holds: drawn.every((one) => one !== undefined && all.includes(one)) && later.every((one) => drawn.includes(one)),
    },
    ...(answer === undefined && request.answeredAt === null
      ? []
      : [
          { what: '回答したことと、監査記録', holds: answer !== undefined && request.answeredAt !== null },
          {
            what: `複製データの件数（${copies.length}件）と、監査記録`,
            holds: copies.length === members(answer, 'copies').length,
          },
        ]),
    ...(issued.length === 0
      ? []
      : [
          {
            what: '取得リンクとその宛先と、監査記録',
            holds: issued.every(({ link, recipient }) =>
              links.some(({ id, recipientId }) => id === link && recipientId === recipient),
            ),
          },
        ]),
  ];
}

/** Rows that tell of a link that was made, and for whom. */
const ISSUING: ReadonlySet<string> = new Set(['request.answer', 'request.reply', 'request.share', 'request.reissue']);

/** Filed for the first time, and again, as the log has called it. */
const SUBMISSIONS = [submit, resubmit].flatMap((verb) => actionsOf(verb));

function decisionAgreements(request: RequestWithAll, rows: readonly AuditRow[]): Agreement[] {
  const { decidedAt, decidedById, answerNumber, answeredAt, letters } = request;
  const reopened = last(rows, 'request.reopen')?.seq ?? 0;
  const decision = last(rows, 'request.approve', 'request.refuse');
  const stands = decision !== undefined && decision.seq > reopened;
  if (decidedAt === null && !stands) return [];
  const decided: Agreement = {
    what: '決定の日時・決定者・要件・回答書の番号と、監査記録',
    holds:
      stands &&
      decidedAt !== null &&
      decision.actorName === request.decidedByName &&
      saysOrNothing(decision, 'deputy', request.decidedAsDeputy) &&
      saysOrNothing(decision, 'ground', request.ground) &&
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
  const attached = rows.filter(({ action }) => action === 'request.attach').map((row) => member(row, 'sha256'));
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
    ...(recording.attachedToId === null
      ? []
      : [
          {
            what: `${which}：添付された録音と、監査記録`,
            holds: recording.attachedToId === request.id && attached.includes(recording.sha256),
          },
        ]),
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

/** Whether a row says so; rows of earlier versions say nothing of some things. */
function saysOrNothing(row: AuditRow, name: string, value: Json): boolean {
  const said = member(row, name);
  return said === undefined || said === value;
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
