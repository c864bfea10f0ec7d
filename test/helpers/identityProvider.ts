import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { interactionPolicy, Provider } from 'oidc-provider';

/** Somebody with an account at the provider. */
export interface Account {
  name: string;
  oid: string;
  tid: string;
}

/** A real OpenID provider on loopback that puts `oid` and `tid` into its ID tokens, as Microsoft Entra ID does. */
export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Changes what the token endpoint answers; undefined leaves it as it is. */
  tamper: ((idToken: string) => string | Promise<string>) | undefined;
  /** Connections that ask for such a path are cut. */
  cut: RegExp | undefined;
  /** Paths that were asked for. */
  asked: string[];
  close(): Promise<void>;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * @param host the name under which the provider is reached; with another one than the bot's it is another site for a browser
 */
export async function startIdentityProvider(
  accounts: Record<string, Account>,
  redirectUri: string,
  host = '127.0.0.1',
): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ['link-page', 'a client secret of the tests'];
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });

  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a cookie key of the tests'] },
    claims: { openid: ['sub'], profile: ['oid', 'tid'] },
    // As Entra does: the claims stand in the ID token itself.
    conformIdTokenClaims: false,
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, oid: accounts[id]?.oid, tid: accounts[id]?.tid }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });

  const self: IdentityProvider = {
    issuer,
    clientId,
    clientSecret,
    tamper: undefined,
    cut: undefined,
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  provider.use(async (ctx, next) => {
    const [, room, , choice] = ctx.path.split('/');
    if (room === 'interaction') {
      if (choice === undefined) {
        const links = Object.entries(accounts).map(
          ([id, { name }]) => `<li><a href="${escaped(ctx.path)}/${id}">${escaped(name)}</a></li>`,
        );
        ctx.type = 'html';
        ctx.body = `<h1>Choose</h1><ul>${links.join('')}<li><a href="${escaped(ctx.path)}/cancel">Cancel</a></li></ul>`;
        return;
      }
      const result =
        choice === 'cancel' ? { error: 'access_denied' } : { select_account: {}, login: { accountId: choice } };
      await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
      ctx.respond = false;
      return;
    }
    await next();
    const body: unknown = ctx.body;
    if (ctx.path === '/token' && self.tamper && typeof body === 'object' && body !== null && 'id_token' in body) {
      ctx.body = { ...body, id_token: await self.tamper(String(body.id_token)) };
    }
  });

  const answer = provider.callback();
  server.on('request', (req, res) => {
    const { pathname } = new URL(req.url ?? '/', issuer);
    self.asked.push(pathname);
    if (self.cut?.test(pathname)) req.socket.destroy();
    else void answer(req, res);
  });
  return self;
}

/** Goes through the provider's pages without a browser and returns the address to which the bot is sent the answer. */
export async function chooseAccount(address: string, choice: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const { origin } = new URL(address);
  let next = new URL(address);
  for (let step = 0; next.origin === origin; step++) {
    if (step > 10) throw new Error(`the provider leads nowhere: ${next.pathname}`);
    const chosen = next.pathname.startsWith('/interaction/') ? new URL(`${next.href}/${choice}`) : next;
    const response = await fetch(chosen, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider refused: ${response.status} ${await response.text()}`);
    next = new URL(location, origin);
  }
  return next;
}
