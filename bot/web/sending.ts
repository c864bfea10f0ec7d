import type { Request, Response } from 'express';
import type { ByteRange } from '../files/fileStore.js';

/** `Content-Disposition` as in RFC 6266: an ASCII name for old clients, the Japanese one for all others. */
export function contentDisposition(kind: 'inline' | 'attachment', name: { ascii: string; japanese: string }): string {
  return `${kind}; filename="${name.ascii}"; filename*=UTF-8''${encodeURIComponent(name.japanese)}`;
}

/** The name a saved recording gets; made of our own words and numbers only. */
export function fileNameOf(receipt: string, position: number): { ascii: string; japanese: string } {
  return { ascii: `recording-${receipt}-${position}.wav`, japanese: `通話録音データ_${receipt}_${position}.wav` };
}

/** The name a saved letter gets. */
export function letterNameOf(receipt: string, form: number): { ascii: string; japanese: string } {
  return form === 1
    ? { ascii: `application-${receipt}.pdf`, japanese: `電話録音データ取出し申請書_${receipt}.pdf` }
    : { ascii: `answer-${receipt}.pdf`, japanese: `電話録音データ取出し回答書_${receipt}.pdf` };
}

/**
 * Reads a Range header (RFC 9110, one range) and sets status and headers of the answer; a file without a range is the whole
 * range. Undefined when the range cannot be served: the answer 416 was then sent.
 */
export function readRange(req: Request, res: Response, size: number, sha256: string): ByteRange | undefined {
  const etag = `"${sha256}"`;
  res.set({ 'Accept-Ranges': 'bytes', ETag: etag, 'Content-Type': 'audio/wav' });
  const condition = req.get('if-range');
  const ranges = condition === undefined || condition === etag ? req.range(size) : undefined;
  if (ranges === -1) {
    res.set('Content-Range', `bytes */${size}`).status(416).end();
    return undefined;
  }
  const [range] = ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? [] : ranges;
  if (range === undefined) {
    res.set('Content-Length', String(size));
    return { start: 0, end: size - 1 };
  }
  res.status(206).set({
    'Content-Range': `bytes ${range.start}-${range.end}/${size}`,
    'Content-Length': String(range.end - range.start + 1),
  });
  return { start: range.start, end: range.end };
}
