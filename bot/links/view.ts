import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Copy, Letter, Link } from '../db/generated/client.js';
import { findActor } from '../directory/people.js';
import { civilDate, daysBetween } from '../japanese/civil.js';
import { formatMoment } from '../japanese/wareki.js';
import { formatReceipt, formatReceiptLong } from '../rule/receipt.js';
import { isWhole, sightOf } from '../rule/sight.js';
import { downloadsLeft, listensLeft } from './giving.js';
import { type LinkSessionFacts, requestOf } from './session.js';
import { type LinkState, stateOf, whyUnusable } from './usable.js';

/** What the signed-in recipient is shown, as facts; the page's words are made in bot/web. */
export interface LinkView {
  state: LinkState;
  /** Why the link opens nothing any more; null while it is open. */
  closedBecause: string | null;
  kind: 'answer' | 'application';
  refused: boolean;
  receipt: string;
  /** R8-12, for file names. */
  receiptShort: string;
  /** 11月30日（月）17時00分まで（残り7日）. */
  expires: string;
  sessionEnds: Date;
  /** What the link shows of the two forms, the answer first. */
  letters: Letter[];
  /** Files attached by hand, for whoever decides. */
  attached: { sha256: string; bytes: number; seconds: number }[];
  files: {
    id: string;
    position: number;
    startedAt: Date;
    seconds: number;
    bytes: number;
    sha256: string;
    downloadsLeft: number;
    allowed: number;
    /** How often the whole of it may still be played on the page. */
    listensLeft: number;
  }[];
}

/**
 * Everything the link's page shows once its person has proved who they are; nothing of the content when it is not open.
 *
 * @param mayAttach whether the reader may attach recordings, and so sees those that are attached
 */
export async function viewLink(ctx: Context, session: LinkSessionFacts, mayAttach: boolean): Promise<LinkView> {
  const { link } = session;
  const now = ctx.clock.now();
  const state = stateOf(link, now);
  const request = await ctx.db.client.request.findUniqueOrThrow({ where: { id: requestOf(link) } });
  const { fiscalYear, serial } = request;
  if (fiscalYear === null || serial === null) throw new Error('a link belongs to a request without a receipt number');
  const files = await filesOf(ctx.db.client, link);
  const attached = mayAttach
    ? await ctx.db.client.recording.findMany({
        where: { attachedToId: requestOf(link), detachedAt: null },
        orderBy: { importedAt: 'asc' },
      })
    : [];
  const daysLeft = daysBetween(civilDate(now), civilDate(link.expiresAt));
  return {
    state,
    closedBecause: whyUnusable(link, now) ?? null,
    kind: link.kind === 'application' ? 'application' : 'answer',
    refused: request.status === 'refused',
    receipt: formatReceiptLong({ fiscalYear, serial }),
    receiptShort: formatReceipt({ fiscalYear, serial }),
    expires: `${formatMoment(link.expiresAt)}まで（${daysLeft > 0 ? `残り${daysLeft}日` : '本日まで'}）`,
    sessionEnds: session.expiresAt,
    attached: attached.map(({ sha256, size, seconds }) => ({ sha256, bytes: Number(size), seconds })),
    letters: state === 'open' ? await lettersOf(ctx, session) : [],
    files:
      state === 'open'
        ? files.map(({ copy, position, startedAt, seconds, allowed, ...given }) => ({
            id: copy.id,
            position,
            startedAt,
            seconds,
            bytes: Number(copy.size),
            sha256: copy.sha256,
            downloadsLeft: downloadsLeft({ ...given, allowed }, copy),
            allowed,
            listensLeft: listensLeft(ctx.config, given, copy),
          }))
        : [],
  };
}

/**
 * The letters that the link shows, each in its newest edition: with the answer 様式第2号 and the 様式第1号 it answers, with the
 * application 様式第1号 alone; none to whoever sees less of the request today than stands in them.
 */
export async function lettersOf(ctx: Context, { link }: LinkSessionFacts): Promise<Letter[]> {
  const request = await ctx.db.client.request.findUniqueOrThrow({ where: { id: requestOf(link) } });
  const reader = findActor(ctx.directory, link.recipientId, civilDate(ctx.clock.now()));
  if (!isWhole(sightOf(reader, request))) return [];
  const forms = link.kind === 'application' ? [1] : [2, 1];
  const letters = await ctx.db.client.letter.findMany({
    where: { requestId: requestOf(link), form: { in: forms } },
    orderBy: { edition: 'desc' },
  });
  return forms.flatMap((form) => letters.find((letter) => letter.form === form) ?? []);
}

/** One recording that a link hands over, with what may still be done with it. */
export interface LinkedFile {
  copyId: string;
  copy: Copy;
  position: number;
  startedAt: Date;
  /** Length in seconds. */
  seconds: number;
  downloads: number;
  allowed: number;
  /** Bytes given out by downloads, and by playing. */
  given: bigint;
  listened: bigint;
}

/** The recordings that a link hands over, in their order, as long as our copies are kept. */
export async function filesOf(tx: Tx, link: Pick<Link, 'id'>): Promise<LinkedFile[]> {
  const files = await tx.linkFile.findMany({
    where: { linkId: link.id, copy: { deletedAt: null } },
    include: { copy: { include: { recording: true } } },
    orderBy: { copy: { position: 'asc' } },
  });
  return files.map(({ copyId, copy, downloads, allowed, given, listened }) => ({
    copyId,
    copy,
    position: copy.position,
    startedAt: copy.recording.startedAt,
    seconds: copy.recording.seconds,
    downloads,
    allowed,
    given,
    listened,
  }));
}
