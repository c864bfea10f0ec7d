import { describe, expect, it } from '@jest/globals';
import { isDatabaseAway, mayBeAway } from '../../bot/db/away.js';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('an error of the database', () => {
  it.each([
    ['the connection was refused', coded('ECONNREFUSED')],
    ['the server is starting', coded('57P03')],
    ['the server was told to stop', coded('57P01')],
    ['no connection could be made in time', new Error('timeout exceeded when trying to connect')],
    ['a statement was not answered', new Error('Query read timeout')],
    ['Prisma did not reach it', coded('P1001')],
    ['it lies under another', new Error('a job failed', { cause: coded('ECONNRESET') })],
    ['an adapter says so', Object.assign(new Error('x'), { cause: { kind: 'ConnectionClosed' } })],
  ])('says that it is away: %s', (_what, error) => {
    expect([isDatabaseAway(error), mayBeAway(error)]).toEqual([true, true]);
  });

  it('is reason to look, but not to wait, where a transaction took too long: that may be its own fault', () => {
    expect([isDatabaseAway(coded('P2028')), mayBeAway(coded('P2028'))]).toEqual([false, true]);
  });

  it.each([
    ['a row is there already', coded('23505')],
    ['a statement took too long', coded('57014')],
    ['a file is missing', coded('ENOENT')],
    ['nothing at all', undefined],
  ])('does not say so: %s', (_what, error) => {
    expect([isDatabaseAway(error), mayBeAway(error)]).toEqual([false, false]);
  });
});
