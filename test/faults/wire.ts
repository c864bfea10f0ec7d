import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A wire between a bot and its database that can be cut, and left without current. */
export interface Wire {
  port: number;
  /** Ends every connection, and refuses new ones. */
  cut(): void;
  /** Takes connections, and lets nothing pass. */
  stall(): void;
  /** Lets everything pass again. */
  mend(): void;
  close(): Promise<void>;
}

/** @param host where the database's server listens */
export async function openWire(host: string, port: number): Promise<Wire> {
  let state: 'whole' | 'cut' | 'stalled' = 'whole';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (state === 'stalled') socket.pause();
  };
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(port, host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      keep(one);
      one.on('close', () => other.destroy());
      one.on('data', (chunk) => other.write(chunk));
      one.on('end', () => other.end());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    state = 'cut';
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stall() {
      state = 'stalled';
      for (const socket of sockets) socket.pause();
    },
    mend() {
      state = 'whole';
      for (const socket of sockets) socket.resume();
    },
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
