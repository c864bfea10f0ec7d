/** How much is measured; `full` takes the sizes that the aims are for. */
export interface Scale {
  name: 'small' | 'full';
  /** Samples of each, of which the median is taken. */
  samples: number;
  /** Approvals, and wizards, in one sample. */
  turns: number;
  /** Recordings and requests of a city that has used the bot for years. */
  recordings: number;
  requests: number;
  /** What is imported: rows of the index, and the size of each file in bytes. */
  rows: number;
  fileBytes: number;
  /** Rows of the audit log that are verified. */
  auditRows: number;
  /** Seconds for which an idle bot is watched, for one sample. */
  idleSeconds: number;
}

const FILE_BYTES = 200_000;

export const SCALES: Readonly<Record<Scale['name'], Scale>> = {
  small: {
    ...{ name: 'small', samples: 5, turns: 32, idleSeconds: 10 },
    ...{ recordings: 300_000, requests: 30_000, rows: 4000, fileBytes: FILE_BYTES, auditRows: 20_000 },
  },
  full: {
    ...{ name: 'full', samples: 7, turns: 160, idleSeconds: 30 },
    ...{ recordings: 10_000_000, requests: 1_000_000, rows: 40_000, fileBytes: FILE_BYTES, auditRows: 1_000_000 },
  },
};

/** What every row works with. */
export interface Bench {
  scale: Scale;
  /** Connection string of a PostgreSQL server on which databases may be made; empty for none. */
  server: string;
  /** A folder of this run, removed after it. */
  folder: string;
  /** Where the bot's processes leave CPU profiles, if anywhere. */
  profiles?: string;
  /** Tells whoever waits what is being done. */
  say(words: string): void;
}

export type Engine = 'postgresql' | 'embedded';

/** How an engine is called in the table. */
export const ENGINES: Readonly<Record<Engine, string>> = { postgresql: 'PostgreSQL', embedded: 'embedded' };
