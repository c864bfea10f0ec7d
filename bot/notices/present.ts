import { createHash } from 'node:crypto';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { decisionChannel } from '../directory/decisionChannel.js';
import { peopleWithRole } from '../directory/people.js';
import { civilDate } from '../japanese/civil.js';
import { issueLink } from '../links/issue.js';
import { decidersOf } from '../requests/deciders.js';
import { storeApplicationLetter } from '../requests/letters.js';
import { lockRequest } from '../requests/load.js';
import { candidatesOf } from '../requests/reads/examine.js';
import { submittedFields } from '../requests/submitted.js';
import { retentionOf } from '../rule/retention.js';
import { isOvertaken } from './overtaken.js';
import { oweNotice, oweOperators } from './owe.js';

/**
 * Lays a filed application before the deciders (job `submitted`): draws 様式第1号, gives each decider a link to it, and owes
 * the card with which they decide, in their own chat and in the decision channel where one is set. Doing it twice changes
 * nothing.
 */
export async function presentApplication(ctx: Context, requestId: string): Promise<void> {
  const request = await ctx.db.client.request.findUnique({ where: { id: requestId } });
  if (request?.status !== 'submitted') return;
  const edition = request.version;
  const drawn = await ctx.db.client.letter.findUnique({
    where: { requestId_form_edition: { requestId, form: 1, edition } },
  });
  // Drawn once: a later layout must not change a letter whose hash is on record.
  const letter = drawn ?? (await storeApplicationLetter(ctx, request));
  await ctx.db.transaction(async (tx) => {
    const now = await lockRequest(tx, requestId);
    if (now?.status !== 'submitted' || now.version !== edition) return;
    const { storeKey, sha256, size } = letter;
    const stored = await tx.letter.createMany({
      data: [{ storeKey, sha256, size, requestId, form: 1, edition, createdAt: ctx.clock.now() }],
      skipDuplicates: true,
    });
    const deciders = decidersOf(ctx, request).map(({ id }) => id);
    // The section keeps its 様式第1号 as well: it is their public document, too.
    const section = [now.chiefId, now.preparedById].filter((id) => id !== null);
    for (const recipientId of new Set([...deciders, ...section])) {
      await issueLink(tx, ctx, { requestId, kind: 'application', recipientId, copyIds: [] });
    }
    const about = String(edition);
    await followChanges(tx, ctx, requestId, deciders);
    const channel = await decisionChannel(tx);
    if (channel !== undefined) {
      // A channel chosen later is given the cards that wait, too.
      const there = `${about}-${createHash('sha256').update(channel).digest('hex').slice(0, 8)}`;
      await oweNotice(tx, ctx, { kind: 'decide', requestId, personId: null, about: there });
    }
    let another = false;
    for (const personId of deciders) {
      another = (await oweNotice(tx, ctx, { kind: 'decide', requestId, personId, about })) || another;
    }
    // The channel's card names those who are given its buttons.
    if (another && channel !== undefined) await ctx.queue.enqueue(tx, 'refresh', { requestId });
    if (deciders.length === 0) await oweOperators(tx, ctx, requestId, 'no-decider');
    const { candidates } = await candidatesOf(tx, ctx, request);
    const today = civilDate(ctx.clock.now());
    const retention = retentionOf(submittedFields(request).callDate, today, ctx.config.retention);
    if (candidates.length === 0 && retention.within) {
      for (const { id: recipientId } of peopleWithRole(ctx.directory, 'operator')) {
        await issueLink(tx, ctx, { requestId, kind: 'application', recipientId, copyIds: [] });
      }
      await oweOperators(tx, ctx, requestId, 'no-recording');
    }
    if (stored.count === 0) return;
    await appendAudit(tx, ctx, {
      actor: null,
      action: 'request.letter',
      requestId,
      channel: 'job',
      data: { letter: sha256, edition },
    });
  });
}

/**
 * What was sent about an application that waits may be true no more without the application having moved: a period of 代決 ended,
 * somebody decides again, a recording came in. Then the cards are brought up to date.
 */
async function followChanges(tx: Tx, ctx: Context, requestId: string, deciders: readonly string[]): Promise<void> {
  const sent = await tx.notice.findMany({
    where: { requestId, kind: { in: ['decide', 'trouble'] }, state: 'sent', reason: null, personId: { not: null } },
    include: { request: true },
  });
  for (const notice of sent) {
    const over =
      notice.kind === 'decide' ? !deciders.includes(notice.personId ?? '') : await isOvertaken(tx, ctx, notice);
    if (over) return ctx.queue.enqueue(tx, 'refresh', { requestId });
  }
}
