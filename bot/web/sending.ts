import { pipeline } from 'node:stream/promises';
import { create } from 'content-disposition';
import type { Request, Response } from 'express';
import type { ByteRange } from '../files/fileStore.js';
import { counted, type Giving } from '../links/giving.js';
import type { FileName } from '../rule/fileNames.js';

/**
 * `Content-Disposition` as in RFC 6266, the Japanese name as in RFC 8187. The header is the library's; which signs a file on
 * somebody's disk may not have is ours: no quote, line break, folder or sign that turns the reading direction leaves this function.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: FileName): string {
  return create(name.japanese.replace(/[\p{C}\p{Z}\\/:*?"<>|]/gu, '_'), {
    type: kind,
    fallback: name.ascii.replace(/[^\w.-]/g, '_'),
  });
}

/** What of a recording is asked for, and how the answer will be headed. */
export interface Part {
  range: ByteRange;
  status: 200 | 206;
  headers: Record<string, string>;
}

/**
 * Reads a Range header (RFC 9110, one range); without one the part is the whole file. Undefined when the range cannot be
 * served: the answer 416 was then sent.
 */
export function readPart(req: Request, res: Response, file: { size: bigint; sha256: string }): Part | undefined {
  const size = Number(file.size);
  const etag = `"${file.sha256}"`;
  const headers = { 'Accept-Ranges': 'bytes', ETag: etag, 'Content-Type': 'audio/wav' };
  const condition = req.get('if-range');
  const ranges = condition === undefined || condition === etag ? req.range(size) : undefined;
  if (ranges === -1) {
    res.set('Content-Range', `bytes */${size}`).status(416).end();
    return undefined;
  }
  const [range] = ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? [] : ranges;
  if (range === undefined) {
    return {
      range: { start: 0, end: size - 1 },
      status: 200,
      headers: { ...headers, 'Content-Length': String(size) },
    };
  }
  const { start, end } = range;
  return {
    range: { start, end },
    status: 206,
    headers: {
      ...headers,
      'Content-Range': `bytes ${start}-${end}/${size}`,
      'Content-Length': String(end - start + 1),
    },
  };
}

/** Sends an opened part and settles what was sent of it; headers are set only now, so that a fault before it is answered as a fault. */
export async function sendPart(res: Response, part: Part, { stream, settle }: Giving): Promise<void> {
  let sent = 0;
  const { start, end } = part.range;
  res.status(part.status).set(part.headers);
  try {
    await pipeline(
      counted(stream, (bytes) => {
        sent += bytes;
        // The reader has everything then, perhaps before the answer knows that it has ended.
        if (sent === end - start + 1) res.locals.allSent = true;
      }),
      res,
    );
  } finally {
    await settle(sent);
  }
}
