import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a PostgreSQL server on which the statements that go by are counted. */
export interface Counter {
  /** Connection string by way of here. */
  url: string;
  /** Statements that went by so far: simple queries, and executions of prepared ones. */
  count(): number;
  close(): Promise<void>;
}

/** PostgreSQL's messages from the client that run a statement: Query and Execute. */
const RUNS = new Set([0x51, 0x45]);
/** A kind and a length of four bytes, which counts itself; the very first message has no kind. */
const KIND = 1;
const LENGTH = 4;

/**
 * Opens one. It knows no TLS: for a server on this machine.
 *
 * @param server connection string of the server, with the database
 */
export async function countStatements(server: string): Promise<Counter> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let statements = 0;
  const proxy = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port || 5432) });
    const read = messageReader((kind) => {
      if (RUNS.has(kind)) statements++;
    });
    client.on('data', read);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // Either side may break off; the other is told by its end.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const here = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    url: Object.assign(new URL(server), { host: here }).href,
    count: () => statements,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}

/** Reads what a client sends in pieces of any size and tells the kind of each message; of the first, which has none, nothing. */
export function messageReader(tell: (kind: number) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let skip = 0;
  let begun = false;
  return (chunk) => {
    const passed = Math.min(skip, chunk.length);
    skip -= passed;
    rest = Buffer.concat([rest, chunk.subarray(passed)]);
    for (;;) {
      const head = (begun ? KIND : 0) + LENGTH;
      if (rest.length < head) return;
      const length = rest.readUInt32BE(head - LENGTH) + (begun ? KIND : 0);
      if (begun) tell(rest[0] ?? 0);
      begun = true;
      skip = Math.max(0, length - rest.length);
      rest = rest.subarray(length);
      if (skip > 0) return;
    }
  };
}
