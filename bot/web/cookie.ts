import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Config } from '../config.js';
import type { BegunSignIn } from '../links/entra.js';
import type { NewSession } from '../links/session.js';

/** `__Host-` binds a cookie to this host over HTTPS; the demo on loopback has no HTTPS. */
function hostCookie(config: Pick<Config, 'publicUrl'>, name: string): { name: string; secure: boolean } {
  const secure = config.publicUrl.startsWith('https://');
  return { name: `${secure ? '__Host-' : ''}${name}`, secure };
}

/** One cookie a link, so that two links open side by side do not sign each other out. */
function cookieOf(config: Pick<Config, 'publicUrl'>, linkId: string): { name: string; secure: boolean } {
  return hostCookie(config, `recording-${linkId}`);
}

/** One cookie a sign-in under way, for the same reason; the answer's `state` names it. */
function transactionOf(config: Pick<Config, 'publicUrl'>, state: string): { name: string; secure: boolean } {
  return hostCookie(config, `signin-${state}`);
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
  // The id comes from the address: only what can be an id may become the name of a cookie.
  if (!/^[\w-]{22}$/.test(linkId)) return undefined;
  const value = cookieNamed(req, cookieOf(config, linkId).name);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

/** Hands the browser the sealed sign-in. `Lax`, because it is another site, the provider, that sends the browser back. */
export function setTransaction(res: Response, config: Pick<Config, 'publicUrl'>, begun: BegunSignIn): void {
  const { name, secure } = transactionOf(config, begun.state);
  res.cookie(name, begun.sealed, { httpOnly: true, secure, sameSite: 'lax', path: '/', expires: begun.expiresAt });
}

/** Takes a sign-in that has come to its end away from the browser. */
export function clearTransaction(res: Response, config: Pick<Config, 'publicUrl'>, state: string): void {
  const { name, secure } = transactionOf(config, state);
  res.clearCookie(name, { httpOnly: true, secure, sameSite: 'lax', path: '/' });
}

/** The sealed sign-in that an answer's `state` names, if the browser sent it. */
export function readTransaction(req: Request, config: Pick<Config, 'publicUrl'>, state: string): string | undefined {
  return /^[\w-]{43}$/.test(state) ? cookieNamed(req, transactionOf(config, state).name) : undefined;
}

/** The first cookie of that name, as it was sent: our values are of letters that nobody encodes. */
function cookieNamed(req: Request, name: string): string | undefined {
  return parseCookie(req.get('cookie') ?? '', { decode: (value) => value })[name];
}
