import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Context } from '../context.js';
import type { Copy, Letter } from '../db/generated/client.js';
import { counted } from '../links/giving.js';
import { assertInPlace, openStored, openWhole } from '../links/open.js';
import { type LinkSessionFacts, recipientOf, requestOf } from '../links/session.js';
import { assertOpen } from '../links/usable.js';
import { filesOf, type LinkedFile, lettersOf } from '../links/view.js';
import { type FileName, FORM_NAMES, fileNameOf, letterNameOf, packageNameOf } from '../rule/fileNames.js';
import { formatReceipt } from '../rule/receipt.js';
import { drawEvidence, type EvidenceFiles, evidenceName } from './evidence.js';
import { type MetadataRow, metadataCsv } from './metadata.js';

/** The 文書登録一式 of a request, as it is sent. */
export interface RegistrationSet {
  name: FileName;
  /** A ZIP file (APPNOTE 6.3, names in UTF-8); its length is not known beforehand. */
  stream: Readable;
  /** How many bytes of each copied recording went into it so far, by the copy's id. */
  sent: ReadonlyMap<string, number>;
}

/**
 * Puts together what the section registers in the 総合文書管理システム (様式第1号 ※): both letters, the recordings, the 証跡 as PDF
 * and JSON, and `metadata.csv` with the SHA-256 of each. Everything is read and sent bit by bit; nothing is written to disk.
 * Before it is asked for, its download has to be granted (bot/links/package.ts).
 *
 * A file that cannot be read, or was altered, ends the stream with that error.
 */
export async function openRegistrationSet(ctx: Context, session: LinkSessionFacts): Promise<RegistrationSet> {
  const requestId = requestOf(session.link);
  const request = await ctx.db.client.request.findUniqueOrThrow({ where: { id: requestId } });
  const receipt = formatReceipt({ fiscalYear: request.fiscalYear ?? 0, serial: request.serial ?? 0 });
  const letters = await lettersOf(ctx, session);
  const files = await filesOf(ctx.db.client, session.link);
  const reader = await recipientOf(ctx.db.client, session.link);

  const rows: MetadataRow[] = [
    ...letters.map(({ form, sha256, size }) => ({
      file: letterNameOf(receipt, form).japanese,
      kind: form === 1 ? ('application' as const) : ('answer' as const),
      title: FORM_NAMES[form === 1 ? 1 : 2],
      sha256,
      size: Number(size),
    })),
    ...files.map((file) => recordingRow(receipt, file)),
  ];
  const stored = [...letters, ...files.map(({ copy }) => copy)];

  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const opened = new Set<Readable>();
  const fail = (error: Error): void => void output.destroy(error);
  const folder = packageNameOf(receipt).japanese.replace(/\.zip$/, '');
  const madeAt = ctx.clock.now();
  const proof = evidenceName(receipt, madeAt);
  const add = (name: string, open: () => Promise<Readable>, size?: number): void => {
    const options = { mtime: madeAt, mode: 0o100600, compress: false, ...(size === undefined ? {} : { size }) };
    zip.addReadStreamLazy(`${folder}/${name}`, options, (give) => {
      open().then(
        (stream) => {
          opened.add(stream);
          // The library listens to no fault of what it is given; unheard, one would end the process.
          stream.once('error', fail);
          if (output.destroyed) stream.destroy();
          else give(null, stream);
        },
        (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))),
      );
    });
  };
  // An upset ZIP, or a reader who goes away, leaves no file open.
  zip.on('error', fail);
  output.once('close', () => {
    for (const stream of opened) stream.destroy();
  });

  const sent = new Map<string, number>();
  rows.forEach(({ file, size }, index) => {
    const one = stored[index];
    if (one === undefined) return;
    const { id } = one;
    const count = (bytes: number) => sent.set(id, (sent.get(id) ?? 0) + bytes);
    add(file, async () => counted(await openWhileOpen(ctx, session, one), count), size);
  });
  // The whole log is checked for the evidence, which may take a while: meanwhile the files are on their way.
  let made: Promise<EvidenceFiles> | undefined;
  const evidence = (): Promise<EvidenceFiles> => {
    made ??= drawEvidence(ctx, reader, { channel: 'web' }, requestId, madeAt);
    return made;
  };
  add(`${proof}.pdf`, async () => Readable.from([(await evidence()).pdf]));
  add(`${proof}.json`, async () => Readable.from([(await evidence()).json]));
  add('metadata.csv', async () => {
    const all = [...rows, ...evidenceRows(await evidence())];
    return Readable.from([metadataCsv(request, all, ctx.config)]);
  });
  zip.end();
  return { name: packageNameOf(receipt), stream: output, sent };
}

/** Opens a part as long as the link may still be used: what was revoked meanwhile hands over nothing more. */
async function openWhileOpen(ctx: Context, session: LinkSessionFacts, file: Copy | Letter): Promise<Readable> {
  const link = await ctx.db.client.link.findUniqueOrThrow({ where: { id: session.link.id } });
  assertOpen(link, ctx.clock.now());
  await assertInPlace(ctx, requestOf(link), file);
  return 'recordingId' in file ? openStored(ctx, file) : openWhole(ctx, file);
}

function recordingRow(receipt: string, { copy, position, startedAt }: LinkedFile): MetadataRow {
  return {
    file: fileNameOf(receipt, position).japanese,
    kind: 'recording',
    title: `通話録音データ${position}`,
    startedAt,
    sha256: copy.sha256,
    size: Number(copy.size),
  };
}

function evidenceRows({ name, pdf, json }: EvidenceFiles): MetadataRow[] {
  return [
    { file: `${name}.pdf`, bytes: pdf },
    { file: `${name}.json`, bytes: json },
  ].map(({ file, bytes }) => ({
    file,
    kind: 'evidence',
    title: '通話録音データ複製の証跡',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
  }));
}
