import http, { type IncomingMessage, type RequestOptions, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { TENANT } from './botFramework.js';

/** One request that left the bot over HTTPS. */
export interface Outgoing {
  method: string;
  /** Address without the query. */
  url: string;
  authorization: string | undefined;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** Where Microsoft signs people and bots in. */
export const LOGIN = 'https://login.microsoftonline.com';

/** Microsoft's sign-in, and a Teams that takes every message. */
export function microsoft({ url }: Outgoing): Answer & { body: Record<string, unknown> } {
  if (url.startsWith(`${LOGIN}/${TENANT}/`) && url.endsWith('/token')) {
    return { body: { token_type: 'Bearer', expires_in: 3600, access_token: 'token-of-the-bot' } };
  }
  if (url.startsWith(LOGIN)) {
    const endpoints = { token_endpoint: `${LOGIN}/${TENANT}/oauth2/v2.0/token`, issuer: `${LOGIN}/${TENANT}/v2.0` };
    return { body: { ...endpoints, authorization_endpoint: `${LOGIN}/authorize`, jwks_uri: `${LOGIN}/keys` } };
  }
  return { body: { id: 'activity-1' } };
}

/** Everything beyond this machine; the bot really sends, but what it sends ends here. */
export interface Internet {
  requests: Outgoing[];
  restore(): Promise<void>;
}

/** Takes the place of every HTTPS server: requests arrive with their headers and bodies, and are answered as told. */
export async function standInForInternet(answer: (request: Outgoing) => Answer): Promise<Internet> {
  const requests: Outgoing[] = [];
  const server = http.createServer((req, res) => void take(req, res));
  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const url = `https://${req.headers['x-host'] ?? req.headers.host}${(req.url ?? '').split('?')[0]}`;
    const request = { method: req.method ?? '', url, authorization: req.headers.authorization, body };
    requests.push(request);
    const { status = 200, headers, body: given } = answer(request);
    res.writeHead(status, { 'content-type': 'application/json', ...headers });
    res.end(JSON.stringify(given));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const divert = (options: RequestOptions, callback?: (res: IncomingMessage) => void) =>
    http.request(
      {
        method: options.method,
        path: options.path,
        headers: { ...(options.headers as http.OutgoingHttpHeaders), host: options.hostname ?? options.host ?? '' },
        host: '127.0.0.1',
        port,
      },
      callback,
    );
  const spy = jest.spyOn(https, 'request').mockImplementation(divert as typeof https.request);

  const { fetch } = globalThis;
  /** Follows redirects as far as it is told to, so that a caller who forgets to forbid them is found out. */
  const divertFetch: typeof fetch = async (input, init) => {
    const { protocol, host, pathname, search } = new URL(input instanceof Request ? input.url : input);
    if (protocol !== 'https:') return fetch(input, init);
    const headers = new Headers(init?.headers);
    headers.set('x-host', host);
    const url = `http://127.0.0.1:${port}${pathname}${search}`;
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null || init?.redirect === 'manual') return response;
    if (init?.redirect === 'error') throw new TypeError('fetch failed');
    return divertFetch(location, init);
  };
  const fetchSpy = jest.spyOn(globalThis, 'fetch').mockImplementation(divertFetch);
  return {
    requests,
    restore: () => {
      spy.mockRestore();
      fetchSpy.mockRestore();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
