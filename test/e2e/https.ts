import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** What stands before the bot in real life: a proxy that speaks HTTPS, here with a certificate of its own. */
export interface HttpsFront {
  url: string;
  /** Where requests go on to, on 127.0.0.1. */
  port: number;
  close(): Promise<void>;
}

/** Starts it on a free port; the port behind it may be set later. */
export async function startHttpsFront(): Promise<HttpsFront> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }]);
  const server = createServer({ key, cert }, (req, res) => {
    const onward = request({ port: front.port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: HttpsFront = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return front;
}
