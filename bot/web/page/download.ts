/** What has arrived of one file; kept when a connection breaks, so that only the rest is asked for. */
export interface Part {
  chunks: Uint8Array<ArrayBuffer>[];
  received: number;
}

/** How fetching a file ended; `broken` may be tried again from where it stopped. */
export type FetchOutcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string | null };

/** What fetching needs of the browser and of the screen. */
export interface FetchPorts {
  readonly send: typeof fetch;
  /** Waits the given milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly onProgress: (received: number) => void;
  /** The connection broke; the n-th new try (from 1) follows. */
  readonly onRetry: (n: number) => void;
}

const RETRIES = 3;
const STALL_MS = 30_000;

/** An empty part, for a file of which nothing has arrived. */
export function nothingYet(): Part {
  return { chunks: [], received: 0 };
}

/**
 * Fetches the rest of a file of `expected` bytes into `part`. A connection that breaks or stands still for 30 seconds
 * is taken up again by Range up to three times, after 1, 2 and 4 seconds. Never throws.
 */
export async function fetchRest(href: string, part: Part, expected: number, ports: FetchPorts): Promise<FetchOutcome> {
  for (let tries = 0; ; tries += 1) {
    const outcome = await fetchOnce(href, part, expected, ports);
    if (outcome.kind !== 'broken' || tries === RETRIES) return outcome;
    ports.onRetry(tries + 1);
    await ports.wait(1000 * 2 ** tries);
  }
}

async function fetchOnce(href: string, part: Part, expected: number, ports: FetchPorts): Promise<FetchOutcome> {
  if (part.received > 0 && part.received === expected) return { kind: 'complete' };
  const stall = stallGuard();
  try {
    const headers = part.received > 0 ? { range: `bytes=${part.received}-` } : undefined;
    const response = await ports.send(href, { headers, cache: 'no-store', signal: stall.signal });
    if (response.status === 416) forget(part);
    else if (response.status >= 400 && response.status < 500) return await refusal(response);
    if (!response.ok || !response.body) return { kind: 'broken' };
    if (!continues(response, part)) forget(part);
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      stall.alive();
      part.chunks.push(value);
      part.received += value.length;
      ports.onProgress(part.received);
    }
    // Too many bytes cannot be mended by asking for more; the comparison of hashes will say so.
    return { kind: part.received >= expected ? 'complete' : 'broken' };
  } catch {
    return { kind: 'broken' };
  } finally {
    stall.end();
  }
}

/** A server may answer a Range with the whole file; then what we have is thrown away, not doubled. */
function continues(response: Response, part: Part): boolean {
  if (response.status !== 206) return part.received === 0;
  return response.headers.get('content-range')?.startsWith(`bytes ${part.received}-`) ?? false;
}

function forget(part: Part): void {
  part.chunks = [];
  part.received = 0;
}

async function refusal(response: Response): Promise<FetchOutcome> {
  const answer: unknown = await response.json().catch(() => null);
  const said = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : null;
  return { kind: 'refused', status: response.status, message: typeof said === 'string' ? said : null };
}

function stallGuard(): { signal: AbortSignal; alive(): void; end(): void } {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(), STALL_MS);
  return {
    signal: controller.signal,
    alive() {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), STALL_MS);
    },
    end: () => clearTimeout(timer),
  };
}
