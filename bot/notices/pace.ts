import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../db/database.js';
import { TryLater } from '../jobs/tryLater.js';

/** So many messages and updates within so many seconds. */
export type Limit = readonly [messages: number, seconds: number];

/** What Teams takes of one bot in one conversation. */
const LIMITS: readonly Limit[] = [
  [7, 1],
  [8, 2],
  [60, 30],
  [1800, 3600],
];

/** Who has to wait longer than this, in milliseconds, lets go of the chat meanwhile. */
const MOST_MS = 2000;

/** The moment from which on one more may be sent: when the seventh from the end is a second ago, the eighth two, and so on. */
const freeBy = (limits: readonly Limit[]): string =>
  limits
    .map(
      ([messages, seconds]) =>
        `kept."sent"[cardinality(kept."sent") - ${messages - 1}] + ${seconds} * interval '1 second'`,
    )
    .join(', ');

/**
 * Sets a moment aside in one statement, so that processes that send into one conversation take turns, unless it is too far off.
 * Subscripts before the beginning are null, which `greatest` passes over.
 */
const reserving = (limits: readonly Limit[]): string => `
  INSERT INTO "Pace" AS pace ("conversationId", "sent") VALUES ($1, ARRAY[clock_timestamp()])
  ON CONFLICT ("conversationId") DO UPDATE SET ("sent", "wait") = (
    SELECT CASE WHEN "at" <= "now" + ${MOST_MS} * interval '1 millisecond' THEN "sent" || "at" ELSE "sent" END,
      extract(epoch FROM "at" - "now") * 1000
    FROM (
      SELECT kept."sent", kept."now", greatest(kept."now", ${freeBy(limits)}) AS "at"
      FROM (
        SELECT clock_timestamp() AS "now", array(
          SELECT "moment" FROM unnest(pace."sent") AS "moment" WHERE "moment" > clock_timestamp() - interval '1 hour' ORDER BY 1
        ) AS "sent"
      ) AS kept
    ) AS free
  )
  RETURNING "wait"`;

const FORGET = `DELETE FROM "Pace" WHERE "sent"[cardinality("sent")] < now() - interval '1 day'`;

/** Keeps the limits of Teams, by conversation and for all processes together. */
export class Pace {
  private readonly statement: string;

  /** @param limits without any, nobody waits (tests, which say in a second what people say in a day) */
  constructor(
    private readonly db: Pick<Database, 'executeSql'>,
    private readonly limits: readonly Limit[] = LIMITS,
  ) {
    this.statement = reserving(limits);
  }

  /** Waits for the moment at which a message may be sent. @throws TryLater where that is too long */
  async take(conversationId: string): Promise<void> {
    const wait = await this.reserve(conversationId);
    if (wait > MOST_MS) throw new TryLater(Math.ceil(wait / 1000));
    if (wait > 0) await pause(wait);
  }

  /** The same for an answer that somebody waits for: it is sent whatever the count. */
  async count(conversationId: string): Promise<void> {
    await this.take(conversationId).catch(() => undefined);
  }

  /** Forgets conversations of yesterday. */
  async forget(): Promise<void> {
    await this.db.executeSql(FORGET, []);
  }

  private async reserve(conversationId: string): Promise<number> {
    if (this.limits.length === 0) return 0;
    const { rows } = await this.db.executeSql(this.statement, [conversationId]);
    return Number((rows[0] as { wait?: unknown } | undefined)?.wait ?? 0);
  }
}
