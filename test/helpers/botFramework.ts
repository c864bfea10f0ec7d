import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { Keys } from '../../bot/teams/sdk/microsoft.js';

export const BOT_ID = '22222222-2222-4222-8222-000000000001';
export const TENANT = '33333333-3333-4333-8333-000000000001';

/** A key that is always the same, and no weaker than one by chance. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('base64');
}

/** What an installation with a real Bot Framework in front of it sets. */
export const REAL_ENV = {
  BOT_ID,
  BOT_TENANT_ID: TENANT,
  BOT_PASSWORD: 'a client secret of the tests',
  PUBLIC_URL: 'https://recordings.city.example.jp',
  ALLOW_EMBEDDED: '1',
  LINK_SECRET: 'a secret of the tests that is long enough to be one',
  MASTER_KEYS: keyOf('a master key'),
  AUDIT_KEYS: keyOf('an audit key'),
};

/** Where Teams of a Japanese tenant is answered. */
export const SERVICE_URL = 'https://smba.trafficmanager.net/jp/';

/** How a token differs from what the Bot Framework would sign now. */
export interface TokenOptions {
  issuer?: string;
  audience?: string | string[];
  serviceUrl?: string | undefined;
  /** Seconds from now. */
  notBefore?: number;
  /** Seconds from now. */
  expires?: number;
  claims?: JWTPayload;
  /** The key it names, if any. */
  kid?: string | undefined;
  /** The key it is signed with. */
  key?: 'own' | 'foreign';
}

/** The Bot Framework as the bot sees it: signing keys, published on loopback. */
export interface BotFramework {
  keys: Keys;
  /** The public key as a text, as everybody may have it. */
  publicKey: string;
  /** What was asked of it, in order. */
  asked: string[];
  token(options?: TokenOptions): Promise<string>;
  close(): Promise<void>;
}

/** The key of every day, and one with which only calls of another channel may be signed. */
export const KID = 'key-of-teams';
export const KID_OF_ANOTHER_CHANNEL = 'key-of-directline';

/** Publishes OpenID metadata and a real RSA key on loopback and signs tokens with it. */
export async function startBotFramework(): Promise<BotFramework> {
  const own = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(own.publicKey)), use: 'sig', alg: 'RS256' };
  const published: Record<string, unknown> = {
    '/keys': {
      keys: [
        { ...jwk, kid: KID, endorsements: ['msteams', 'webchat'] },
        { ...jwk, kid: KID_OF_ANOTHER_CHANNEL, endorsements: ['directline'] },
      ],
    },
  };
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(req.url ?? '');
    const found = published[req.url ?? ''];
    res.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  published['/openidconfiguration'] = { issuer: 'https://api.botframework.com', jwks_uri: `${url}/keys` };

  return {
    keys: { openIdMetadataUrl: `${url}/openidconfiguration` },
    publicKey: await exportSPKI(own.publicKey),
    asked,
    async token(options = {}) {
      const { issuer, audience, serviceUrl, notBefore, expires, claims, kid, key } = {
        issuer: 'https://api.botframework.com',
        audience: BOT_ID,
        serviceUrl: SERVICE_URL,
        notBefore: -60,
        expires: 3600,
        kid: KID,
        key: 'own',
        ...options,
      };
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ serviceurl: serviceUrl, ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
        .setIssuer(issuer)
        .setAudience(audience)
        .setNotBefore(now + notBefore)
        .setExpirationTime(now + expires)
        .sign(key === 'own' ? own.privateKey : foreign.privateKey);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An activity as Teams sends it from a person's own chat. */
export function activityOf(personId: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'message',
    text: 'こんにちは',
    id: randomUUID(),
    channelId: 'msteams',
    serviceUrl: SERVICE_URL,
    from: { id: `29:${personId}`, aadObjectId: personId },
    recipient: { id: `28:${BOT_ID}`, name: 'bot' },
    conversation: { id: `a:${personId}`, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    ...more,
  };
}
