import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fetchRest, nothingYet, type Part } from '../../../bot/web/page/download.js';

const HREF = '/files/api/d/1';
const RECORDING = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

/** Sends `bytes`, and then either ends or breaks the connection. */
function body(bytes: Uint8Array, breaks: boolean): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (!sent && bytes.length > 0) controller.enqueue(bytes);
      else if (breaks) controller.error(new TypeError('connection lost'));
      else controller.close();
      sent = true;
    },
  });
}

/** A server that breaks off after each of the given numbers of bytes and then sends the rest. */
function server(breaksAfter: number[], { ranges = true } = {}) {
  const asked: (string | null)[] = [];
  const send: typeof fetch = async (_href, init) => {
    const range = new Headers(init?.headers).get('range');
    asked.push(range);
    const from = ranges && range ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
    const limit = breaksAfter.shift();
    const end = limit === undefined ? RECORDING.length : Math.min(RECORDING.length, from + limit);
    return new Response(body(RECORDING.subarray(from, end), limit !== undefined), {
      status: ranges && range ? 206 : 200,
      headers: ranges && range ? { 'content-range': `bytes ${from}-999/1000` } : {},
    });
  };
  return { asked, send };
}

function ports(send: typeof fetch) {
  const seen = { progress: [] as number[], retries: [] as number[], waits: [] as number[] };
  return {
    seen,
    send,
    wait: async (ms: number) => void seen.waits.push(ms),
    onProgress: (received: number) => void seen.progress.push(received),
    onRetry: (n: number) => void seen.retries.push(n),
  };
}

async function bytesOf(part: Part): Promise<Uint8Array> {
  return new Uint8Array(await new Blob(part.chunks).arrayBuffer());
}

describe('fetching a recording', () => {
  it('brings every byte over a good connection, asking once', async () => {
    const { asked, send } = server([]);
    const part = nothingYet();
    expect(await fetchRest(HREF, part, 1000, ports(send))).toEqual({ kind: 'complete' });
    expect(await bytesOf(part)).toEqual(RECORDING);
    expect(asked).toEqual([null]);
  });

  it('asks only for the rest when the connection breaks', async () => {
    const { asked, send } = server([400, 300]);
    const part = nothingYet();
    const tools = ports(send);
    expect(await fetchRest(HREF, part, 1000, tools)).toEqual({ kind: 'complete' });
    expect(await bytesOf(part)).toEqual(RECORDING);
    expect(asked).toEqual([null, 'bytes=400-', 'bytes=700-']);
    expect(tools.seen).toEqual({ progress: [400, 700, 1000], retries: [1, 2], waits: [1000, 2000] });
  });

  it('stops after three new tries and keeps what has arrived, so that a press goes on from there', async () => {
    const { asked, send } = server([100, 100, 100, 100]);
    const part = nothingYet();
    expect(await fetchRest(HREF, part, 1000, ports(send))).toEqual({ kind: 'broken' });
    expect(part.received).toBe(400);
    expect(await fetchRest(HREF, part, 1000, ports(send))).toEqual({ kind: 'complete' });
    expect(await bytesOf(part)).toEqual(RECORDING);
    expect(asked.at(-1)).toBe('bytes=400-');
  });

  it('does not double the beginning when the server answers a Range with the whole file', async () => {
    const { send } = server([400], { ranges: false });
    const part = nothingYet();
    expect(await fetchRest(HREF, part, 1000, ports(send))).toEqual({ kind: 'complete' });
    expect(await bytesOf(part)).toEqual(RECORDING);
  });

  it('takes a file that ends too early for a broken connection', async () => {
    const short: typeof fetch = async () => new Response(RECORDING.subarray(0, 10));
    expect(await fetchRest(HREF, nothingYet(), 1000, ports(short))).toEqual({ kind: 'broken' });
  });

  it('hands over the sentence of a refusal and does not try again', async () => {
    const tools = ports(async () => Response.json({ message: 'この取得リンクは取り消されました。' }, { status: 410 }));
    expect(await fetchRest(HREF, nothingYet(), 1000, tools)).toEqual({
      kind: 'refused',
      status: 410,
      message: 'この取得リンクは取り消されました。',
    });
    expect(tools.seen.retries).toEqual([]);
  });

  it('tries again when the server is restarting', async () => {
    const { send } = server([]);
    let first = true;
    const restarting: typeof fetch = async (href, init) => {
      if (!first) return send(href, init);
      first = false;
      return new Response('', { status: 503 });
    };
    expect(await fetchRest(HREF, nothingYet(), 1000, ports(restarting))).toEqual({ kind: 'complete' });
  });

  it('is byte for byte the recording wherever the connection breaks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 3 }), async (breaks) => {
        const part = nothingYet();
        const end = await fetchRest(HREF, part, 1000, ports(server([...breaks]).send));
        expect(end).toEqual({ kind: 'complete' });
        expect(await bytesOf(part)).toEqual(RECORDING);
      }),
    );
  });
});
