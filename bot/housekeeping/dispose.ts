import { createHash } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import { canonicalJson, type Json } from '../audit/canonical.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Letter, Prisma, Request } from '../db/generated/client.js';
import { civilDate } from '../japanese/civil.js';
import { alone, type Report } from '../jobs/alone.js';
import { nameOfMatter, type WholeMatter } from '../matters/load.js';
import { lockRequest } from '../requests/load.js';
import { formatReceipt } from '../rule/receipt.js';
import { deletableThrough, overFrom } from '../rule/records.js';
import { isLogTrusted } from './heads.js';
import { type Ended, type EndedMatter, endedMatters, endedRequests, readTold, tellWhatIsDue } from './recordsDue.js';

/** What the log calls it that a request was deleted after its retention. */
const DISPOSED = 'request.dispose';

/**
 * Deletes requests, with all that hangs on them, whose retention as official documents (公文書) is over and of which it was told in
 * time. Each goes in a transaction of its own, with the row of the log that proves it; its files go after that, and what a crash leaves of
 * them the next time. Nothing goes unless the log is known to be whole, nor while the database is perhaps an older state.
 *
 * @returns how many requests were deleted
 */
export async function disposeOfRecords(ctx: Context, report: Report): Promise<number> {
  const { recordsYears: years } = ctx.config;
  await alone('files of deleted requests', report, () => removeFiles(ctx));
  if (years === undefined || ctx.links.held || !(await isLogTrusted(ctx))) return 0;
  await tellWhatIsDue(ctx);
  const { client } = ctx.db;
  const through = deletableThrough(civilDate(ctx.clock.now()), years, await readTold(client, ctx));
  if (through === undefined) return 0;
  let deleted = 0;
  for (const { id, held } of await endedRequests(client, ctx, { through })) {
    if (held) continue;
    await alone('records past their retention', report, async () => {
      if (await dispose(ctx, id, through, years)) deleted += 1;
    });
  }
  await alone('files of deleted requests', report, () => removeFiles(ctx));
  for (const matter of await endedMatters(client, through)) {
    await alone('matters past their retention', report, async () => {
      if (await disposeOfMatter(ctx, matter, through, years)) deleted += 1;
    });
  }
  return deleted;
}

/** Deletes one matter, unless it was taken up again meanwhile. */
function disposeOfMatter(ctx: Context, { id }: EndedMatter, through: number, years: number): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Matter" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const still = (await endedMatters(tx, through)).find((one) => one.id === id);
    if (still === undefined) return false;
    const matter = await tx.matter.findUniqueOrThrow({ where: { id }, include: { steps: { orderBy: { id: 'asc' } } } });
    await tx.notice.deleteMany({
      where: { OR: ['matter', 'matterWaits'].map((kind) => ({ kind, key: { startsWith: `${kind}::${id}.` } })) },
    });
    await deleteLinks(tx, { matterId: id });
    await tx.matter.delete({ where: { id } });
    await appendAudit(tx, ctx, {
      actor: null,
      action: 'matter.dispose',
      channel: 'job',
      data: {
        number: nameOfMatter(matter),
        endedIn: still.endedIn,
        years,
        over: overFrom(still.endedIn, years),
        sha256: hashOfRow(matter),
      },
    });
    return true;
  });
}

/** Deletes one, unless something has come to hang on it meanwhile. */
function dispose(ctx: Context, requestId: string, through: number, years: number): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    if ((await lockRequest(tx, requestId)) === null) return false;
    const [still] = await endedRequests(tx, ctx, { through, id: requestId });
    if (still === undefined || still.held) return false;
    const request = await tx.request.findUniqueOrThrow({ where: { id: requestId } });
    const letters = await tx.letter.findMany({ where: { requestId }, orderBy: [{ form: 'asc' }, { edition: 'asc' }] });
    const rows = await deleteRows(tx, requestId);
    await enter(tx, ctx, request, { still, years, letters });
    await appendAudit(tx, ctx, {
      actor: null,
      action: DISPOSED,
      requestId,
      channel: 'job',
      data: {
        receipt: formatReceipt(numbersOf(request)),
        endedIn: still.endedIn,
        years,
        over: overFrom(still.endedIn, years),
        rows,
        sha256: hashOfRow(request),
        letters: letters.map(({ form, edition, sha256 }) => ({ form, edition, sha256 })),
      },
    });
    return true;
  });
}

