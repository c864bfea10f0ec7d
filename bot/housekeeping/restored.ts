import { appendAudit } from '../audit/append.js';
import { findBeginning } from '../audit/beginning.js';
import { digestOf, type RecordedHead } from '../audit/heads.js';
import { believedKeys, isSignedBy } from '../audit/keys.js';
import { readRowsOf } from '../audit/readLog.js';
import { historiesGivenUp, nameOfHead, ofPresentHistory, RESTORED, unconfirmedRestore } from '../audit/restored.js';
import { isWritten, KEY_ROW } from '../audit/signatures.js';
import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link } from '../db/generated/client.js';
import { peopleWithRole } from '../directory/people.js';
import { AppError } from '../errors.js';
import { issueLink, type LinkKind } from '../links/issue.js';
import { oweNotice } from '../notices/owe.js';
import { type Actor, hasRole } from '../rule/actor.js';
import { SECTION } from '../rule/office.js';

/** What the heads kept outside say of the database. */
interface Compared {
  /**
   * One of them does not stand in the log: the database is an older state, or another one. Or the log itself says that a backup was put
   * back, which is known so even where the heads were lost with the rest.
   */
  older: boolean;
  /** The last row that the log has in common with all of them. */
  common: number;
  /** Those that do not stand in it. */
  lost: readonly RecordedHead[];
}

/**
 * Compares the database with the heads that left it. Where a backup was put back, links that were revoked since are open again, and
 * downloads are counted from before; so links are held until somebody says that it was meant.
 */
async function compare(ctx: Context): Promise<Compared> {
  const keys = believedKeys(ctx.config);
  const kept = (await Promise.all(ctx.headPlaces.map((place) => place.read()))).flat();
  const { beginning } = await findBeginning(ctx.db, keys);
  const begun = (await readRowsOf(ctx.db, KEY_ROW)).find((row) => isWritten(row, keys));
  const signedFrom = beginning?.key ?? begun;
  // Whoever can add to a file of heads but has no key must not make the bot give up what others tell.
  const ours = ({ seq, keyId, signature, ...head }: RecordedHead) =>
    signedFrom === undefined ||
    seq < signedFrom.seq ||
    (keyId !== undefined &&
      signature !== undefined &&
      isSignedBy(keys, digestOf({ seq, ...head }), { keyId, signature }));
  // Of rows that went after their retention nothing can be said any more.
  const heads = ofPresentHistory(kept, await historiesGivenUp(ctx.db, keys)).filter(
    (head) => head.seq > (beginning?.seq ?? 0) && ours(head),
  );
  const rows = await ctx.db.client.auditEntry.findMany({
    where: { seq: { in: [...new Set(heads.map(({ seq }) => seq))] } },
    select: { seq: true, hash: true },
  });
  const hashes = new Map(rows.map(({ seq, hash }) => [seq, hash]));
  // What was put back has perhaps gone on, and sent heads of its own: those that it lost decide, however old they are.
  const stands = ({ seq, hash }: RecordedHead) => hashes.get(seq) === hash;
  const lost = heads.filter((head) => !stands(head));
  const firstLost = Math.min(...lost.map(({ seq }) => seq));
  const before = heads.filter((head) => stands(head) && head.seq < firstLost);
  const putBack = await unconfirmedRestore(ctx.db, keys);
  if (lost.length === 0 && putBack !== undefined) return { older: true, common: putBack - 1, lost };
  return { older: lost.length > 0, common: Math.max(0, ...before.map(({ seq }) => seq)), lost };
}

/** Holds links until it is known that the database is no older state; where heads cannot be read, until they can be. */
export async function holdUntilKnown(ctx: Context): Promise<void> {
  ctx.links.held = true;
  ctx.links.held = (await compare(ctx)).older;
}

/**
 * Looks whether links have to be held, and tells those who can say more; each older state once.
 *
 * @throws where heads cannot be read; links that are held stay so
 */
export async function holdIfOlder(ctx: Context): Promise<void> {
  const { older, common } = await compare(ctx);
  ctx.links.held = older;
  if (!older) return;
  const people = new Set((['manager', 'operator'] as const).flatMap((role) => peopleWithRole(ctx.directory, role)));
  await ctx.db.transaction(async (tx) => {
    for (const { id: personId } of people) {
      await oweNotice(tx, ctx, { kind: 'olderState', requestId: null, personId, about: String(common) });
    }
  });
}

/**
 * 「復元しました」: the older state is meant and goes on from here. Every open link is made anew for its reader, with nothing counted yet,
 * since nobody knows what was revoked or used up in the history that is gone.
 *
 * @returns how many links were made anew; undefined where nothing is held
 * @throws AppError `not_allowed`
 */
export async function confirmRestored(ctx: Context, actor: Actor, via: Via): Promise<number | undefined> {
  if (!hasRole(actor, 'manager', 'operator')) {
    throw new AppError('not_allowed', 'not of the office', `復元の確認は、${SECTION}の管理責任者と取扱者が行います。`);
  }
  if (!ctx.links.held) return undefined;
  const { common, lost } = await compare(ctx);
  const count = await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const open = await tx.link.findMany({
      where: { revokedAt: null, expiresAt: { gt: now } },
      include: { files: true },
    });
    for (const link of open) await makeAnew(tx, ctx, link, now);
    await ctx.queue.enqueue(tx, 'head', {});
    await appendAudit(tx, ctx, {
      actor: { id: actor.personId, name: actor.name },
      action: RESTORED,
      channel: via.channel,
      data: { from: common, lost: [...new Set(lost.map(nameOfHead))], links: open.length },
    });
    return open.length;
  });
  ctx.links.held = false;
  return count;
}

async function makeAnew(tx: Tx, ctx: Context, old: Link & { files: { copyId: string }[] }, now: Date): Promise<void> {
  await tx.link.update({ where: { id: old.id }, data: { revokedAt: now, revokedReason: 'reissued' } });
  const { requestId, recipientId } = old;
  // That of a 再生許可 is not: it is wished for anew.
  if (requestId === null) return;
  const kept = await tx.request.findUniqueOrThrow({ where: { id: requestId } });
  const kind: LinkKind = old.kind === 'application' ? 'application' : 'answer';
  const link = await issueLink(tx, ctx, {
    ...{ requestId, recipientId, kind, kept },
    copyIds: old.files.map(({ copyId }) => copyId),
  });
  if (kind === 'answer')
    await oweNotice(tx, ctx, { kind: 'linkRenewed', requestId, personId: recipientId, about: link.id });
}
