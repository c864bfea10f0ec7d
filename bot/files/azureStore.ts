import { createHash, randomUUID } from 'node:crypto';
import type { BlobDownloadResponseParsed, BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import {
  BrokenOff,
  bodyOf,
  PATIENCE,
  type Patience,
  reasonOf,
  retried,
  statusOf,
  toldOf,
  unlessMissing,
} from '../azure/storage.js';
import { AppError } from '../errors.js';
import { type ByteSource, type ByteStore, checkedKey, isKey } from './byteStore.js';
import { overtaken, unreachable } from './faults.js';

/** Bytes of a block: what of a file is in memory while it is written, and what one try may carry. */
export const BLOCK_BYTES = 1024 * 1024;

/** So much comes with the opening: a letter as a whole, of a recording its header and first chunk. */
const FIRST_BYTES = 128 * 1024;

/** Who reads on gets so many times what they ask for at once, so that not every chunk is a call. */
const AHEAD = 16;

/** A range of which the service tells the MD5 has at most so many bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Keeps files as block blobs of a container in an Azure storage account (docs/decisions/0028-files-in-azure.md).
 *
 * A file is sent in blocks, which nobody can read and the service forgets after a week, and is there with the one call that puts them
 * together. That call is bound to what was there when the writing began: of two who write the same file at once, the later is refused.
 */
export class AzureStore implements ByteStore {
  constructor(
    private readonly container: ContainerClient,
    private readonly patience: Patience = PATIENCE,
  ) {}

  /** @throws AppError `unavailable` also where somebody else wrote the file meanwhile; their file stays */
  async write(key: string, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    const blob = this.blob(key);
    const before = await this.ask((abortSignal) => unlessMissing(blob.getProperties({ abortSignal })));
    const writer = randomUUID();
    const blocks: string[] = [];
    for await (const block of blocksOf(content)) {
      const id = blockId(writer, blocks.length);
      const transactionalContentMD5 = md5(block);
      await this.ask((abortSignal) =>
        blob.stageBlock(id, block, block.length, { abortSignal, transactionalContentMD5 }),
      );
      blocks.push(id);
    }
    const conditions = before?.etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: before.etag };
    await this.ask(async (abortSignal) => {
      try {
        await blob.commitBlockList(blocks, { abortSignal, conditions, metadata: { writer } });
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        // Of a call whose answer was lost, the next try finds what it did itself.
        if (!(await wasWrittenBy(writer, blob, abortSignal)))
          throw overtaken('a stored file was written by two at once');
      }
    });
  }

  async open(key: string): Promise<ByteSource | undefined> {
    const blob = this.blob(key);
    const opened = await this.ask((abortSignal) => unlessMissing(openedAt(blob, abortSignal)));
    if (opened === undefined) return undefined;
    const { etag, size, bytes } = opened;
    // A file that was replaced or removed has another ETag, or none.
    const readOn = (position: number, length: number) =>
      this.ask(async (abortSignal) => {
        try {
          return (await download(blob, position, length, abortSignal, etag)).bytes;
        } catch (error) {
          if (statusOf(error) === 412 || reasonOf(error) === 'BlobNotFound') {
            throw overtaken('a stored file was replaced or removed while it was read');
          }
          throw error;
        }
      });
    return { size, read: readerOf(size, bytes, readOn), close: async () => {} };
  }

  async remove(key: string): Promise<void> {
    const blob = this.blob(key);
    await this.ask((abortSignal) => unlessMissing(blob.delete({ abortSignal, deleteSnapshots: 'include' })));
  }

  async list(folder: string): Promise<string[]> {
    const prefix = `${checkedKey(folder)}/`;
    const names: string[] = [];
    for await (const { name } of this.below(prefix)) {
      const rest = name.slice(prefix.length);
      if (!/[/.]/.test(rest)) names.push(rest);
    }
    return names;
  }

  async writtenBefore(folder: string, moment: Date): Promise<string[]> {
    const keys: string[] = [];
    for await (const { name, written } of this.below(`${checkedKey(folder)}/`)) {
      // What is no file of ours is left alone.
      if (written < moment && isKey(name)) keys.push(name);
    }
    return keys;
  }

  async assertFit(): Promise<void> {
    const { blobPublicAccess, hasImmutabilityPolicy, hasLegalHold } = await this.ask((abortSignal) =>
      this.container.getProperties({ abortSignal }),
    );
    if (blobPublicAccess !== undefined) throw unfit('anybody may read it; take away its anonymous access');
    if (hasImmutabilityPolicy || hasLegalHold) {
      throw unfit(
        'it has an immutability policy or a legal hold, so that nothing in it could be deleted; take another container',
      );
    }
    const { versioned, forGood } = await this.tryOut(this.blob('trial/at-the-start'));
    if (versioned) {
      throw unfit(
        'its account keeps earlier versions of blobs, so that a deleted copy would stay; switch versioning off',
      );
    }
    if (!forGood) {
      throw unfit('its account keeps deleted blobs (soft delete), so that a deleted copy would stay; switch it off');
    }
  }

  /** Writes a blob and deletes it, and looks at what the service says it did. */
  private async tryOut(blob: BlockBlobClient): Promise<{ versioned: boolean; forGood: boolean }> {
    const written = await this.ask((abortSignal) => blob.commitBlockList([], { abortSignal }));
    const removed = await this.ask((abortSignal) => blob.deleteIfExists({ abortSignal }));
    const versioned = written.versionId !== undefined;
    return { versioned, forGood: removed._response.headers.get('x-ms-delete-type-permanent') !== 'false' };
  }

  /** All blobs whose names begin so, page by page. */
  private async *below(prefix: string): AsyncGenerator<{ name: string; written: Date }> {
    let continuationToken: string | undefined;
    do {
      const from = continuationToken === undefined ? {} : { continuationToken };
      const page = await this.ask(async (abortSignal) => {
        const { value } = await this.container.listBlobsFlat({ prefix, abortSignal }).byPage(from).next();
        return value;
      });
      for (const { name, properties } of page?.segment.blobItems ?? []) {
        yield { name, written: properties.lastModified };
      }
      continuationToken = page?.continuationToken || undefined;
    } while (continuationToken !== undefined);
  }

  private blob(key: string): BlockBlobClient {
    return this.container.getBlockBlobClient(checkedKey(key));
  }

  private async ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await retried(this.patience, call);
    } catch (error) {
      throw error instanceof AppError ? error : unreachable(`the container of stored files: ${toldOf(error)}`);
    }
  }
}

