import { z } from 'zod/v4';

/** A moment in ISO 8601 (UTC, milliseconds). */
const MOMENT = z.iso.datetime();
const HASH = z.string().regex(/^[0-9a-f]{64}$/);
const BYTES = z.int().min(0);
const PERSON = z.strictObject({ id: z.string(), name: z.string() });

/** One row of the audit log, whole: SHA-256 over the canonical JSON of `content` has to give `hash`. */
const LOG_ROW = z.strictObject({
  /** What happened, in the words of the office. */
  what: z.string(),
  /** Whether the hash was found to fit the content when the sheet was made. */
  intact: z.boolean(),
  /** Nothing is asked of its form: a row that was tampered with has to be shown as it is. */
  content: z.strictObject({
    seq: z.int(),
    at: z.string(),
    actorId: z.string().nullable(),
    actorName: z.string().nullable(),
    action: z.string(),
    requestId: z.string().nullable(),
    channel: z.string(),
    data: z.json(),
    previousHash: z.string(),
  }),
  hash: z.string(),
});

const DECISION = z.strictObject({
  kind: z.enum(['approve', 'refuse']),
  at: MOMENT,
  by: PERSON,
  /** True when a 代決者 decided. */
  deputy: z.boolean(),
  article: z.string(),
  /** The ground of 第5条 of an approval. */
  ground: z.int().min(1).max(99).nullable(),
  refusalReason: z.enum(['no_ground', 'not_stored']).nullable(),
  /** 管財発第N号 of 様式第2号. */
  letterNumber: z.string(),
});

const COPY = z.strictObject({
  id: z.string(),
  position: z.int(),
  /** What was taken over from the recorder. Its file name and telephone numbers are not needed here and left out. */
  recording: z.strictObject({
    id: z.string(),
    startedAt: MOMENT,
    seconds: z.number(),
    size: BYTES,
    sha256: HASH,
    importedAt: MOMENT,
    /** True for a file that 管財課 extracted and attached by hand. */
    attachedByHand: z.boolean(),
  }),
  copiedAt: MOMENT,
  size: BYTES,
  sha256: HASH,
  /** When the kept period after 交付 ends. */
  keptUntil: MOMENT,
  deletedAt: MOMENT.nullable(),
  /** When the file itself was gone from the store. */
  removedAt: MOMENT.nullable(),
});

const LINK = z.strictObject({
  id: z.string(),
  /** Letter 2 and copies, or letter 1 for whoever decides. */
  kind: z.enum(['answer', 'application']),
  recipient: PERSON,
  issuedAt: MOMENT,
  expiresAt: MOMENT,
  endedAt: MOMENT.nullable(),
  endedBecause: z.enum(['stopped', 'reissued', 'successor', 'left', 'guessed', 'disowned']).nullable(),
  files: z.array(z.strictObject({ copyId: z.string(), downloads: z.int(), allowed: z.int() })),
});

const PLACE = z.strictObject({ seq: z.int(), hash: z.string() });

/**
 * 証跡: what can be shown of the copies of one request, from the hash at import to their deletion. The file is canonical JSON
 * (bot/audit/canonical.ts) of this; docs/decisions/0016-evidence-sheet.md says what it proves.
 */
export const EVIDENCE = z.strictObject({
  version: z.literal(1),
  madeAt: MOMENT,
  /** Null when made on the command line. */
  madeBy: PERSON.nullable(),
  request: z.strictObject({
    id: z.string(),
    /** R8-12. */
    receipt: z.string(),
    status: z.string(),
    bureau: z.string(),
    section: z.string(),
  }),
  application: z.strictObject({
    /** 市民発第123号. */
    letterNumber: z.string(),
    filedAt: MOMENT,
    /** The 課長・室長 named on the letter; an office may have changed hands since. */
    chiefName: z.string(),
    preparedBy: PERSON,
  }),
  decision: DECISION.nullable(),
  copies: z.array(COPY),
  letters: z.array(z.strictObject({ form: z.int().min(1).max(2), createdAt: MOMENT, size: BYTES, sha256: HASH })),
  links: z.array(LINK),
  /** What the tables say, held against what the log says. */
  agreements: z.array(z.strictObject({ what: z.string(), holds: z.boolean() })),
  /** Every row of the log about the request or one of its links, in order. */
  log: z.array(LOG_ROW),
  chain: z.strictObject({
    /** Where the log ended when the sheet was made; null when the head row is missing. */
    head: PLACE.nullable(),
    /** What came of walking the whole log from the first row that is kept. */
    verification: z.strictObject({
      whole: z.boolean(),
      /** Rows looked at, the first bad one included. */
      rows: z.int(),
      /** Heads kept outside the database that agree. */
      heads: z.int(),
      /** The first thing that is wrong. */
      fault: z.strictObject({ seq: z.int(), sentence: z.string() }).nullable(),
      /** The last of the rows that went after their retention, of so many years; not there while there are all. */
      after: z.strictObject({ seq: z.int(), years: z.int() }).optional(),
    }),
    /** Heads kept outside the database from the first row of this sheet to the head. */
    recordedHeads: z.array(
      z.strictObject({
        ...{ day: z.iso.date(), seq: z.int(), hash: HASH, at: MOMENT },
        /** The key that signed the head, and its signature; heads from before there was a key have none. */
        ...{ keyId: z.string().optional(), signature: z.string().optional() },
      }),
    ),
  }),
});

export type Evidence = z.infer<typeof EVIDENCE>;
export type LogRow = Evidence['log'][number];
