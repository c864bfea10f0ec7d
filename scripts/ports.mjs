import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

function answers(port, host) {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const tell = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => tell(true));
    socket.once('error', () => tell(false));
  });
}

function canListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

const POLL_MS = 250;
/** Longer than systems keep the port of a connection that has ended (a minute on Linux). */
const PATIENCE_MS = 90_000;

/**
 * Waits until a TCP port of this machine can be listened on, unless a program listens there. Both IPv4 and IPv6 are
 * asked, since some systems let two programs listen on one port at different addresses, and the browser would reach the
 * wrong one. A port that nobody listens on and that is still held belongs to a connection of some program, which the
 * system gave this port by chance; it holds it for a while after its end.
 *
 * @param {number} port
 * @param {{ onWait?: () => void, patienceMs?: number }} [options] `onWait` is told once when the port is held and has to be
 *   waited for, for at most `patienceMs`
 * @returns {Promise<boolean>} false: somebody listens there, or it was not released in time
 */
export async function portFree(port, { onWait = () => {}, patienceMs = PATIENCE_MS } = {}) {
  const giveUp = Date.now() + patienceMs;
  for (let told = false; ; told = true) {
    const [four, six] = await Promise.all([answers(port, '127.0.0.1'), answers(port, '::1')]);
    if (four || six) return false;
    if (await canListen(port)) return true;
    if (Date.now() >= giveUp) return false;
    if (!told) onWait();
    await sleep(POLL_MS);
  }
}
