import { createHash } from 'node:crypto';
import type { Activity } from '../sdk/port.js';

/** So many messages are remembered; whoever edits an older one is answered once more at worst. */
const MOST = 2000;

/**
 * What stood in each message when it was read last, so that an edit is answered once: Teams tells of it again when the answer took long,
 * and tells of edits that change nothing but the looks. Digests only; in this process only.
 */
export class LastRead {
  readonly #digests = new Map<string, string>();

  /** Notes that a message was read. @returns whether it says something else than when it was read last, or was not read yet */
  note({ id, conversation, text }: Activity): boolean {
    if (id === undefined) return true;
    const key = `${conversation?.id ?? ''} ${id}`;
    const digest = digestOf(text ?? '');
    const isNew = this.#digests.get(key) !== digest;
    // The one that was read last stands last.
    this.#digests.delete(key);
    this.#digests.set(key, digest);
    for (const oldest of this.#digests.keys()) {
      if (this.#digests.size <= MOST) break;
      this.#digests.delete(oldest);
    }
    return isNew;
  }
}

/** Whatever its blanks: clients set them anew when a message is edited. */
const digestOf = (text: string): string =>
  createHash('sha256').update(text.normalize('NFKC').replace(/\s+/gu, '')).digest('base64');
