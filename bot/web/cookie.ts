import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { type Addresses, pagesUrl } from '../addresses.js';
import { type Browser, type Mark, newAsker } from '../links/browser.js';
import type { BegunSignIn } from '../links/entra.js';
import type { NewSession } from '../links/session.js';

/** `__Host-` binds a cookie to the pages' host over HTTPS; the demo on loopback has no HTTPS. */
function hostCookie(config: Addresses, name: string): { name: string; secure: boolean } {
  const secure = pagesUrl(config).startsWith('https://');
  return { name: `${secure ? '__Host-' : ''}${name}`, secure };
}

/** One cookie a link, so that two links open side by side do not sign each other out. */
function cookieOf(config: Addresses, linkId: string): { name: string; secure: boolean } {
  return hostCookie(config, `recording-${linkId}`);
}

/** One cookie a sign-in under way, for the same reason; the answer's `state` names it. */
function transactionOf(config: Addresses, state: string): { name: string; secure: boolean } {
  return hostCookie(config, `signin-${state}`);
}

/** Hands the browser its session. */
export function setSession(res: Response, config: Addresses, session: NewSession): void {
  const { name, secure } = cookieOf(config, session.linkId);
  res.cookie(name, session.value, {
    httpOnly: true,
    secure,
    sameSite: 'strict',
    path: '/',
    expires: session.expiresAt,
  });
}

const ASKER = 'recording-asker';
const ASKER_MINUTES = 30;
const MARK_DAYS = 180;

/** The value that binds codes to a browser; one that asks for a code for the first time is given it. */
export function askerOf(req: Request, res: Response, config: Addresses): string {
  const { name, secure } = hostCookie(config, ASKER);
  const asker = browserOf(req, config).asker || newAsker();
  res.cookie(name, asker, { httpOnly: true, secure, sameSite: 'strict', path: '/', maxAge: ASKER_MINUTES * 60_000 });
  return asker;
}

/** The browser behind a request; without a value where it never asked for a code. */
export function browserOf(req: Request, config: Addresses): Browser {
  const sent = cookieNamed(req, hostCookie(config, ASKER).name);
  return { asker: sent !== undefined && /^[\w-]{43}$/.test(sent) ? sent : '', ...marksOf(req, config) };
}

/** The marks that a browser has from earlier openings. */
export function marksOf(req: Request, config: Addresses): Pick<Browser, 'markOf'> {
  return { markOf: (name) => cookieNamed(req, markCookie(config, { name }).name) };
}

function markCookie(config: Addresses, { name }: Pick<Mark, 'name'>): { name: string; secure: boolean } {
  return hostCookie(config, `recording-known-${name}`);
}

/** Marks the browser as one in which this person has opened a link. */
export function setMark(res: Response, config: Addresses, { mark }: Pick<NewSession, 'mark'>): void {
  const { name, secure } = markCookie(config, mark);
  res.cookie(name, mark.value, {
    httpOnly: true,
    secure,
    sameSite: 'strict',
    path: '/',
    maxAge: MARK_DAYS * 86_400_000,
  });
}

/** Takes an ended session away from the browser. */
export function clearSession(res: Response, config: Addresses, linkId: string): void {
  const { name, secure } = cookieOf(config, linkId);
  res.clearCookie(name, { httpOnly: true, secure, sameSite: 'strict', path: '/' });
}

/** The session value a browser sent, if it sent one. */
export function readSession(req: Request, config: Addresses, linkId: string): string | undefined {
  // The id comes from the address: only what can be an id may become the name of a cookie.
  if (!/^[\w-]{22}$/.test(linkId)) return undefined;
  const value = cookieNamed(req, cookieOf(config, linkId).name);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

/** Hands the browser the sealed sign-in. `Lax`, because it is another site, the provider, that sends the browser back. */
export function setTransaction(res: Response, config: Addresses, begun: BegunSignIn): void {
  const { name, secure } = transactionOf(config, begun.state);
  res.cookie(name, begun.sealed, { httpOnly: true, secure, sameSite: 'lax', path: '/', expires: begun.expiresAt });
}

/** Takes a sign-in that has come to its end away from the browser. */
export function clearTransaction(res: Response, config: Addresses, state: string): void {
  const { name, secure } = transactionOf(config, state);
  res.clearCookie(name, { httpOnly: true, secure, sameSite: 'lax', path: '/' });
}

/** The sealed sign-in that an answer's `state` names, if the browser sent it. */
export function readTransaction(req: Request, config: Addresses, state: string): string | undefined {
  return /^[\w-]{43}$/.test(state) ? cookieNamed(req, transactionOf(config, state).name) : undefined;
}

/** The first cookie of that name, as it was sent: our values are of letters that nobody encodes. */
function cookieNamed(req: Request, name: string): string | undefined {
  return parseCookie(req.get('cookie') ?? '', { decode: (value) => value })[name];
}
