import { pipeline, type Readable, Transform } from 'node:stream';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Copy, LinkFile } from '../db/generated/client.js';

/** A part of a file on its way to a reader; so many bytes of the file's allowance were set aside for it. */
export interface Giving {
  stream: Readable;
  /** Ends it: of what was set aside only the bytes that were sent stay counted. Call once, however it ended. */
  settle(sent: number): Promise<void>;
}

/** As what bytes are counted: towards the permitted downloads, or towards what may be listened to on the page. */
export type Use = 'download' | 'listen';

/**
 * Sets bytes of a file aside, before the first of them is sent; false when so many are not left. Whatever ranges are asked for, and
 * however many at once, no more is ever given out than the file's length times what is permitted.
 */
export async function setAside(
  tx: Tx,
  { config }: Pick<Context, 'config'>,
  { linkId, copyId, use, bytes }: { linkId: string; copyId: string; use: Use; bytes: number },
): Promise<boolean> {
  const raised =
    use === 'download'
      ? await tx.$executeRaw`
          UPDATE "LinkFile" SET "given" = "given" + ${bytes}::bigint FROM "Copy"
          WHERE "linkId" = ${linkId} AND "copyId" = ${copyId}::uuid AND "Copy"."id" = "copyId"
            AND "given" + ${bytes}::bigint <= "Copy"."size" * "allowed"`
      : await tx.$executeRaw`
          UPDATE "LinkFile" SET "listened" = "listened" + ${bytes}::bigint FROM "Copy"
          WHERE "linkId" = ${linkId} AND "copyId" = ${copyId}::uuid AND "Copy"."id" = "copyId"
            AND "listened" + ${bytes}::bigint <= "Copy"."size" * ${config.linkListens}::int`;
  return raised === 1;
}

/** Counts bytes as not given that were set aside and never sent. */
export async function giveBack(
  tx: Tx,
  { linkId, copyId, use, bytes }: { linkId: string; copyId: string; use: Use; bytes: number },
): Promise<void> {
  if (bytes <= 0) return;
  const less = { decrement: bytes };
  await tx.linkFile.update({
    where: { linkId_copyId: { linkId, copyId } },
    data: use === 'download' ? { given: less } : { listened: less },
  });
}

/** The same bytes, each piece counted as it goes on. A fault of the source is one of what is returned; ending that ends the source. */
export function counted(stream: Readable, count: (bytes: number) => void): Readable {
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count(chunk.length);
      done(null, chunk);
    },
  });
  return pipeline(stream, counting, () => {});
}

/** How often the whole file may still be had: what is not granted yet, as far as its bytes are not given out yet. */
export function downloadsLeft(
  { downloads, allowed, given }: Pick<LinkFile, 'downloads' | 'allowed' | 'given'>,
  { size }: Pick<Copy, 'size'>,
): number {
  const whole = size === 0n ? allowed : Number((size * BigInt(allowed) - given) / size);
  return Math.max(0, Math.min(allowed - downloads, whole));
}

/** How often the whole file may still be listened to on the page. */
export function listensLeft(
  { linkListens }: Pick<Context['config'], 'linkListens'>,
  { listened }: Pick<LinkFile, 'listened'>,
  { size }: Pick<Copy, 'size'>,
): number {
  return size === 0n ? linkListens : Math.max(0, Number((size * BigInt(linkListens) - listened) / size));
}
