import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The id of no link: what a token that opens nothing is taken for, so that it goes the same way as one that does. */
export const NO_LINK = '';

/** A new link id: 128 random bits, base64url. */
export function newLinkId(): string {
  return randomBytes(16).toString('base64url');
}

/** HMAC-SHA-256, for one purpose. */
export function macOf(secret: string, purpose: string, text: string): Buffer {
  return createHmac('sha256', secret).update(`${purpose}\0${text}`).digest();
}

/**
 * The link's address. Everything secret stands in the fragment, which browsers do not send, so no log, scanner or preview
 * sees it; the HMAC means that whoever reads the database still cannot make a link.
 */
export function linkUrl(address: string, [secret = '']: readonly string[], linkId: string): string {
  return `${address}/files#${linkId}.${macOf(secret, 'link', linkId).toString('base64url')}`;
}

/** The link id of a token that this bot made, with its present secret or an earlier one; undefined for anything else. */
export function readToken(secrets: readonly string[], token: string): string | undefined {
  const match = /^([\w-]{22})\.([\w-]{43})$/.exec(token);
  const [, linkId, mac] = match ?? [];
  if (linkId === undefined || mac === undefined) return undefined;
  // As text: the last character of the encoding has bits to spare, so several texts would decode to the same MAC. Every secret is
  // compared, each in constant time.
  const fits = secrets.map((secret) => {
    const [given, expected] = [Buffer.from(mac), Buffer.from(macOf(secret, 'link', linkId).toString('base64url'))];
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return fits.includes(true) ? linkId : undefined;
}

/** Keyed hash of a six-digit code: a million codes would be guessed at once from a plain hash. */
export function hashCode([secret = '']: readonly string[], codeId: string, code: string): string {
  return macOf(secret, 'code', `${codeId}\0${code}`).toString('hex');
}

/** Keyed hashes of a session cookie's value: by the present secret, which new sessions are kept under, and by earlier ones. */
export function hashesOfSession(secrets: readonly string[], value: string): [string, ...string[]] {
  const [first = '', ...others] = secrets.map((secret) => macOf(secret, 'session', value).toString('hex'));
  return [first, ...others];
}

/** True when two hex digests are equal, in constant time. */
export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}
