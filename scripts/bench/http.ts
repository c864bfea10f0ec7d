import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** Connections that stay open, as those of Teams do; let go of well before the other side does, which else may meet the next request. */
const agent = new Agent({ keepAlive: true, maxSockets: 512, timeout: 2000 });

export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** One request, its body as JSON if there is one. Leaner than `fetch`, which takes as long as a bare bot does. */
export function ask(
  method: string,
  url: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const framing = sent ? { 'content-type': 'application/json', 'content-length': String(sent.length) } : {};
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, agent, headers: { ...framing, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(sent);
  });
}

/**
 * Fetches an address and throws its bytes away; nothing of them is copied or looked at, so that the reader is not what is measured.
 *
 * @returns how many bytes came, the head of the answer with them
 * @throws Error for any answer but 200
 */
export function drain(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const { hostname, port, host, pathname } = new URL(url);
  const lines = Object.entries({ host, connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let status = '';
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: {
        buffer: Buffer.alloc(1024 * 1024),
        callback(read, buffer) {
          if (bytes === 0) status = Buffer.from(buffer.subarray(0, 16)).toString('latin1');
          bytes += read;
          return true;
        },
      },
    });
    socket.on('connect', () => socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`));
    socket.on('error', reject);
    socket.on('close', () => {
      if (/^HTTP\/1\.1 200 /.test(status)) resolve(bytes);
      else reject(new Error(`${pathname} was answered with ${status}`));
    });
  });
}
