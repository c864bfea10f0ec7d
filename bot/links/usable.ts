import type { Link, Revocation } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { OFFICE, SECTION } from '../rule/office.js';

export type LinkState = 'open' | 'expired' | 'revoked';

/** Whether the link's files may be handed over at that moment; expiry is exact. */
export function stateOf(link: Pick<Link, 'expiresAt' | 'revokedAt'>, now: Date): LinkState {
  if (link.revokedAt !== null) return 'revoked';
  return link.expiresAt <= now ? 'expired' : 'open';
}

const UNUSABLE: Record<Revocation | 'expired', string> = {
  expired: '取得リンクの有効期限が切れました。Teamsのボットに「リンクを再発行」とお伝えください。',
  stopped: `取得リンクは、${SECTION}により失効しました。${OFFICE}へお問い合わせください。`,
  reissued: '新しい取得リンクが発行されたため、このリンクは使えません。Teamsに届いた新しいリンクをお使いください。',
  successor: '課（室）の長が交代したため、このリンクは使えません。後任の方に新しいリンクをお送りしています。',
  guessed:
    '確認コードの誤りが続いたため、このリンクを停止しました。必要なときは、課（室）の長がTeamsのボットで「リンクを再発行」を行ってください。',
  disowned:
    '宛先の方のお申し出により、このリンクを停止しました。必要なときは、課（室）の長がTeamsのボットで「リンクを再発行」を行ってください。',
  left: '所属または役割が変わったため、このリンクは使えません。',
};

/** Why a link opens nothing, as its own reader is told; undefined while it is open. */
export function whyUnusable(
  link: Pick<Link, 'expiresAt' | 'revokedAt' | 'revokedReason'>,
  now: Date,
): string | undefined {
  const state = stateOf(link, now);
  if (state === 'open') return undefined;
  return UNUSABLE[state === 'expired' ? state : (link.revokedReason ?? 'stopped')];
}

/** @throws AppError `link_unusable` when the link is revoked or expired */
export function assertOpen(link: Pick<Link, 'expiresAt' | 'revokedAt' | 'revokedReason'>, now: Date): void {
  const why = whyUnusable(link, now);
  if (why !== undefined) throw new AppError('link_unusable', `the link is ${stateOf(link, now)}`, why);
}
