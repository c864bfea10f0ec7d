import { hashRow } from '../audit/append.js';
import type { RecordedHead } from '../audit/heads.js';
import type { AuditRow } from '../audit/readLog.js';
import type { AuditVerification } from '../audit/verify.js';
import { copiesUntil } from '../links/issue.js';
import { approve } from '../requests/verbs/approve.js';
import { refuse } from '../requests/verbs/refuse.js';
import { answerName, documentName } from '../rule/documentNumber.js';
import { formatReceipt } from '../rule/receipt.js';
import { agreementsOf } from './agreement.js';
import type { Gathered, RequestWithAll } from './gather.js';
import type { Evidence, LogRow } from './schema.js';
import { wordsOf } from './words.js';

/** What a sheet is made of. */
export interface Sources {
  gathered: Gathered;
  /** Heads kept outside the database. */
  heads: readonly RecordedHead[];
  verification: AuditVerification;
  madeAt: Date;
  madeBy: { id: string; name: string } | null;
  /** Days a copy is kept after 交付. */
  copyDays: number;
}

/** The evidence of one request as its file says it. The same sources give the same document. */
export function evidenceOf({ gathered, heads, verification, madeAt, madeBy, copyDays }: Sources): Evidence {
  const { request, names, head, rows } = gathered;
  const { rows: looked, heads: agreeing, fault, beginning } = verification;
  const first = rows[0]?.seq ?? 0;
  return {
    version: 1,
    madeAt: madeAt.toISOString(),
    madeBy,
    request: {
      id: request.id,
      receipt: formatReceipt({ fiscalYear: present(request.fiscalYear), serial: present(request.serial) }),
      status: request.status,
      bureau: request.bureau,
      section: request.section,
    },
    application: {
      letterNumber: documentName(request.documentSymbol, present(request.documentNumber)),
      filedAt: present(request.submittedAt).toISOString(),
      chiefName: present(request.chiefName),
      preparedBy: { id: request.preparedById, name: request.preparedByName },
    },
    decision: decisionOf(request),
    copies: request.copies.map((copy) => copyOf(copy, present(copiesUntil(request, { copyDays })).toISOString())),
    letters: request.letters.map(({ form, createdAt, size, sha256 }) => ({
      form,
      createdAt: createdAt.toISOString(),
      size: Number(size),
      sha256,
    })),
    links: request.links.map((link) => linkOf(link, names)),
    agreements: agreementsOf(request, rows),
    log: rows.map(logRowOf),
    chain: {
      head: head ?? null,
      verification: {
        ...{ whole: fault === undefined, rows: looked, heads: agreeing, fault: fault ?? null },
        ...(beginning ? { after: { seq: beginning.seq, years: beginning.years } } : {}),
      },
      recordedHeads: lastOfEachDay(heads.filter(({ seq }) => seq >= first && seq <= (head?.seq ?? 0))),
    },
  };
}

/** A field that every filed request has. */
function present<T>(value: T | null): T {
  if (value === null) throw new Error('a filed request lacks a field of its form');
  return value;
}

function decisionOf(request: RequestWithAll): Evidence['decision'] {
  const { decidedAt, decidedById, decidedByName, decidedAsDeputy, ground, refusalReason, answerNumber, answerSymbol } =
    request;
  if (decidedAt === null) return null;
  const verb = refusalReason === null ? approve : refuse;
  return {
    kind: refusalReason === null ? 'approve' : 'refuse',
    at: decidedAt.toISOString(),
    by: { id: present(decidedById), name: present(decidedByName) },
    deputy: decidedAsDeputy,
    article: verb.article,
    ground,
    refusalReason,
    letterNumber: answerName(answerSymbol, present(answerNumber)),
  };
}

function copyOf(copy: RequestWithAll['copies'][number], keptUntil: string): Evidence['copies'][number] {
  const { recording } = copy;
  return {
    id: copy.id,
    position: copy.position,
    recording: {
      id: recording.id,
      startedAt: recording.startedAt.toISOString(),
      seconds: recording.seconds,
      size: Number(recording.size),
      sha256: recording.sha256,
      importedAt: recording.importedAt.toISOString(),
      attachedByHand: recording.attachedToId !== null,
    },
    copiedAt: copy.createdAt.toISOString(),
    size: Number(copy.size),
    sha256: copy.sha256,
    keptUntil,
    deletedAt: copy.deletedAt?.toISOString() ?? null,
    removedAt: copy.removedAt?.toISOString() ?? null,
  };
}

function linkOf(link: RequestWithAll['links'][number], names: Gathered['names']): Evidence['links'][number] {
  return {
    id: link.id,
    kind: link.kind === 'application' ? 'application' : 'answer',
    recipient: { id: link.recipientId, name: names.get(link.recipientId) ?? link.recipientId },
    issuedAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt.toISOString(),
    endedAt: link.revokedAt?.toISOString() ?? null,
    endedBecause: link.revokedReason,
    files: link.files.map(({ copyId, downloads, allowed }) => ({ copyId, downloads, allowed })),
  };
}

function logRowOf({ hash, keyId: _key, signature: _signature, ...content }: AuditRow): LogRow {
  const at = typeof content.at === 'string' ? content.at : content.at.toISOString();
  return { what: wordsOf(content.action), intact: hashRow(content) === hash, content: { ...content, at }, hash };
}

/** One head a day is enough to tell that the log was not rewritten afterwards. */
function lastOfEachDay(heads: readonly RecordedHead[]): RecordedHead[] {
  return [...new Map(heads.map((head) => [head.day, head])).values()];
}
