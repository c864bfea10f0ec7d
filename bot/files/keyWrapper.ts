/** A file's key, encrypted by the master key of that id. */
export interface WrappedKey {
  keyId: string;
  bytes: Buffer;
}

/** What encrypts file keys and alone can decrypt them: master keys of the configuration, or a key vault. */
export interface KeyWrapper {
  /** Id of the master key that wraps now; a file key wrapped by another one is due for rotation. */
  currentKeyId(): Promise<string>;
  /** @throws AppError `unavailable` when the master key cannot be used now */
  wrap(fileKey: Buffer): Promise<WrappedKey>;
  /** @throws AppError `unavailable` when the master key is unknown or cannot be used now, `integrity` when the bytes were changed */
  unwrap(wrapped: WrappedKey): Promise<Buffer>;
}
