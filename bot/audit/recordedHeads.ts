import type { RecordedHead } from './heads.js';
import type { ChainPlace } from './readLog.js';

/** The first thing that is wrong with the log, seen from its beginning. */
export interface AuditFault {
  /** Number of the first bad row; of a missing one, the number it should have. */
  seq: number;
  /** What is wrong, for the command line. */
  sentence: string;
}

/** The heads kept outside the database, held against the rows as they come. */
export class RecordedHeads {
  readonly #bySeq = new Map<number, RecordedHead[]>();
  #agreeing: RecordedHead | undefined;
  #agreed = 0;

  constructor(heads: readonly RecordedHead[]) {
    for (const head of heads) this.#bySeq.set(head.seq, [...(this.#bySeq.get(head.seq) ?? []), head]);
  }

  /** How many were found to agree. */
  get agreed(): number {
    return this.#agreed;
  }

  /** What is wrong with a row whose hash was kept. */
  faultOf({ seq, hash }: ChainPlace): AuditFault | undefined {
    for (const head of this.#bySeq.get(seq) ?? []) {
      if (head.hash !== hash) {
        return {
          seq,
          sentence: `Row ${seq} has another hash than was kept outside the database on ${head.day}: the log was rewritten${this.#since()}.`,
        };
      }
      this.#agreeing = head;
      this.#agreed += 1;
    }
    return undefined;
  }

  /** What is missing behind the last row. */
  faultAfter(last: ChainPlace): AuditFault | undefined {
    const missing = [...this.#bySeq.values()].flat().find((head) => head.seq > last.seq);
    if (missing === undefined) return undefined;
    const seq = last.seq + 1;
    return {
      seq,
      sentence: `Row ${seq} is missing: the log was cut off, for row ${missing.seq} was kept outside the database on ${missing.day}.`,
    };
  }

  #since(): string {
    return this.#agreeing ? ` after row ${this.#agreeing.seq}, which agrees with ${this.#agreeing.day}` : '';
  }
}
