import { DriverAdapterError, type SqlDriverAdapterFactory, type Transaction } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/**
 * An adapter of Prisma whose transactions are there whole or not at all, whatever failed or ran out of time inside them. What the
 * adapters leave open is told in docs/decisions/0032-whole-transactions.md.
 */
export function whole(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      const start = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (level) => wholeOf(await start(level));
      return adapter;
    },
  };
}

/**
 * - Its end is sent as a statement, on both engines: the embedded one's adapter keeps to itself that a COMMIT failed.
 * - After its end no statement is sent: a time-out can roll back between two statements of one call, and the second would be
 *   committed by itself, or with the transaction to which the connection was lent in the meantime.
 * - It is not committed if a statement failed and somebody caught the error: the server would say ROLLBACK, and Prisma not look.
 * - The connection is given back once.
 *
 * There are no savepoints, and so no transactions inside one: after a failed statement nothing more is to come of it.
 */
function wholeOf(transaction: Transaction): Transaction {
  let over = false;
  let failed = false;
  let givenBack: Promise<void> | undefined;
  async function within<T>(statement: () => Promise<T>): Promise<T> {
    if (over) throw new DriverAdapterError(TOO_LATE);
    try {
      return await statement();
    } catch (error) {
      failed = true;
      throw error;
    }
  }
  return {
    provider: transaction.provider,
    adapterName: transaction.adapterName,
    options: { ...transaction.options, usePhantomQuery: false },
    queryRaw: (query) => within(() => transaction.queryRaw(query)),
    async executeRaw(query) {
      if (query.sql !== 'COMMIT' && query.sql !== 'ROLLBACK') return within(() => transaction.executeRaw(query));
      over = true;
      if (query.sql === 'ROLLBACK' || !failed) return transaction.executeRaw(query);
      await transaction.executeRaw({ ...query, sql: 'ROLLBACK' });
      throw new DriverAdapterError(ABORTED);
    },
    commit() {
      givenBack ??= transaction.commit();
      return givenBack;
    },
    rollback() {
      givenBack ??= transaction.rollback();
      return givenBack;
    },
  };
}

const TOO_LATE = {
  kind: 'TransactionAlreadyClosed',
  cause: 'a statement came after the end of its transaction',
} as const;

/** What PostgreSQL itself says of every further statement. */
const ABORTED = {
  kind: 'postgres',
  code: '25P02',
  severity: 'ERROR',
  message: 'a statement of this transaction failed: it was rolled back, not committed',
  detail: undefined,
  column: undefined,
  hint: undefined,
} as const;

/**
 * Closes a connection that comes back to the pool within a transaction, because the statement that should have ended it was never
 * answered: whoever got the connection next would commit what somebody else was refused.
 *
 * @returns the same pool
 */
export function closingUnended(pool: pg.Pool): pg.Pool {
  // The pool keeps no connection that is being closed; it looks after it has told of the release.
  return pool.on('release', (_error, client) => {
    if (client.getTransactionStatus() !== 'I') void client.end();
  });
}
