import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

/** Whom the stand-in answers for; its certificate has to name them. */
export const MICROSOFT = ['login.botframework.com', 'login.microsoftonline.com', 'smba.trafficmanager.net'];

const KID = 'key-of-the-stand-in';
const LIFE_SECONDS = 3600;

const part = (content) => Buffer.from(JSON.stringify(content)).toString('base64url');

/**
 * Stands in for what of Microsoft's the bots call: the Bot Framework's keys, sign-ins of the bot's identity, and Teams, which takes
 * messages and shows them to nobody.
 *
 * @param {{ cert: string, key: string, onMessage?: (path: string, method: string, body: string) => Promise<unknown> }} options files of
 *   the certificate; `onMessage` answers what is sent to Teams
 * @returns {Promise<{ port: number, callsFor: (audience: string) => string, close: () => Promise<void> }>} `callsFor` makes a token with
 *   which Teams calls the bot of that id
 */
export async function startMicrosoft({ cert, key, onMessage = async () => ({ id: 'none' }) }) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const token = (claims) => {
    const now = Math.floor(Date.now() / 1000);
    const life = { iat: now - 60, nbf: now - 60, exp: now + LIFE_SECONDS };
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: KID })}.${part({ ...life, ...claims })}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };

  const botFramework = (path) => {
    if (path === '/v1/.well-known/openidconfiguration')
      return { issuer: 'https://api.botframework.com', jwks_uri: 'https://login.botframework.com/v1/.well-known/keys' };
    if (path !== '/v1/.well-known/keys') return undefined;
    const jwk = publicKey.export({ format: 'jwk' });
    return { keys: [{ ...jwk, use: 'sig', alg: 'RS256', kid: KID, endorsements: ['msteams'] }] };
  };

  /** Sign-ins of the bot: for Teams, and for the storage account. */
  const entra = (path, _method, body) => {
    const [, tenant = ''] = path.split('/');
    const at = `https://login.microsoftonline.com/${tenant}`;
    if (path === '/common/discovery/instance') {
      const hosts = ['login.microsoftonline.com'];
      return {
        tenant_discovery_endpoint: `${at}/v2.0/.well-known/openid-configuration`,
        metadata: [{ preferred_network: hosts[0], preferred_cache: hosts[0], aliases: hosts }],
      };
    }
    if (path.endsWith('/.well-known/openid-configuration')) {
      const [token_endpoint, authorization_endpoint] = [`${at}/oauth2/v2.0/token`, `${at}/oauth2/v2.0/authorize`];
      return { issuer: `${at}/v2.0`, token_endpoint, authorization_endpoint, jwks_uri: `${at}/discovery/v2.0/keys` };
    }
    if (!path.endsWith('/token')) return undefined;
    const asked = new URLSearchParams(body);
    const audience = (asked.get('scope') ?? asked.get('resource') ?? '').split(' ')[0].replace(/\/\.default$/, '');
    const access_token = token({
      aud: audience,
      iss: `https://sts.windows.net/${tenant}/`,
      appid: asked.get('client_id'),
    });
    return { token_type: 'Bearer', expires_in: LIFE_SECONDS, ext_expires_in: LIFE_SECONDS, access_token };
  };

  const [login, signIn, teams] = MICROSOFT;
  const answers = {
    [login]: botFramework,
    [signIn]: entra,
    [teams]: (path, method, body) => onMessage(path, method, body),
  };
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    const path = (req.url ?? '').split('?')[0];
    const answer = await answers[req.headers.host]?.(path, req.method, body);
    res.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(answer ?? {}));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    callsFor: (audience) =>
      token({ iss: 'https://api.botframework.com', aud: audience, serviceurl: `https://${teams}/jp/` }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
