/**
 * Loaded into a bot before its own code (`node --import`): connections to Microsoft's hosts go to a stand-in on this machine instead, as
 * MICROSOFT_STAND_IN says (a port). Names, certificates and tokens are looked at as ever; nothing of the bot is changed.
 */
import { Socket } from 'node:net';

const HOSTS = /^(?:login\.botframework\.com|login\.microsoftonline\.com|smba\.trafficmanager\.net)$/;
const port = Number(process.env.MICROSOFT_STAND_IN);

const { connect } = Socket.prototype;
Socket.prototype.connect = function connectHere(...args) {
  // What net.connect hands on is one list of options and listener.
  const [options, listener] = Array.isArray(args[0]) ? args[0] : args;
  if (!HOSTS.test(options?.host ?? '')) return connect.apply(this, args);
  return connect.call(this, { ...options, host: '127.0.0.1', port }, listener ?? undefined);
};
