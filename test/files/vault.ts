import { constants, createHash, generateKeyPairSync, type KeyObject, privateDecrypt, publicEncrypt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import type { CryptographyClientOptions } from '@azure/keyvault-keys';
import { generate } from 'selfsigned';

const TOKEN = 'a token for the vault';

/** A key vault on loopback: the part of Key Vault's REST interface (7.x) for reading, wrapping and unwrapping, with real RSA. */
export interface Vault {
  /** Identifier of the key, without a version. */
  key: string;
  credential: TokenCredential;
  options: CryptographyClientOptions;
  /** Method and path of what was asked with a valid token, in order. */
  asked: string[];
  /** Makes a new version of the key and returns its name. */
  renew(): string;
  /** From now on the version is past its expiry: it unwraps, but does not wrap. */
  expire(version: string): void;
  /** From now on everything is answered with this status; 0 = as usual. */
  fail(status: number): void;
  close(): Promise<void>;
}

interface Version {
  publicKey: KeyObject;
  privateKey: KeyObject;
  expired: boolean;
}

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };

export async function startVault(): Promise<Vault> {
  const subject = [{ name: 'commonName', value: '127.0.0.1' }];
  const pems = await generate(subject, {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const versions = new Map<string, Version>();
  const asked: string[] = [];
  let failing = 0;
  const renew = () => {
    const name = createHash('sha256').update(`version ${versions.size}`).digest('hex').slice(0, 32);
    versions.set(name, { ...generateKeyPairSync('rsa', { modulusLength: 2048 }), expired: false });
    return name;
  };
  renew();

  const answer = async (req: IncomingMessage): Promise<[number, unknown]> => {
    const { pathname } = new URL(req.url ?? '', 'https://127.0.0.1');
    asked.push(`${req.method} ${pathname}`);
    if (failing !== 0) return [failing, { error: { code: 'Unavailable', message: 'not now' } }];
    const [, keys, name, wanted, verb] = pathname.split('/');
    const version = wanted || [...versions.keys()].at(-1) || '';
    const found = versions.get(version);
    if (keys !== 'keys' || name !== 'recordings' || !found) return [404, { error: { code: 'KeyNotFound' } }];
    const kid = `${address()}/keys/${name}/${version}`;
    if (req.method === 'GET') {
      const { n, e } = found.publicKey.export({ format: 'jwk' });
      const exp = found.expired ? 1 : undefined;
      const attributes = { enabled: true, created: 0, updated: 0, exp };
      return [200, { key: { kid, kty: 'RSA', key_ops: ['wrapKey', 'unwrapKey'], n, e }, attributes }];
    }
    const { alg, value } = JSON.parse(await text(req));
    if (alg !== 'RSA-OAEP-256') return [400, { error: { code: 'BadParameter' } }];
    if (verb === 'wrapkey' && found.expired) return [403, { error: { code: 'Forbidden' } }];
    const bytes = Buffer.from(value, 'base64url');
    try {
      const result =
        verb === 'wrapkey'
          ? publicEncrypt({ key: found.publicKey, ...OAEP }, bytes)
          : privateDecrypt({ key: found.privateKey, ...OAEP }, bytes);
      return [200, { kid, value: result.toString('base64url') }];
    } catch {
      return [400, { error: { code: 'BadParameter' } }];
    }
  };
  const server = createServer({ key: pems.private, cert: pems.cert }, (req, res) => {
    if (req.headers.authorization !== `Bearer ${TOKEN}`) {
      const challenge = 'Bearer authorization="https://login.example.jp/tenant", resource="https://vault.example.jp"';
      return void res.writeHead(401, { 'WWW-Authenticate': challenge }).end();
    }
    answer(req).then(
      ([status, body]) => res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body)),
      () => res.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = () => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    key: `${address()}/keys/recordings`,
    credential: { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: 4_102_444_800_000 }) },
    options: {
      tlsOptions: { ca: pems.cert },
      // The challenge of a real vault names the domain of its own address.
      disableChallengeResourceVerification: true,
      retryOptions: { maxRetries: 0 },
    },
    asked,
    renew,
    expire: (name) => {
      const version = versions.get(name);
      if (version) version.expired = true;
    },
    fail: (status) => {
      failing = status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
