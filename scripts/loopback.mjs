/**
 * Loaded into a playground before its own code (`node --import`): whatever it listens on, it listens on this machine only.
 *
 * The playground has no such setting and would answer the whole network; through it anybody there could speak as the
 * manager to a demo bot that trusts this machine.
 */
import { Server } from 'node:net';

const listen = Server.prototype.listen;
Server.prototype.listen = function listenHere(first, ...rest) {
  if (typeof first === 'number' && typeof rest[0] !== 'string') return listen.call(this, first, '127.0.0.1', ...rest);
  return listen.call(this, first, ...rest);
};