function unfit(why: string): AppError {
  return new AppError('config', `FILE_CONTAINER: ${why}`, '設定に誤りがあります。');
}

/** A content in blocks, of which all but the last are full. */
async function* blocksOf(content: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let filled = 0;
  for await (const piece of content) {
    for (let taken = 0; taken < piece.length; ) {
      const copied = piece.copy(block, filled, taken);
      filled += copied;
      taken += copied;
      if (filled < BLOCK_BYTES) continue;
      yield block;
      block = Buffer.allocUnsafe(BLOCK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** Of the same length for all blocks of all writers, as the service wants it. */
function blockId(writer: string, number: number): string {
  return Buffer.from(`${writer}.${String(number).padStart(5, '0')}`).toString('base64');
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

/** Whether there is another content than when the writing began, or the blocks went when somebody else put theirs together. */
function isOvertaken(error: unknown): boolean {
  return [409, 412].includes(statusOf(error) ?? 0) || reasonOf(error) === 'InvalidBlockList';
}

async function wasWrittenBy(writer: string, blob: BlockBlobClient, abortSignal: AbortSignal): Promise<boolean> {
  const present = await unlessMissing(blob.getProperties({ abortSignal }));
  return present?.metadata?.writer === writer;
}

/** The beginning of a file, its size, and the mark of this content of it. */
async function openedAt(blob: BlockBlobClient, abortSignal: AbortSignal) {
  try {
    const { bytes, answer } = await download(blob, 0, FIRST_BYTES, abortSignal);
    const size = Number(/\/(\d+)$/.exec(answer.contentRange ?? '')?.[1] ?? bytes.length);
    return { bytes, size, etag: answer.etag };
  } catch (error) {
    // Of an empty file there is no first byte.
    if (reasonOf(error) !== 'InvalidRange') throw error;
    return { bytes: Buffer.alloc(0), size: 0, etag: undefined };
  }
}

/** @throws BrokenOff when fewer bytes arrive than were announced, or others */
async function download(
  blob: BlockBlobClient,
  position: number,
  length: number,
  abortSignal: AbortSignal,
  etag?: string,
): Promise<{ bytes: Buffer; answer: BlobDownloadResponseParsed }> {
  const answer = await blob.download(position, length, {
    abortSignal,
    rangeGetContentMD5: true,
    maxRetryRequests: 0,
    conditions: etag === undefined ? {} : { ifMatch: etag },
  });
  const bytes = await bodyOf(answer);
  if (answer.contentMD5 !== undefined && !md5(bytes).equals(answer.contentMD5)) {
    throw new BrokenOff('other bytes than were sent');
  }
  return { bytes, answer };
}

/** Reads from what is at hand, or fetches it: more than is asked for where somebody reads on. */
function readerOf(size: number, first: Buffer, fetch: (position: number, length: number) => Promise<Buffer>) {
  const beginning = { at: 0, bytes: first };
  let fetched = beginning;
  let next = 0;
  return async (position: number, length: number): Promise<Buffer> => {
    const end = Math.min(position + length, size);
    if (end <= position) return Buffer.alloc(0);
    const holds = ({ at, bytes }: { at: number; bytes: Buffer }) => position >= at && end <= at + bytes.length;
    let hand = [beginning, fetched].find(holds);
    if (hand === undefined) {
      const wanted = position === next ? Math.max(length, Math.min(length * AHEAD, MOST_BYTES)) : length;
      fetched = { at: position, bytes: await fetch(position, Math.min(wanted, size - position)) };
      hand = fetched;
    }
    next = end;
    return hand.bytes.subarray(position - hand.at, end - hand.at);
  };
}
