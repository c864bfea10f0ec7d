import { createHash } from 'node:crypto';
import { type Config, parseConfig } from '../../bot/config.js';
import type { Copy, Link, Recording, Request } from '../../bot/db/generated/client.js';
import { momentOf } from '../../bot/japanese/civil.js';
import type { Actor, RoleName } from '../../bot/rule/actor.js';
import type { Entries } from '../../bot/rule/form.js';

/** Monday morning; every sample card is looked at in this moment. */
export const NOW = momentOf('2026-11-23', '10:05');

/** The settings behind the sample cards. */
export const CONFIG: Config = {
  ...parseConfig({ LINK_SECRET: 'no secret: it signs the links of sample cards' }),
  publicUrl: 'https://rokuon.city.example.jp',
};

/** A stable id, so that samples do not change from one writing to the next. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Somebody with one post. */
export function actor(name: string, role: RoleName, section: string, title: string): Actor {
  const symbol = `${section.replace(/課$/, '')}発`;
  return {
    personId: idOf(name),
    name,
    posts: [{ bureau: '総務局', section, documentSymbol: symbol, title, role }],
  };
}

/** What the chief of 市民課 typed for a call of the day before. */
export const ENTRIES: Entries = {
  callDate: '2026-11-22',
  callTime: '14:05',
  durationMinutes: '5',
  otherNumber: '（090）1234-5678',
  withheld: 'false',
  cityNumber: '12345',
  purpose: '1',
  purposeOther: '',
  documentNumber: '123',
  applicationDate: '2026-11-23',
  contactSection: '文化市民局市民課',
  contactName: '試験 一郎',
  pledged: 'true',
};

/** A filed request of 市民課, waiting to be decided, unless told otherwise. */
export function request(changes: Partial<Request> = {}): Request {
  return {
    id: idOf('request'),
    status: 'submitted',
    version: 3,
    entries: ENTRIES,
    step: 4,
    draftOwner: null,
    handedAt: null,
    fiscalYear: 2026,
    serial: 12,
    preparedById: idOf('試験 花子'),
    preparedByName: '試験 花子',
    chiefId: idOf('試験 花子'),
    chiefName: '試験 花子',
    chiefTitle: '市民課長',
    bureau: '文化市民局',
    section: '市民課',
    documentSymbol: '市民発',
    documentNumber: '123',
    applicationDate: '2026-11-23',
    callDate: '2026-11-22',
    callTime: '14:05',
    callAt: momentOf('2026-11-22', '14:05'),
    durationMinutes: 5,
    otherNumber: '+819012345678',
    cityNumber: '12345',
    purpose: 1,
    purposeOther: null,
    contactSection: '文化市民局市民課',
    contactName: '試験 一郎',
    pledgedAt: momentOf('2026-11-23', '09:40'),
    createdAt: momentOf('2026-11-23', '09:31'),
    updatedAt: momentOf('2026-11-23', '09:40'),
    submittedAt: momentOf('2026-11-23', '09:40'),
    decidedAt: null,
    answeredAt: null,
    copiesUntil: null,
    returnedAt: null,
    receivedAt: null,
    registeredAt: null,
    withdrawnAt: null,
    returnWords: null,
    returnFields: null,
    returnedFrom: null,
    registeredNumber: null,
    decidedAsDeputy: false,
    decidedById: null,
    decidedByName: null,
    ground: null,
    submittedByIds: [],
    editedByIds: [],
    linksStoppedAt: null,
    linksStoppedWords: null,
    refusalReason: null,
    refusalWords: null,
    stored: null,
    disclosureLaw: null,
    disclosureNumber: null,
    disclosureDate: null,
    outsideBody: null,
    outsideDocument: null,
    outsideBasis: null,
    answerBy: null,
    answerSymbol: null,
    answerNumber: null,
    answerFiscalYear: null,
    answerDate: null,
    ...changes,
  };
}

/** A draft of the same application. */
export function draftRequest(step: number, entries: Entries, changes: Partial<Request> = {}): Request {
  return request({
    status: 'draft',
    version: 2,
    step,
    entries,
    draftOwner: idOf('試験 花子'),
    fiscalYear: null,
    serial: null,
    submittedAt: null,
    ...changes,
  });
}

/** A recording of the call, unless told otherwise. */
export function recording(changes: Partial<Recording> = {}): Recording {
  const fileName = changes.fileName ?? '20261122_140312_12345.wav';
  return {
    id: idOf(fileName),
    fileName,
    startedAt: new Date('2026-11-22T14:03:12+09:00'),
    indexSeconds: 283,
    direction: '着信',
    otherNumber: '+819012345678',
    cityNumber: '12345',
    sha256: createHash('sha256').update(fileName).digest('hex'),
    size: 2_264_044n,
    format: 'mulaw',
    seconds: 283,
    modifiedAt: momentOf('2026-11-22', '14:08'),
    importedAt: momentOf('2026-11-22', '14:10'),
    storeKey: null,
    attachedToId: null,
    attachedById: null,
    detachedAt: null,
    removedAt: null,
    ...changes,
  };
}

/** The second part of the same call, after it was put through to another desk. */
export const TRANSFERRED: Recording = recording({
  fileName: '20261122_140810_12346.wav',
  startedAt: new Date('2026-11-22T14:08:10+09:00'),
  indexSeconds: 127,
  seconds: 127,
  size: 1_016_044n,
  cityNumber: '12346',
});

/** The copy of a recording. */
export function copyOf(original: Recording, position: number): Copy & { recording: Recording } {
  return {
    id: idOf(`copy of ${original.fileName}`),
    requestId: idOf('request'),
    recordingId: original.id,
    recording: original,
    position,
    storeKey: `copies/${position}`,
    sha256: original.sha256,
    size: original.size,
    createdAt: momentOf('2026-11-23', '10:05'),
    deletedAt: null,
    removedAt: null,
  };
}

/** The chief's link to the answer. */
export const LINK: Link = {
  id: 'c2FtcGxlLWxpbmstaWQtMQ',
  requestId: idOf('request'),
  matterId: null,
  kind: 'answer',
  edition: 1,
  recipientId: idOf('試験 花子'),
  createdAt: NOW,
  expiresAt: momentOf('2026-11-30', '10:05'),
  revokedAt: null,
  disownedAt: null,
  revokedReason: null,
  wrongGuesses: 0,
};

/** The longest words the forms take, with a name as long as any the city has. */
export const LONG = {
  section: '中央区役所保健福祉部総合相談窓口調整室地域生活支援企画推進特別担当課',
  name: '東西南北 寿限無寿限無五劫之擦切海砂利水魚',
  purposeOther: '窓口での応対の経過を関係する部署と確認し、今後の応対の方針を話し合うため。'.repeat(6).slice(0, 200),
  refusal: '利用目的が要綱の目的の範囲を超えており、第5条各号のいずれの要件にも当たらないと判断しました。'
    .repeat(7)
    .slice(0, 300),
} as const;
