import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { appendAudit } from '../audit/append.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Link } from '../db/generated/client.js';
import { holdsLink } from '../directory/linkHolders.js';
import { type Browser, isKnownTo } from './browser.js';
import type { BadAnswer, Identity, Provider } from './entraProvider.js';
import { sealTransaction, type Transaction } from './entraTransaction.js';
import { makeSession, markedOf, type NewSession, OF_SECTION, ofLink, sectionOf, type Tell } from './session.js';
import { NO_LINK, readToken } from './token.js';

/** Minutes between the press on the page and the return from the provider. */
const SIGN_IN_MINUTES = 10;

/** Why a sign-in opened nothing; stands in the audit log, never on a screen. */
export type Refusal = BadAnswer | 'no_transaction' | 'expired' | 'tenant' | 'link' | 'person' | 'left';

/** A sign-in that was begun. */
export interface BegunSignIn {
  /** Where the browser goes. */
  address: string;
  /** Comes back with the answer and names the cookie. */
  state: string;
  /** The cookie's value. */
  sealed: string;
  expiresAt: Date;
}

/** How a sign-in ended. `token` is what the browser itself had sent at the beginning; empty when it had begun nothing. */
export type SignInEnd = { token: string } & (
  | { session: NewSession; because?: undefined }
  | { session?: undefined; because: Refusal }
);

/**
 * Begins a sign-in with Microsoft Entra ID. Every token goes the same way to the provider, and whether it opens anything is
 * told only after it is known who asks: a stranger learns nothing. Only the audit log is written; the browser holds the rest.
 *
 * @throws AppError `unavailable` when the provider cannot be reached
 */
export async function beginSignIn(ctx: Context, provider: Provider, token: string): Promise<BegunSignIn> {
  await ctx.db.transaction(async (tx) => {
    const link = await linkOf(tx, ctx, token);
    await appendAudit(tx, ctx, {
      actor: null,
      action: link ? 'link.sign_in_begun' : 'link.unknown_token',
      ...(link ? ofLink(link) : {}),
      channel: 'web',
      data: { ...(link ? { link: link.id } : {}), method: 'entra' },
    });
  });
  const secrets = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
  const expiresAt = new Date(ctx.clock.now().getTime() + SIGN_IN_MINUTES * 60_000);
  return {
    address: await provider.addressFor(secrets),
    state: secrets.state,
    sealed: await sealTransaction(ctx.config.linkSecrets, { ...secrets, token }, expiresAt),
    expiresAt,
  };
}

/**
 * Ends a sign-in: the provider's answer is checked against what the browser's cookie holds, and the person against the link's
 * recipient. The right person gets a session as with a code; everything else is refused with one row in the audit log.
 *
 * @param begun what the cookie held that the answer's `state` names, if the browser sent one of ours
 * @param tell tells the recipient of an opening in a browser that was not theirs so far, and of somebody else's try
 * @throws AppError `unavailable` when the provider cannot be reached; the same answer may be brought again
 */
export async function endSignIn(
  ctx: Context,
  provider: Provider,
  answer: URLSearchParams,
  begun: Transaction | 'expired' | undefined,
  browser: Pick<Browser, 'markOf'>,
  tell: Tell,
): Promise<SignInEnd> {
  if (begun === undefined) return conclude(ctx, '', 'no_transaction', browser, tell);
  if (begun === 'expired') return conclude(ctx, '', 'expired', browser, tell);
  return conclude(ctx, begun.token, await provider.identify(answer, begun), browser, tell);
}

/** Session and audit row, or audit row alone, in one transaction. */
async function conclude(
  ctx: Context,
  token: string,
  proof: Identity | Refusal,
  browser: Pick<Browser, 'markOf'>,
  tell: Tell,
): Promise<SignInEnd> {
  return ctx.db.transaction(async (tx) => {
    const link = await linkOf(tx, ctx, token);
    const checked = typeof proof === 'string' ? proof : recipientsLink(ctx, proof, link);
    const end: SignInEnd =
      typeof checked === 'string'
        ? { token, because: checked }
        : { token, session: await makeSession(tx, ctx, checked) };
    if (link !== null && end.because === 'person') await tell(tx, link, 'guessing');
    if (link !== null && end.session && !isKnownTo(ctx.config.linkSecrets, await markedOf(tx, link), browser)) {
      await tell(tx, link, 'openedAnew', end.session.sessionId);
    }
    // The head of the log is locked last, as everywhere, so that two transactions never wait for each other.
    await appendAudit(tx, ctx, {
      actor: typeof proof === 'string' || checked === 'tenant' ? null : await personOf(tx, proof.oid),
      action: end.session ? 'link.opened' : 'link.sign_in_refused',
      ...(link ? ofLink(link) : {}),
      channel: 'web',
      data: {
        ...(link ? { link: link.id } : {}),
        method: 'entra',
        ...(end.because === undefined ? {} : { because: end.because }),
      },
    });
    return end;
  });
}

/** The link that a token of ours belongs to; null for any other token, after the same statement. */
function linkOf(tx: Tx, { config }: Context, token: string): Promise<SectionLink | null> {
  const where = { id: readToken(config.linkSecrets, token) ?? NO_LINK };
  return tx.link.findUnique({ where, include: OF_SECTION });
}

type SectionLink = Link & Parameters<typeof sectionOf>[0];

/** The link, when it is this person's own; otherwise why not. Expired and revoked ones are opened to be told so. */
function recipientsLink(
  { config, directory }: Context,
  { oid, tid }: Identity,
  link: SectionLink | null,
): Link | Refusal {
  if (tid !== config.bot.tenantId.toLowerCase()) return 'tenant';
  if (link === null) return 'link';
  if (oid !== link.recipientId.toLowerCase()) return 'person';
  // A link that was revoked tells its person so; one that is only theirs no more opens nothing.
  return link.revokedAt !== null || holdsLink(directory, link, sectionOf(link)) ? link : 'left';
}

/** Whoever signed in, as the audit log names people; null for somebody who is not in the directory. */
async function personOf(tx: Tx, id: string): Promise<{ id: string; name: string } | null> {
  return tx.person.findUnique({ where: { id }, select: { id: true, name: true } });
}
