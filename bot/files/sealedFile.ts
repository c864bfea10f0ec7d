import { Readable } from 'node:stream';
import type { ByteSource } from './byteStore.js';
import type { ByteRange } from './fileStore.js';
import { CHUNK_BYTES, type Layout, layoutOf, openChunk, placeOf, type Seal } from './sealing.js';

/** A sealed file opened for reading; gives out a chunk only after its tag was found right. */
export class SealedFile {
  private readonly layout: Layout;

  /** @throws AppError `integrity` when no sealed file has so many bytes */
  constructor(
    private readonly source: ByteSource,
    private readonly seal: Seal,
  ) {
    this.layout = layoutOf(source.size);
  }

  /**
   * The content or a part of it. The file's end and the first chunk wanted are checked before; the stream closes the file.
   *
   * @throws AppError `integrity`; the stream ends with the same error at a later chunk that was changed
   */
  async stream(range?: ByteRange): Promise<Readable> {
    // Only the last chunk proves that nothing was cut off.
    await this.chunk(this.layout.chunks - 1);
    const { source } = this;
    const slices = this.slices(range?.start ?? 0, Math.min((range?.end ?? Infinity) + 1, this.layout.size));
    let ready: IteratorResult<Buffer> | undefined = await slices.next();
    const next = async (): Promise<Buffer | null> => {
      const { done, value } = ready ?? (await slices.next());
      ready = undefined;
      return done ? null : value;
    };
    return new Readable({
      read() {
        next().then(
          (slice) => this.push(slice),
          (error: Error) => this.destroy(error),
        );
      },
      destroy(error, done) {
        source.close().then(() => done(error), done);
      },
    });
  }

  /** @param end the first byte not wanted any more */
  private async *slices(start: number, end: number): AsyncGenerator<Buffer, void> {
    for (let at = start; at < end; ) {
      const number = Math.floor(at / CHUNK_BYTES);
      const begin = number * CHUNK_BYTES;
      const slice = (await this.chunk(number)).subarray(at - begin, end - begin);
      yield slice;
      at += slice.length;
    }
  }

  private async chunk(number: number): Promise<Buffer> {
    const { position, length } = placeOf(number);
    return openChunk(this.seal, number, number === this.layout.chunks - 1, await this.source.read(position, length));
  }
}