/** The SHA-256 (hex) of a row as canonical JSON, moments in ISO 8601: whoever has a backup of it can prove that it was this one. */
function hashOfRow(row: Request | WholeMatter): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(row)) as Json))
    .digest('hex');
}

function numbersOf({ fiscalYear, serial }: Request): { fiscalYear: number; serial: number } {
  if (fiscalYear === null || serial === null) throw new Error('a request that was filed has no number');
  return { fiscalYear, serial };
}

/** Enters it into the register of what was deleted (廃棄簿), with the files that are to be removed now. */
async function enter(
  tx: Tx,
  { clock }: Context,
  request: Request,
  { still, years, letters }: { still: Ended; years: number; letters: readonly Letter[] },
): Promise<void> {
  const { id: requestId, bureau, section, submittedAt } = request;
  const keys = letters.map(({ storeKey }) => storeKey);
  await tx.disposal.create({
    data: {
      ...{ requestId, bureau, section, submittedAt, years },
      files: filesOf(requestId, keys),
      ...numbersOf(request),
      endedIn: still.endedIn,
      deletedAt: clock.now(),
    },
  });
}

/** Deletes all rows of a request, and says how many of which kind they were. */
async function deleteRows(tx: Tx, requestId: string): Promise<{ [kind: string]: number }> {
  const ofRequest = { where: { requestId } };
  // One after the other, what depends on others first: the connection of a transaction serves one statement at a time.
  const gone = {
    ...(await deleteLinks(tx, ofRequest.where)),
    copies: await tx.copy.deleteMany(ofRequest),
    chosen: await tx.chosenRecording.deleteMany(ofRequest),
    extracts: await tx.recording.deleteMany({ where: { attachedToId: requestId } }),
    letters: await tx.letter.deleteMany(ofRequest),
    notices: await tx.notice.deleteMany(ofRequest),
    requests: await tx.request.deleteMany({ where: { id: requestId } }),
  };
  return Object.fromEntries(Object.entries(gone).map(([kind, { count }]) => [kind, count]));
}

/** Deletes links with all that hangs on them. */
async function deleteLinks(tx: Tx, link: Pick<Prisma.LinkWhereInput, 'requestId' | 'matterId'>) {
  const ofLink = { where: { link } };
  const ofSession = { where: { session: { link } } };
  return {
    plays: await tx.linkPlay.deleteMany(ofSession),
    downloads: await tx.linkDownload.deleteMany(ofSession),
    packages: await tx.linkPackage.deleteMany(ofSession),
    sessions: await tx.linkSession.deleteMany(ofLink),
    codes: await tx.linkCode.deleteMany(ofLink),
    linkFiles: await tx.linkFile.deleteMany(ofLink),
    links: await tx.link.deleteMany({ where: link }),
  };
}

/**
 * Removes the files of requests that were deleted; repeating it changes nothing. The register is a table like others, so it is not believed
 * further than it can be right: only files of the request that it names go, and none while that request is there, or may be again.
 */
async function removeFiles(ctx: Context): Promise<void> {
  if (ctx.links.held) return;
  const { disposal, request } = ctx.db.client;
  for (const { requestId, files } of await disposal.findMany({ where: { files: { isEmpty: false } } })) {
    if ((await request.count({ where: { id: requestId } })) > 0) continue;
    for (const key of filesOf(requestId, files)) await ctx.files.remove(key);
    await disposal.update({ where: { requestId }, data: { files: [] } });
  }
}

/** Those of some keys that are files of a request: another's, which somebody named in a table, stays. */
const filesOf = (requestId: string, keys: readonly string[]): string[] =>
  keys.filter((key) => key.startsWith(`letters/${requestId}/`));
