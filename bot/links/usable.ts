import type { Link } from '../db/generated/client.js';
import { AppError } from '../errors.js';

export type LinkState = 'open' | 'expired' | 'revoked';

/** Whether the link's files may be handed over at that moment; expiry is exact. */
export function stateOf(link: Pick<Link, 'expiresAt' | 'revokedAt'>, now: Date): LinkState {
  if (link.revokedAt !== null) return 'revoked';
  return link.expiresAt <= now ? 'expired' : 'open';
}

/** @throws AppError `link_unusable` when the link is revoked or expired */
export function assertOpen(link: Pick<Link, 'expiresAt' | 'revokedAt'>, now: Date): void {
  const state = stateOf(link, now);
  if (state === 'open') return;
  throw new AppError(
    'link_unusable',
    `the link is ${state}`,
    state === 'expired'
      ? '取得リンクの有効期限が切れました。Teamsのボットに「リンクを再発行」とお伝えください。'
      : '取得リンクは失効しています。総務局管財課へお問い合わせください。',
  );
}

/** Why a link was stopped by the system itself; every other reason is what the 管理責任者 wrote. */
export type Stopped = 'reissued' | 'successor' | 'left';

const STOPPED: readonly string[] = ['reissued', 'successor', 'left'] satisfies Stopped[];

/** The reason the 管理責任者 gave for stopping a link; null for one that is open or that the system replaced. */
export function reasonOf({ revokedAt, revokedReason }: Pick<Link, 'revokedAt' | 'revokedReason'>): string | null {
  return revokedAt === null || revokedReason === null || STOPPED.includes(revokedReason) ? null : revokedReason;
}
