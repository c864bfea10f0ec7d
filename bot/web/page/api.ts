import type { Granted, PageView, Peaks, SignInAddress, Ticket } from '../answers.js';
import { ours, readSentence, readView } from './view.js';

/** How the server answered: as hoped, with a sentence for the person, or not at all. */
export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'unreachable' };

/** The server as the page knows it; no method throws. */
export interface Api {
  /** Has a code sent to the link's recipient; the value is the sentence to show, the same whoever asks. */
  sendCode(token: string): Promise<Answer<string>>;
  /** Begins a sign-in with the recipient's account; the value is the address at which they sign in. */
  beginSignIn(token: string): Promise<Answer<string>>;
  /** Signs in with the code; the server sets a session cookie. */
  openSession(token: string, code: string): Promise<Answer<PageView>>;
  /** What the present session may see; refused with 401 when there is none. Changes nothing. */
  view(): Promise<Answer<PageView>>;
  /** Counts one download of each file of the 文書登録一式; the value is the address of its bytes. */
  startSet(grantHref: string): Promise<Answer<string>>;
  /** Ends the session; the value is the server's sentence. */
  signOut(signOutHref: string): Promise<Answer<string>>;
  /** The outline of a recording that may be played, from 0 to 100. */
  peaks(peaksHref: string): Promise<Answer<readonly number[]>>;
  /** Writes down what was heard at a place of the recording, in seconds. */
  noteDown(notesHref: string, at: number, words: string): Promise<Answer<PageView>>;
  /** Counts one download of a file; refused when used up, revoked or expired. */
  startDownload(downloadsHref: string): Promise<Answer<Ticket>>;
}

const TIMEOUT_MS = 30_000;

/**
 * The API over HTTP on the page's own origin; `send` is the browser's fetch. The view names the link's public id, since
 * one browser may be signed in to two links in two tabs.
 */
export function httpApi(send: typeof fetch, linkId: string): Api {
  async function ask<Value>(
    url: string,
    body: object | null,
    read: (answer: unknown) => Value,
  ): Promise<Answer<Value>> {
    try {
      const response = await send(url, {
        method: body ? 'POST' : 'GET',
        // The header of our own cannot be sent by a form on another site, so no other site can press our buttons.
        headers: body ? { 'content-type': 'application/json', 'x-kumamoto-page': '1' } : { 'x-kumamoto-link': linkId },
        body: body ? JSON.stringify(body) : null,
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const answer: unknown = await response.json();
      if (response.ok) return { kind: 'ok', value: read(answer) };
      return { kind: 'refused', status: response.status, message: readSentence(answer) };
    } catch {
      return { kind: 'unreachable' };
    }
  }

  return {
    sendCode: (token) => ask('/files/api/code', { token }, readSentence),
    beginSignIn: (token) => ask('/files/api/signin', { token }, webAddress),
    openSession: (token, code) => ask('/files/api/session', { token, code }, readView),
    view: () => ask('/files/api/view', null, readView),
    startSet: (grantHref) => ask(grantHref, {}, (answer) => ours<Granted>(answer, 'href').href),
    peaks: (peaksHref) => ask(peaksHref, null, (answer) => ours<Peaks>(answer, 'peaks').peaks),
    noteDown: (notesHref, at, words) => ask(notesHref, { at, words }, readView),
    signOut: (signOutHref) => ask(signOutHref, {}, readSentence),
    startDownload: (downloadsHref) => ask(downloadsHref, {}, (answer) => ours<Ticket>(answer, 'href')),
  };
}

/** The address at which the reader signs in; throws TypeError for anything else than a web address, such as a script. */
function webAddress(answer: unknown): string {
  const { address } = ours<SignInAddress>(answer, 'address');
  if (!/^https?:\/\//.test(address)) throw new TypeError('not a web address');
  return address;
}
