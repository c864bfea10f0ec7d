/** Of PostgreSQL (classes of its appendix A, without those that are a statement's own fault), of the network, and of the pool. */
const AWAY =
  /^(?:08\w{3}|57P0[1-4]|53300|25P03|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024)$/;

/** A transaction that took too long, for whatever reason: perhaps the database is away, perhaps the transaction is at fault. */
const TOO_LONG = /^(?:P1018|P2028)$/;

/** What the driver says without a code. */
const SAID =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|not queryable|Cannot use a pool after calling end/;

/** What Prisma's adapters call it. */
const KINDS = ['DatabaseNotReachable', 'ConnectionClosed', 'TlsConnectionError', 'SocketTimeout', 'TooManyConnections'];

/** Whether a statement failed because the database could not be reached, and not for what it said. */
export function isDatabaseAway(error: unknown): boolean {
  return says(error, AWAY, KINDS);
}

/** Whether it is worth looking if the database is away: it was not reached, or a transaction took too long. */
export function mayBeAway(error: unknown): boolean {
  return isDatabaseAway(error) || says(error, TOO_LONG, ['TransactionAlreadyClosed']);
}

function says(error: unknown, codes: RegExp, kinds: readonly string[]): boolean {
  for (let at = error, depth = 0; at !== undefined && at !== null && depth < 5; depth++) {
    const { code, message, cause, kind, meta } = at as Record<string, unknown>;
    if (typeof code === 'string' && codes.test(code)) return true;
    if (typeof kind === 'string' && kinds.includes(kind)) return true;
    if (codes === AWAY && at instanceof Error && SAID.test(String(message))) return true;
    at = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
