import type { Request, Response } from 'express';
import type { Config } from '../config.js';
import type { NewSession } from '../links/session.js';

/**
 * One cookie a link, so that two links open side by side do not sign each other out. `__Host-` binds it to this host over
 * HTTPS; the demo on loopback has no HTTPS.
 */
function cookieOf(config: Pick<Config, 'publicUrl'>, linkId: string): { name: string; secure: boolean } {
  const secure = config.publicUrl.startsWith('https://');
  return { name: `${secure ? '__Host-' : ''}recording-${linkId}`, secure };
}

/** Hands the browser its session. */
export function setSession(res: Response, config: Pick<Config, 'publicUrl'>, session: NewSession): void {
  const { name, secure } = cookieOf(config, session.linkId);
  res.cookie(name, session.value, {
    httpOnly: true,
    secure,
    sameSite: 'strict',
    path: '/',
    expires: session.expiresAt,
  });
}

/** Takes an ended session away from the browser. */
export function clearSession(res: Response, config: Pick<Config, 'publicUrl'>, linkId: string): void {
  const { name, secure } = cookieOf(config, linkId);
  res.clearCookie(name, { httpOnly: true, secure, sameSite: 'strict', path: '/' });
}

/** The session value a browser sent, if it sent one. */
export function readSession(req: Request, config: Pick<Config, 'publicUrl'>, linkId: string): string | undefined {
  const { name } = cookieOf(config, linkId);
  for (const pair of (req.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}
