/**
 * A stored file opened for reading. What is read of it is of the one content it had when it was opened: when it is replaced or removed
 * meanwhile, the disk gives that content to its end, and a container refuses the rest as `unavailable`.
 */
export interface ByteSource {
  /** Bytes of the file. */
  readonly size: number;
  /** Reads so many bytes from a position; fewer only where the file ends. */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Where bytes lie as they are given. Keys are lower-case letters, digits and hyphens, joined by `/`. */
export interface ByteStore {
  /** Writes a file whole or not at all, replacing what was there; it is durable when the promise resolves. */
  write(key: string, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void>;
  /** Opens a file; undefined when there is none. */
  open(key: string): Promise<ByteSource | undefined>;
  /** Removes a file durably; removing what is not there is no fault. */
  remove(key: string): Promise<void>;
  /** Names of the files in a folder. */
  list(folder: string): Promise<string[]>;
  /**
   * Keys of all files below a folder that were last written before a moment; what was begun before it and never finished is removed, or
   * goes by itself (of a container within a week; nobody can read it until then).
   */
  writtenBefore(folder: string, moment: Date): Promise<string[]>;
  /**
   * Tries out whether a place that others look after is fit for the files.
   *
   * @throws AppError `config` where it is not, with what to change; `unavailable` where it could not be asked
   */
  assertFit?(): Promise<void>;
}

/** Whether a store could have written a file under this name. */
export function isKey(name: string): boolean {
  return /^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name);
}

export function checkedKey(key: string): string {
  if (!isKey(key)) throw new Error('a storage key has characters that it may not have');
  return key;
}
