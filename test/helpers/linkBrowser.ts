import type { World } from './world.js';

/** A browser as far as the link's page needs one: cookies that are kept, replaced and deleted, and no redirect followed. */
export class LinkBrowser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly world: World) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { headers });
  }

  async post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-kumamoto-page': '1', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Begins a sign-in as the page does and returns the provider's address. */
  async begin(token: string): Promise<string> {
    const response = await this.post('/files/api/signin', { token });
    if (!response.ok) throw new Error(`no sign-in was begun: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { address: string }).address;
  }

  /** The view of a link, as the page asks for it. */
  async view(token: string): Promise<Response> {
    return this.get('/files/api/view', { 'x-kumamoto-link': token.split('.')[0] ?? '' });
  }

  private async send(path: string, { headers, ...init }: { headers: Record<string, string> } & RequestInit) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.world.url(path), {
      ...init,
      headers: { cookie, ...headers },
      redirect: 'manual',
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
