import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from '@jest/globals';
import { listenTo } from '../../bot/db/listener.js';

it('whoever listens to the database stops when told to, also before the connection stands', async () => {
  // A server that is leaving too: it takes the connection and hangs up.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = listenTo(`postgresql://somebody@127.0.0.1:${port}/database`, ['news'], () => {});
  await expect(stop()).resolves.toBeUndefined();
  await new Promise((resolve) => server.close(resolve));
});
