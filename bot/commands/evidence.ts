import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { makeEvidence } from '../evidence/evidence.js';
import { formatReceipt, type Receipt, readReceipt } from '../rule/receipt.js';

export interface EvidenceCommand extends Pick<Context, 'db' | 'clock' | 'config' | 'auditSigner'> {
  /** R8-12. */
  receipt: string;
  /** Folder that both files are written to; made when it is not there. */
  folder: string;
  out: NodeJS.WritableStream;
}

import { writeNewFile } from './newFile.js';

/**
 * Makes the 証跡 of one request on the command line and tells the operator where it lies. Files that are there already are
 * never written over.
 *
 * @throws AppError `invalid_input` when that is no receipt number, and what `makeEvidence` throws
 */
export async function runEvidence({ receipt, folder, out, ...ctx }: EvidenceCommand): Promise<void> {
  const { fiscalYear, serial } = receiptOf(receipt);
  const where = { fiscalYear_serial: { fiscalYear, serial } };
  const request = await ctx.db.client.request.findUnique({ where, select: { id: true } });
  const disposal = request ? null : await ctx.db.client.disposal.findUnique({ where, select: { requestId: true } });
  const { json, pdf, name, sha256 } = await makeEvidence(
    ctx,
    null,
    { channel: 'command' },
    request?.id ?? disposal?.requestId ?? '',
  );
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = { [join(folder, `${name}.json`)]: json, [join(folder, `${name}.pdf`)]: pdf };
  for (const [path, bytes] of Object.entries(files)) {
    await writeNewFile(path, bytes);
    out.write(`${path}\n`);
  }
  out.write(`JSONファイルのSHA-256　${sha256}\n`);
}

function receiptOf(text: string): Receipt {
  const receipt = readReceipt(text);
  if (receipt !== undefined && formatReceipt(receipt) === text) return receipt;
  throw new AppError(
    'invalid_input',
    'not a receipt number',
    '受付番号は「R8-12」のように指定してください（例：npm run evidence -- R8-12 --out 出力先フォルダー）。',
  );
}
