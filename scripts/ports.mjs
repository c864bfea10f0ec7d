import { connect, createServer } from 'node:net';

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

/**
 * Whether a TCP port of this machine is in use, on IPv4 or IPv6. Both are asked, since some systems let two programs
 * listen on one port at different addresses, and the browser would reach the wrong one.
 *
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export async function isPortTaken(port) {
  const [four, six] = await Promise.all([answers(port, '127.0.0.1'), answers(port, '::1')]);
  return four || six || !(await canListen(port));
}
