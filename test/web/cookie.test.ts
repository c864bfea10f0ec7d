import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { readSession } from '../../bot/web/cookie.js';

const LINK = 'l'.repeat(22);
const VALUE = 'v'.repeat(43);
const OTHER = 'o'.repeat(43);

/** The session that is read from a Cookie header, over HTTPS. */
function sessionIn(header: string | undefined): string | undefined {
  const request = { get: () => header } as unknown as Request;
  return readSession(request, { publicUrl: 'https://recordings.city.example.jp', filesUrl: '' }, LINK);
}

const NAME = `__Host-recording-${LINK}`;

describe('a Cookie header', () => {
  it.each([
    [`${NAME}=${VALUE}`],
    [`a=b; ${NAME}=${VALUE}; c=d`],
    [`;;=;a;${NAME}=${VALUE}`],
    [`__proto__=x; ${NAME}=${VALUE}`],
    [`a="; ${NAME}=${VALUE}; b="`],
    [`${'a=b; '.repeat(9)}${NAME}=${VALUE}`],
    // A browser sends the more closely bound cookie first.
    [`${NAME}=${VALUE}; ${NAME}=${OTHER}`],
  ])('with the session in it gives the session: %s', (header) => {
    expect(sessionIn(header)).toBe(VALUE);
  });

  it.each([
    [undefined],
    [''],
    ['='],
    [NAME],
    [`${NAME}=`],
    [`recording-${LINK}=${VALUE}`],
    [`x${NAME}=${VALUE}`],
    [`${NAME}="${VALUE}"`],
    [`${NAME}=${VALUE}%20`],
    [`${NAME}=${'%76'.repeat(43)}`],
    [`${NAME}=%; ${NAME}=${VALUE}`],
    [`a=b, ${NAME}=${VALUE}`],
    [`${NAME}=${VALUE}${VALUE}`],
  ])('without it gives none: %s', (header) => {
    expect(sessionIn(header)).toBeUndefined();
  });
});
