import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenCredential } from '@azure/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { headContainer } from '../../bot/audit/headContainer.js';
import { containerAt } from '../../bot/azure/storage.js';
import { AzureStore } from '../../bot/files/azureStore.js';
import { type Azurite, startAzurite } from '../helpers/azurite.js';
import { fixedClock } from '../helpers/fixedClock.js';
import { contentOf } from './shelf.js';

/** A token as Entra gives them; Azurite looks at everything but its signature. */
function tokenFor(audience: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audience,
    iss: 'https://sts.windows.net/tenant/',
    iat: now - 60,
    nbf: now - 60,
    exp: now + 600,
  };
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('A container that is entered with the bot’s identity', () => {
  let folder: string;
  let ca: string;
  let azurite: Azurite;
  let address: string;
  /** For what the bot asked to be let in. */
  const asked: unknown[] = [];
  let audience: string;
  const identity: TokenCredential = {
    async getToken(scopes) {
      asked.push(scopes);
      return { token: tokenFor(audience), expiresOnTimestamp: Date.now() + 600_000 };
    },
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azurite-'));
    const names = [{ type: 7 as const, ip: '127.0.0.1' }];
    const { cert: made, private: key } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: names }],
    });
    const secure = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    await writeFile(secure.cert, made);
    await writeFile(secure.key, key);
    ca = await readFile(secure.cert, 'utf8');
    azurite = await startAzurite(secure);
    address = await azurite.newContainer('files');
  });
  afterAll(async () => {
    await azurite.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    audience = 'https://storage.azure.com';
    asked.length = 0;
  });

  it('keeps files and heads for a token of the storage service, over TLS', async () => {
    const container = containerAt(address, identity, { ca });
    const store = new AzureStore(container);
    await store.assertFit();
    await store.write('content/one', [contentOf(100_000)]);
    expect((await (await store.open('content/one'))?.read(0, 100_000))?.equals(contentOf(100_000))).toBe(true);

    const place = headContainer(container, fixedClock('2026-12-31T10:00:00+09:00'));
    const head = { day: '2026-12-31', seq: 1, hash: 'ab'.repeat(32), at: '2026-12-31T01:00:00.000Z' };
    await place.append(head);
    expect(await place.read()).toEqual([head]);
    expect(new Set(asked.flat())).toEqual(new Set(['https://storage.azure.com/.default']));
  });

  it('stays closed to a token of another service', async () => {
    audience = 'https://vault.azure.net';
    const store = new AzureStore(containerAt(address, identity, { ca }));
    await expect(store.open('content/one')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^the container of stored files: status 403/),
    });
  });

  it('sends no token to a server whose certificate is not believed', async () => {
    const store = new AzureStore(containerAt(address, identity), { tryMs: 2000, tries: 1, pauseMs: 5 });
    await expect(store.open('content/one')).rejects.toMatchObject({
      message: 'the container of stored files: no answer',
    });
  });

  it('sends no token without TLS', async () => {
    const store = new AzureStore(containerAt(address.replace('https:', 'http:'), identity));
    await expect(store.open('content/one')).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toEqual([]);
  });
});
