import ipaddr from 'ipaddr.js';
import { RateLimiterMemory } from 'rate-limiter-flexible';

const MINUTE = 60;

/** What became of one more try. */
export interface Verdict {
  allowed: boolean;
  /** True for the first try of the minute that was one too many. */
  firstRefused: boolean;
  /** Seconds until the minute is over. */
  retryAfter: number;
}

/**
 * Counts tries by key, so many in a minute or another time. It goes by the process's own time and forgets at a restart: it protects the
 * machine and keeps the audit log readable; no rule of the 要綱 rests on it.
 */
export class Throttle {
  private readonly limiter: RateLimiterMemory;

  constructor(
    private readonly most: number,
    seconds: number = MINUTE,
  ) {
    this.limiter = new RateLimiterMemory({ points: most, duration: seconds });
  }

  /** Counts one try. */
  async take(key: string): Promise<Verdict> {
    const { consumedPoints, msBeforeNext } = await this.limiter.penalty(key);
    return {
      allowed: consumedPoints <= this.most,
      firstRefused: consumedPoints === this.most + 1,
      retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    };
  }
}

/**
 * Who counts as one sender: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one IPv6 address usually
 * has 2⁶⁴ of them. What is no address, as a proxy may hand it on, counts as it is written.
 */
export function senderOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const plain = ipaddr.process(address);
  if (plain.kind() === 'ipv4') return plain.toString();
  return `${plain.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}
