import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { makeSeal } from '../seal.js';
import type { Database } from './database.js';

/** The table in which processes on one server count together. */
const TABLE = 'Throttle';

const MINUTE = 60;

const FORGET = `DELETE FROM "${TABLE}" WHERE "expire" < extract(epoch FROM now() - interval '1 hour') * 1000`;

/** What became of one more try. */
interface Verdict {
  allowed: boolean;
  /** True for the first try of the time that was one too many. */
  firstRefused: boolean;
  /** Seconds until the time is over. */
  retryAfter: number;
}

/** Counts tries of one kind by key, so many in a time. */
interface Throttle {
  /** Counts one try. */
  take(key: string): Promise<Verdict>;
}

/**
 * Makes what counts tries. It protects the machine and keeps the audit log readable; no rule of the 要綱 rests on it, so it goes by the
 * process's own time.
 */
export interface Throttles {
  /**
   * @param what the kind of tries: whoever counts by the same name counts together
   * @param most so many are allowed
   * @param seconds in so long a time, which begins with the first
   */
  of(what: string, most: number, seconds?: number): Throttle;
  /** Forgets what was counted and is over. */
  forget(): Promise<void>;
}

/**
 * Counts in the database's server, for all processes on it together, and in memory where there is one process only. While the server
 * is away each process counts for itself. Whoever is over the limit costs no further statements until their time is over.
 *
 * @param secrets by which keys are hidden: the table tells nobody who tried
 */
export function openThrottles(
  db: Pick<Database, 'isShared' | 'presence' | 'executeSql'>,
  secrets: readonly string[],
): Throttles {
  const server = {
    query: ({ text, values }: { text: string; values: unknown[] }) =>
      db.presence.away ? Promise.reject(new Error('the database is away')) : db.executeSql(text, values),
  };
  return {
    of(what, most, seconds = MINUTE) {
      const limits = { keyPrefix: what, points: most, duration: seconds };
      const inMemory = new RateLimiterMemory(limits);
      if (!db.isShared) return counting(inMemory, most, (key) => key);
      const together = new RateLimiterPostgres({
        ...limits,
        storeClient: server,
        storeType: 'client',
        tableName: TABLE,
        tableCreated: true,
        clearExpiredByTimeout: false,
        // The first that is one too many is told apart by its count, and the rest need not be counted.
        inMemoryBlockOnConsumed: most + 1,
        insuranceLimiter: inMemory,
      });
      return counting(together, most, (key) => makeSeal(secrets, 'throttle', [what, key]));
    },
    async forget() {
      if (db.isShared) await db.executeSql(FORGET, []);
    },
  };
}

/** @param hide what a key is kept as */
function counting(limiter: RateLimiterAbstract, most: number, hide: (key: string) => string): Throttle {
  return {
    async take(key) {
      const { consumedPoints, msBeforeNext } = await consume(limiter, hide(key));
      return {
        // Of what is refused without looking, no points are told.
        allowed: consumedPoints > 0 && consumedPoints <= most,
        firstRefused: consumedPoints === most + 1,
        retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)),
      };
    },
  };
}

/** The library throws what it counted where it is too much. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (verdict) {
    if (verdict instanceof RateLimiterRes) return verdict;
    throw verdict;
  }
}
