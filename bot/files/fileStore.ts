import type { Readable } from 'node:stream';

/** A stored file as it was written: size in bytes and SHA-256 (hex). */
export interface StoredFile {
  size: number;
  sha256: string;
}

/** First and last byte wanted, both counted from 0 and both included, as in RFC 9110. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Where copies and letters are kept. Keys are internal ids joined by `/`; nothing a person typed is ever part of one.
 */
export interface FileStore {
  /** Writes a file whole or not at all; writing a key again replaces it. */
  put(key: string, content: Readable): Promise<StoredFile>;
  /** Opens a file, or a part of it, for reading; rejects before the first byte when it cannot be read. */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Removes a file; removing what is not there is no fault. */
  remove(key: string): Promise<void>;
  /** Keys of the files that were last written before a moment; what was begun before it and never finished is removed. */
  writtenBefore(moment: Date): Promise<string[]>;
  /**
   * Removes what processes that ended left besides files: what they began and never finished, after an hour, and what protected a file
   * that is not there, after two days.
   *
   * @returns how many things of the second sort went
   * @throws AppError `integrity` where there are too many of them to be what a crash leaves: then none is removed
   */
  sweep(now: Date): Promise<number>;
  /** Writes, reads and removes a small file, to find out whether files can be kept now. @throws whatever the place says */
  tryOut(): Promise<void>;
}
