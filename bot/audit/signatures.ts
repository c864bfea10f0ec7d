import { hashRow } from './append.js';
import { digestOf, type RecordedHead } from './heads.js';
import { isSignedBy, type PublicKeys } from './keys.js';
import type { AuditRow } from './readLog.js';
import type { AuditFault } from './recordedHeads.js';

/** What the log calls it that what a version without seals left was sealed. */
export const SEALED_ROW = 'conversation.sealed';

/** What the row is called that says where the log begins, once its oldest rows are past their retention. */
export const BEGINNING = 'audit.beginning';

/** What the row is called with which a key begins to sign. */
export const KEY_ROW = 'audit.key';

/** Whether a row is what it was when one of these keys signed it. */
export function isWritten({ keyId, signature, hash, ...content }: AuditRow, keys: PublicKeys): boolean {
  return (
    keyId !== null && signature !== null && hashRow(content) === hash && isSignedBy(keys, hash, { keyId, signature })
  );
}

/**
 * The signatures of the log, looked at row by row. From the row on with which the first key begins every row must bear the signature
 * of the key that is in force; whoever changes a row, or adds one, without that key is found.
 */
export class Signatures {
  #inForce: string | undefined;
  /** Keys that another has replaced: whoever stole one must not bring it back. */
  readonly #replaced = new Set<string>();
  /** Whether each key signs once only: earlier versions took one back when the settings were put back. */
  #once: boolean;
  /** Which key signed from which row on, oldest first. */
  readonly #reigns: { from: number; keyId: string }[] = [];
  #first: number | undefined;
  #checked = 0;

  /**
   * @param keys those that are believed; with none, only it is seen whether signatures are there
   * @param inForce the key that signs already where the look begins, and the row with which it began
   * @param replaced keys that were replaced before
   * @param once whether the log is from a version in which no key comes back
   */
  constructor(
    private readonly keys: PublicKeys,
    inForce?: { id: string; seq: number },
    replaced: readonly string[] = [],
    once = false,
  ) {
    this.#once = once;
    this.#inForce = inForce?.id;
    this.#first = inForce?.seq;
    if (inForce !== undefined) this.#reigns.push({ from: inForce.seq, keyId: inForce.id });
    for (const keyId of replaced) this.#replaced.add(keyId);
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
  faultOf({ seq, action, hash, keyId, signature, data }: AuditRow): AuditFault | undefined {
    const wrong = (what: string) => ({ seq, sentence: `Row ${seq} ${what}` });
    if (keyId === null || signature === null) {
      return this.#inForce === undefined
        ? undefined
        : wrong(`has no signature, though rows are signed since row ${this.#first}: the bot did not write it.`);
    }
    if (action === SEALED_ROW) this.#once = true;
    if (action === KEY_ROW) {
      if (data !== null && typeof data === 'object' && 'seals' in data) this.#once = true;
      if (this.#once && this.#replaced.has(keyId))
        return wrong(`brings back the key ${keyId}, which another had replaced.`);
      if (this.#inForce !== undefined && this.#inForce !== keyId) this.#replaced.add(this.#inForce);
      if (this.#inForce !== keyId) this.#reigns.push({ from: seq, keyId });
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
    const reigning = this.#reigns.findLast(({ from }) => from <= seq)?.keyId;
    // Between two starts the head of the old key's last row may leave, signed by the new one.
    const next = this.#reigns.find(({ from }) => from > seq)?.keyId;
    if (reigning !== keyId && next !== keyId) {
      return {
        seq,
        sentence: `The head that was kept on ${day} is signed with the key ${keyId}, which was not in force.`,
      };
    }
    if (this.keys.size === 0 || isSignedBy(this.keys, digestOf(head), { keyId, signature })) return undefined;
    const why = this.keys.has(keyId) ? 'its signature does not fit' : `the key ${keyId} is not one of ours`;
    return { seq, sentence: `The head that was kept on ${day} was not written by the bot: ${why}.` };
  }
}
