import type { AuditChannel } from './audit/append.js';
import type { HeadPlace } from './audit/heads.js';
import type { AuditSigner } from './audit/keys.js';
import type { ChatModel } from './azure/chatModel.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Database } from './db/database.js';
import type { Throttles } from './db/throttle.js';
import type { Directory } from './directory/directory.js';
import type { FileStore } from './files/fileStore.js';
import type { Queue } from './jobs/queue.js';
import type { Presence } from './presence.js';
import type { Readiness } from './readiness.js';

/** What every use case works with; handed in by the composition root (bot/app.ts). */
export interface Context {
  db: Database;
  /** People and posts, in memory. */
  directory: Directory;
  clock: Clock;
  /** Signs the rows of the audit log; null without a key. */
  auditSigner: AuditSigner | null;
  /** Where the heads of the audit log are kept outside the database. */
  headPlaces: readonly HeadPlace[];
  queue: Queue;
  files: FileStore;
  /** Whether files can be kept and read now. */
  storage: Presence;
  /** What has to be done before people are answered, and what was found of the log. */
  readiness: Readiness;
  /** Counts tries, for all processes on one server together. */
  throttles: Throttles;
  /** Asked what sentences may mean that nothing else understands; undefined where none is set. */
  chatModel?: ChatModel | undefined;
  /** `held` while no link is served, because the database is an older state than it was. */
  links: { held: boolean };
  config: Config;
}

/** From where the person acts, for the audit log. */
export interface Via {
  channel: AuditChannel;
  /** True where a client asks by itself for the card that its person looks at. */
  unasked?: true;
  /** The requests of which the turn has written a row so far. */
  told?: Set<string>;
}
