import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { headContainer } from '../../bot/audit/headContainer.js';
import type { HeadPlace, RecordedHead } from '../../bot/audit/heads.js';
import { fixedClock } from '../helpers/fixedClock.js';

/** Azure Blob Storage as far as the bot uses it: append blobs of one container, whose blocks nobody can change. */
interface Storage {
  url: string;
  blobs: Map<string, string>;
  asked: string[];
  /** Answers with this status instead of doing anything. */
  fault: number | undefined;
  server: Server;
}

async function startStorage(): Promise<Storage> {
  const storage = { blobs: new Map<string, string>(), asked: [], fault: undefined } as unknown as Storage;
  storage.server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://x');
    const known = storage.blobs.get(pathname);
    storage.asked.push(`${req.method} ${pathname}${searchParams.size > 0 ? `?${searchParams}` : ''}`);
    const end = (status: number, text = '', headers = {}) => res.writeHead(status, headers).end(text);
    if (storage.fault !== undefined) return end(storage.fault);
    if (req.headers.authorization !== 'Bearer token-of-storage' || !req.headers['x-ms-version']) return end(403);
    if (req.method === 'PUT' && searchParams.get('comp') === 'appendblock') {
      if (known === undefined) return end(404);
      storage.blobs.set(pathname, known + body);
      return end(201);
    }
    if (req.method === 'PUT') {
      if (req.headers['x-ms-blob-type'] !== 'AppendBlob') return end(400);
      if (known !== undefined) return end(409);
      storage.blobs.set(pathname, '');
      return end(201);
    }
    if (known === undefined) return end(404);
    if (req.method === 'HEAD') return end(200, '', { 'content-length': Buffer.byteLength(known) });
    const from = Number(/^bytes=(\d+)-$/.exec(req.headers.range ?? '')?.[1] ?? 0);
    return end(from === 0 ? 200 : 206, Buffer.from(known).subarray(from).toString());
  });
  await new Promise<void>((resolve) => storage.server.listen(0, '127.0.0.1', resolve));
  storage.url = `http://127.0.0.1:${(storage.server.address() as AddressInfo).port}/audit-heads`;
  return storage;
}

const head = (day: string, seq: number): RecordedHead => ({
  ...{ day, seq, hash: 'ab'.repeat(32), at: `${day}T01:00:00.000Z` },
  ...{ keyId: 'audit-0123456789abcdef', signature: 'c2ln' },
});

describe('heads in a container of Azure', () => {
  let storage: Storage;
  let place: HeadPlace;
  beforeEach(async () => {
    storage = await startStorage();
    place = headContainer(storage.url, fixedClock('2027-01-02T10:00:00+09:00'), async () => 'token-of-storage');
  });
  afterEach(async () => {
    storage.server.closeAllConnections();
    await new Promise((resolve) => storage.server.close(resolve));
  });

  it('are lines of one append blob a year, made with the first of them', async () => {
    for (const one of [head('2026-12-30', 1), head('2026-12-31', 2), head('2027-01-01', 3)]) await place.append(one);
    expect([...storage.blobs.keys()]).toEqual(['/audit-heads/heads-2026.jsonl', '/audit-heads/heads-2027.jsonl']);
    expect(storage.asked.slice(0, 4)).toEqual([
      'PUT /audit-heads/heads-2026.jsonl?comp=appendblock',
      'PUT /audit-heads/heads-2026.jsonl',
      'PUT /audit-heads/heads-2026.jsonl?comp=appendblock',
      'PUT /audit-heads/heads-2026.jsonl?comp=appendblock',
    ]);
    expect(await place.read()).toEqual([head('2026-12-30', 1), head('2026-12-31', 2), head('2027-01-01', 3)]);
  });

  it('are read from the end of the year for what is newest', async () => {
    expect(await place.last(head('2026-12-31', 1))).toEqual([]);
    for (let seq = 1; seq <= 500; seq++) {
      const path = '/audit-heads/heads-2026.jsonl';
      storage.blobs.set(path, `${storage.blobs.get(path) ?? ''}${JSON.stringify(head('2026-12-31', seq))}\n`);
    }
    const last = await place.last(head('2026-12-31', 1));
    expect(last.at(-1)).toEqual(head('2026-12-31', 500));
    expect(last.length).toBeLessThan(500);
  });

  it.each([403, 500])('are told as not kept when the storage answers %d', async (status) => {
    storage.fault = status;
    const one = head('2026-12-31', 1);
    for (const ask of [() => place.append(one), () => place.read(), () => place.last(one)]) {
      await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it('are told as not kept when nobody answers', async () => {
    storage.server.closeAllConnections();
    await new Promise((resolve) => storage.server.close(resolve));
    await expect(place.append(head('2026-12-31', 1))).rejects.toMatchObject({ code: 'unavailable' });
    storage = await startStorage();
  });
});
