import { createHash } from 'node:crypto';
import { GENESIS, hashRow } from '../../bot/audit/append.js';
import type { Json } from '../../bot/audit/canonical.js';
import type { Evidence, LogRow } from '../../bot/evidence/schema.js';
import { wordsOf } from '../../bot/evidence/words.js';

const MADE_AT = '2026-11-23T01:00:00.000Z';
const COPY = '22222222-2222-4222-8222-222222222222';
const LINK = 'abcdefghijklmnopqrstuv';
const CHIEF = { id: '11111111-1111-4111-8111-000000000101', name: '試験 花子' };
const MANAGER = { id: '11111111-1111-4111-8111-000000000201', name: '試験 太郎' };

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What comes out of honest rows, one a minute. */
function logOf(events: { action: string; who: typeof CHIEF | null; data: Json }[]): LogRow[] {
  let previousHash = GENESIS;
  return events.map(({ action, who, data }, index) => {
    const content = {
      seq: index + 1,
      at: new Date(Date.parse('2026-11-20T01:00:00Z') + index * 60_000).toISOString(),
      actorId: who?.id ?? null,
      actorName: who?.name ?? null,
      action,
      requestId: '33333333-3333-4333-8333-333333333333',
      channel: action.startsWith('link.') ? 'web' : 'chat',
      data,
      previousHash,
    };
    const hash = hashRow(content);
    previousHash = hash;
    return { what: wordsOf(action), intact: true, content, hash };
  });
}

/** The evidence of one copy that its chief downloaded so many times. */
export function sampleEvidence({ downloads = 3, chief = CHIEF } = {}): Evidence {
  const data = { link: LINK, copy: COPY };
  const log = logOf([
    { action: 'request.submit', who: chief, data: {} },
    { action: 'request.approve', who: MANAGER, data: {} },
    { action: 'request.answer', who: null, data: {} },
    { action: 'link.code', who: null, data },
    { action: 'link.opened', who: chief, data: { link: LINK } },
    ...Array.from({ length: downloads }, () => ({ action: 'link.download', who: chief, data })),
  ]);
  const last = log.at(-1);
  const [sha256, size] = [hashOf('a call'), 205_830];
  return {
    version: 1,
    madeAt: MADE_AT,
    madeBy: MANAGER,
    request: {
      id: '33333333-3333-4333-8333-333333333333',
      receipt: 'R8-12',
      status: 'received',
      bureau: '文化市民局',
      section: '市民課',
    },
    application: {
      letterNumber: '市民発第123号',
      filedAt: '2026-11-20T01:00:00.000Z',
      chiefName: chief.name,
      preparedBy: chief,
    },
    decision: {
      kind: 'approve',
      at: '2026-11-20T01:01:00.000Z',
      by: MANAGER,
      deputy: false,
      article: '第6条第2項本文',
      ground: 2,
      refusalReason: null,
      letterNumber: '管財発第7号',
    },
    copies: [
      {
        id: COPY,
        position: 1,
        recording: {
          id: '44444444-4444-4444-8444-444444444444',
          startedAt: '2026-11-19T15:30:05.000Z',
          seconds: 25.7,
          size,
          sha256,
          importedAt: '2026-11-19T16:00:00.000Z',
          attachedByHand: false,
        },
        copiedAt: '2026-11-20T01:02:00.000Z',
        size,
        sha256,
        keptUntil: '2026-12-20T01:02:00.000Z',
        deletedAt: null,
        removedAt: null,
      },
    ],
    letters: [
      { form: 1, createdAt: '2026-11-20T01:00:00.000Z', size: 25_000, sha256: hashOf('letter 1') },
      { form: 2, createdAt: '2026-11-20T01:02:00.000Z', size: 26_000, sha256: hashOf('letter 2') },
    ],
    links: [
      {
        id: LINK,
        kind: 'answer',
        recipient: chief,
        issuedAt: '2026-11-20T01:02:00.000Z',
        expiresAt: '2026-11-27T01:02:00.000Z',
        endedAt: null,
        endedBecause: null,
        files: [{ copyId: COPY, downloads, allowed: 100 }],
      },
    ],
    agreements: [{ what: '1件目の録音：取込み時と複製のSHA-256', holds: true }],
    log,
    chain: {
      head: { seq: log.length, hash: last?.hash ?? GENESIS },
      verification: { whole: true, rows: log.length, heads: 1, fault: null },
      recordedHeads: [{ day: '2026-11-20', seq: 2, hash: log[1]?.hash ?? GENESIS, at: '2026-11-20T14:59:00.000Z' }],
    },
  };
}
