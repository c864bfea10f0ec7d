import type { LedgerEntry, LedgerRequest } from '../../bot/ledger/columns.js';

/** A request of 市民課 that went the whole way. */
export function ledgerRequest(facts: Partial<LedgerRequest> = {}): LedgerRequest {
  return {
    fiscalYear: 2026,
    serial: 12,
    submittedAt: new Date('2026-11-01T00:05:00Z'),
    bureau: '市民局',
    section: '市民課',
    chiefTitle: '市民課長',
    chiefName: '試験 花子',
    contactSection: '市民局市民課',
    contactName: '試験 一郎',
    purpose: 1,
    purposeOther: null,
    callDate: '2026-10-30',
    callTime: '14:05',
    durationMinutes: 7,
    otherNumber: '+81963282111',
    cityNumber: '12345',
    status: 'registered',
    decidedAt: new Date('2026-11-02T01:00:00Z'),
    decidedByName: '試験 太郎',
    decidedAsDeputy: false,
    ground: 2,
    refusalReason: null,
    refusalWords: null,
    stored: true,
    disclosureLaw: null,
    disclosureNumber: null,
    disclosureDate: null,
    outsideBody: null,
    outsideDocument: null,
    outsideBasis: null,
    answerBy: null,
    answerSymbol: null,
    answerNumber: '34の2',
    answeredAt: new Date('2026-11-02T01:01:00Z'),
    receivedAt: new Date('2026-11-02T02:00:00Z'),
    registeredNumber: '市民課-2026-77',
    registeredAt: new Date('2026-11-03T02:00:00Z'),
    linksStoppedAt: null,
    copies: [{ deletedAt: null }],
    links: [{ files: [{ downloads: 1 }] }, { files: [{ downloads: 2 }] }],
    ...facts,
  };
}

/** What is read of requests that are there. */
export async function* stream(...requests: LedgerRequest[]): AsyncGenerator<LedgerEntry> {
  for (const request of requests) yield { request };
}
