import type { Person, PersonName, World } from './world.js';

/** The six digits last sent to a person, as they read them (123 456); other cards may have come after them. */
export function lastCode(person: Person): string {
  const sent = person.cards().findLast(({ words }) => words.includes('確認コードをお送りします'));
  const code = /\d{3} \d{3}/.exec(sent?.words ?? '')?.[0];
  if (code === undefined) throw new Error('no code was sent to this person');
  return code;
}

/** The session among the cookies of a browser; empty where it has none. */
export function sessionIn(cookies: string): string {
  return /recording-[\w-]{22}=([\w-]{43})/.exec(cookies)?.[1] ?? '';
}

/** What the page's script does, without a browser: the same requests, a cookie jar, no reading of the page. */
export interface LinkPage {
  askCode(): Promise<Response>;
  signIn(code: string): Promise<Response>;
  /** Asks for a code, reads it in the person's chat, signs in and returns the view. */
  enter(as: PersonName): Promise<LinkPageView>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Sends bytes as they are. */
  send(path: string, bytes: Buffer): Promise<Response>;
  view(): Promise<Response>;
  /** The cookies as the browser would send them; empty before it asked for a code. */
  cookie(): string;
}

export interface LinkPageView {
  state: string;
  heading: string;
  letters: { title: string; href: string; sha256: string }[];
  attached: unknown[];
  uploadHref: string | null;
  registrationSet: { grantHref: string; size: string; warning: string; downloadsLeft: number | null } | null;
  files: {
    id: string;
    sha256: string;
    bytes: number;
    downloadsLeft: number;
    listensLeft: number;
    audioHref: string;
    downloadsHref: string;
  }[];
}

/** @param world the bot, in whichever process: only its addresses, its chats and its jobs are asked for */
export function linkPage(
  world: Pick<World, 'url' | 'as'> & { app: Pick<World['app'], 'runPending'> },
  token: string,
): LinkPage {
  const jar = new Map<string, string>();
  const keep = (response: Response): Response => {
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const sent = () => [...jar].map((pair) => pair.join('=')).join('; ');
  const get = async (path: string, headers: Record<string, string> = {}) =>
    keep(await fetch(world.url(path), { headers: { cookie: sent(), ...headers } }));
  const post = async (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    keep(
      await fetch(world.url(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-kumamoto-page': '1', cookie: sent(), ...headers },
        body: JSON.stringify(body),
      }),
    );
  const askCode = async () => {
    const response = await post('/files/api/code', { token });
    await world.app.runPending();
    return response;
  };
  const signIn = (code: string) => post('/files/api/session', { token, code });
  return {
    get,
    post,
    askCode,
    signIn,
    cookie: sent,
    send: async (path, bytes) =>
      keep(
        await fetch(world.url(path), {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream', 'x-kumamoto-page': '1', cookie: sent() },
          body: new Uint8Array(bytes),
        }),
      ),
    view: () => get('/files/api/view', { 'x-kumamoto-link': token.split('.')[0] ?? '' }),
    async enter(name) {
      await askCode();
      const response = await signIn(lastCode(world.as(name)));
      if (!response.ok) throw new Error(`no sign-in: ${response.status}`);
      return (await response.json()) as LinkPageView;
    },
  };
}
