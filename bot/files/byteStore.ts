/** A stored file opened for reading: it stays the same while it is open, even when it is replaced or removed meanwhile. */
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
  /** Keys of all files below a folder that were last written before a moment; what was begun before it and never finished is removed. */
  writtenBefore(folder: string, moment: Date): Promise<string[]>;
}
