import { digestOf, type RecordedHead } from './heads.js';
import { isSignedBy, type PublicKeys } from './keys.js';
import type { AuditRow } from './readLog.js';
import type { AuditFault } from './recordedHeads.js';

/** What the row is called with which a key begins to sign. */
export const KEY_ROW = 'audit.key';

/**
 * The signatures of the log, looked at row by row. From the row on with which the first key begins every row must bear the signature
 * of the key that is in force; whoever changes a row, or adds one, without that key is found.
 */
export class Signatures {
  #inForce: string | undefined;
  #first: number | undefined;
  #checked = 0;

  /**
   * @param keys those that are believed; with none, only it is seen whether signatures are there
   * @param inForce the key that signs already where the look begins, and the row with which it began
   */
  constructor(
    private readonly keys: PublicKeys,
    inForce?: { id: string; seq: number },
  ) {
    this.#inForce = inForce?.id;
    this.#first = inForce?.seq;
  }

  /** How many rows bear a signature that fits. */
  get checked(): number {
    return this.#checked;
  }

  /** The row with which the first key begins; undefined when none is signed. */
  get first(): number | undefined {
    return this.#first;
  }

  /** What is wrong with a row's signature. */
  faultOf({ seq, action, hash, keyId, signature }: AuditRow): AuditFault | undefined {
    const wrong = (what: string) => ({ seq, sentence: `Row ${seq} ${what}` });
    if (keyId === null || signature === null) {
      return this.#inForce === undefined
        ? undefined
        : wrong(`has no signature, though rows are signed since row ${this.#first}: the bot did not write it.`);
    }
    if (action === KEY_ROW) {
      this.#inForce = keyId;
      this.#first ??= seq;
    } else if (keyId !== this.#inForce) {
      return wrong(`is signed with the key ${keyId}, which no row before it has introduced.`);
    }
    if (this.keys.size === 0) return undefined;
    if (!this.keys.has(keyId)) {
      return wrong(`is signed with the key ${keyId}, which is not one of ours (AUDIT_KEYS, AUDIT_PUBLIC_KEYS).`);
    }
    if (!isSignedBy(this.keys, hash, { keyId, signature })) {
      return wrong('has a signature that does not fit: the bot did not write it.');
    }
    this.#checked += 1;
    return undefined;
  }

  /** What is wrong with a head that was kept outside the database, once the rows up to it were looked at. */
  faultOfHead(head: RecordedHead): AuditFault | undefined {
    const { seq, day, keyId, signature } = head;
    if (keyId === undefined || signature === undefined) return undefined;
    if (this.#first === undefined || seq < this.#first) {
      return {
        seq,
        sentence: `The signatures up to row ${seq} were removed: on ${day} rows were signed with the key ${keyId}.`,
      };
    }
    if (this.keys.size === 0 || isSignedBy(this.keys, digestOf(head), { keyId, signature })) return undefined;
    const why = this.keys.has(keyId) ? 'its signature does not fit' : `the key ${keyId} is not one of ours`;
    return { seq, sentence: `The head that was kept on ${day} was not written by the bot: ${why}.` };
  }
}
