import type { ContainerClient } from '@azure/storage-blob';
import { identityOf } from '../azure/identity.js';
import {
  bodyOf,
  containerAt,
  PATIENCE,
  type Patience,
  reasonOf,
  retried,
  toldOf,
  unlessMissing,
} from '../azure/storage.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { type HeadPlace, parseHeads, type RecordedHead, TAIL_BYTES, tailOf } from './heads.js';

/** The first year of which heads can be there. */
const FIRST_YEAR = 2026;

/** The container, entered with the bot's own identity. */
export function openHeadContainer(address: string, clock: Clock, bot: Config['bot']): HeadPlace {
  return headContainer(containerAt(address, identityOf(bot)), clock);
}

/**
 * Heads in append blobs of a container, one blob a year, one JSON line a head. With an immutability policy that allows protected
 * appends nobody, its owner included, can change or delete a line before the policy lets go of it.
 *
 * @throws AppError `unavailable` from each call when the storage does not do what it is asked
 */
export function headContainer(container: ContainerClient, clock: Clock, patience: Patience = PATIENCE): HeadPlace {
  const blobOf = (year: string | number) => container.getAppendBlobClient(`heads-${year}.jsonl`);

  async function ask<T>(call: (signal: AbortSignal) => Promise<T>, tries = patience.tries): Promise<T> {
    try {
      return await retried({ ...patience, tries }, call);
    } catch (error) {
      throw unavailable(toldOf(error));
    }
  }

  /** The text of a blob from a byte on, to its end; empty when there is no such blob, or none of it. */
  function textOf(year: string | number, from = 0): Promise<string> {
    return ask(async (abortSignal) => {
      try {
        return (
          await bodyOf(await blobOf(year).download(from, undefined, { abortSignal, maxRetryRequests: 0 }))
        ).toString();
      } catch (error) {
        if (reasonOf(error) === 'BlobNotFound' || reasonOf(error) === 'InvalidRange') return '';
        throw error;
      }
    });
  }

  return {
    name: container.url,
    async read() {
      const heads: RecordedHead[] = [];
      for (let year = FIRST_YEAR; year <= clock.now().getUTCFullYear() + 1; year++) {
        heads.push(...parseHeads(await textOf(year)));
      }
      return heads;
    },
    async last(now) {
      const year = now.day.slice(0, 4);
      const there = await ask((abortSignal) => unlessMissing(blobOf(year).getProperties({ abortSignal })));
      const from = Math.max(0, (there?.contentLength ?? 0) - TAIL_BYTES);
      return there === undefined ? [] : tailOf(await textOf(year, from), from > 0);
    },
    async append(head) {
      const blob = blobOf(head.day.slice(0, 4));
      const line = `${JSON.stringify(head)}\n`;
      const add = (abortSignal: AbortSignal) => blob.appendBlock(line, Buffer.byteLength(line), { abortSignal });
      // Once: a line whose answer was lost would stand there twice, and whoever keeps heads comes again anyway.
      const added = await ask((abortSignal) => unlessMissing(add(abortSignal)), 1);
      if (added !== undefined) return;
      await ask((abortSignal) => blob.createIfNotExists({ abortSignal }));
      await ask(add, 1);
    },
    async weakness() {
      const properties = (abortSignal: AbortSignal) => container.getProperties({ abortSignal });
      // Once: nobody waits for the start of the bot because of a warning.
      const { hasImmutabilityPolicy } = await ask(properties, 1);
      return hasImmutabilityPolicy
        ? undefined
        : 'it has no immutability policy: its owner can change what stands there';
    },
  };
}

function unavailable(what: string): AppError {
  return new AppError(
    'unavailable',
    `the container of audit heads: ${what}`,
    '監査記録の確認値を、データベースの外に保管できませんでした。',
  );
}
