import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Seals facts that the bot believes when it reads them back from the database: who can write a table, but does not have the secret,
 * can take such facts away and put none in their place. The same secrets as for links, which rotate: the first seals, all are believed.
 *
 * @param what kind of facts they are, so that a seal fits no others
 * @param facts in a fixed order
 */
export function makeSeal([secret = '']: readonly string[], what: string, facts: readonly unknown[]): string {
  return createHmac('sha256', secret)
    .update(`seal ${what}\0${JSON.stringify(facts)}`)
    .digest('base64url');
}

/** Whether the bot made this seal over these facts. */
export function sealFits(
  secrets: readonly string[],
  what: string,
  facts: readonly unknown[],
  seal: string | null | undefined,
): boolean {
  if (typeof seal !== 'string') return false;
  const given = Buffer.from(seal);
  return secrets
    .map((secret) => Buffer.from(makeSeal([secret], what, facts)))
    .some((right) => right.length === given.length && timingSafeEqual(right, given));
}
