import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { World } from './world.js';

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request that no browser would tidy up: the path goes out as it is, from any address of 127.0.0.0/8. */
export function rawRequest(
  world: World,
  wanted: {
    path: string;
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    from?: string;
    port?: number | undefined;
  },
): Promise<RawAnswer> {
  const { path, method = 'GET', headers = {}, body, from = '127.0.0.1', port = world.app.port } = wanted;
  return new Promise((resolve, reject) => {
    const sending = request(
      // A connection of its own: the server may be closing one that lies idle in the agent's pool.
      { host: '127.0.0.1', port, path, method, headers, localAddress: from, agent: false },
      (answer) => {
        text(answer).then(
          (said) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: said }),
          reject,
        );
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}
