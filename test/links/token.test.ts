import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashCode, hashesOfSession, linkUrl, newLinkId, readToken, sameDigest } from '../../bot/links/token.js';
import { runs } from '../helpers/chance.js';

const SECRET = ['the secret of this city hall, long enough'];
const OTHER = ['the secret of another city hall, long too'];

const tokenOf = (secret: readonly string[], id: string) =>
  linkUrl('https://recordings.example.jp', secret, id).split('#')[1] ?? '';

describe('a file link', () => {
  it('carries everything secret behind the #, where no server and no preview sees it', () => {
    const id = newLinkId();
    const url = new URL(linkUrl('https://recordings.example.jp', SECRET, id));
    expect(url.href.split('#')[0]).toBe('https://recordings.example.jp/files');
    expect(url.hash).toContain(id);
  });

  it('goes on working while the secret behind it is rotated, until that secret is taken off the list', () => {
    const id = newLinkId();
    const rotated = [...OTHER, ...SECRET];
    expect(readToken(rotated, tokenOf(SECRET, id))).toBe(id);
    expect(tokenOf(rotated, id)).toBe(tokenOf(OTHER, id));
    expect(readToken(OTHER, tokenOf(SECRET, id))).toBeUndefined();
    expect(hashesOfSession(rotated, 'value')).toEqual([
      ...hashesOfSession(OTHER, 'value'),
      ...hashesOfSession(SECRET, 'value'),
    ]);
  });

  it('is the same each time it is sent', () => {
    const id = newLinkId();
    expect(tokenOf(SECRET, id)).toBe(tokenOf(SECRET, id));
  });

  it('has an id of its own that nobody guesses', () => {
    const ids = Array.from({ length: 1000 }, newLinkId);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
  });

  it('is read back to its id by the house that made it, and by no other', () => {
    const id = newLinkId();
    expect(readToken(SECRET, tokenOf(SECRET, id))).toBe(id);
    expect(readToken(OTHER, tokenOf(SECRET, id))).toBeUndefined();
  });
});

describe('a token that is not ours', () => {
  const id = newLinkId();
  const token = tokenOf(SECRET, id);
  const place = fc.nat({ max: token.length - 1 });

  it('opens nothing when any one character is altered', () => {
    const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.');
    fc.assert(
      fc.property(place, letter, (at, other) => {
        fc.pre(token[at] !== other);
        expect(readToken(SECRET, `${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBeUndefined();
      }),
      { numRuns: runs(500) },
    );
  });

  it('opens nothing when every spelling of its last character is tried', () => {
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const read = readToken(SECRET, token.slice(0, -1) + last);
      expect(read).toBe(token.endsWith(last) ? id : undefined);
    }
  });

  it('opens nothing when it is cut or lengthened', () => {
    fc.assert(fc.property(place, (at) => expect(readToken(SECRET, token.slice(0, at))).toBeUndefined()));
    for (const longer of [`${token}A`, ` ${token}`, `${token}\n`, `${token}=`, `#${token}`]) {
      expect(readToken(SECRET, longer)).toBeUndefined();
    }
  });

  it('opens nothing when it is put together from an id and another link’s proof', () => {
    expect(readToken(SECRET, `${id}.${tokenOf(SECRET, newLinkId()).split('.')[1]}`)).toBeUndefined();
    expect(readToken(SECRET, id)).toBeUndefined();
    expect(readToken(SECRET, `${id}.`)).toBeUndefined();
    expect(readToken(SECRET, `${id}.${'A'.repeat(43)}`)).toBeUndefined();
  });

  it('opens nothing, and breaks nothing, when it is anything else', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(readToken(SECRET, text)).toBeUndefined()));
  });
});

describe('what is kept of codes and cookies', () => {
  it('depends on the secret, the code and what it was made for', () => {
    const hashes = [
      hashCode(SECRET, 'a', '123456'),
      hashCode(OTHER, 'a', '123456'),
      hashCode(SECRET, 'b', '123456'),
      hashCode(SECRET, 'a', '123457'),
      hashesOfSession(SECRET, 'a\x0a3456')[0],
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is compared as a whole', () => {
    const hash = hashCode(SECRET, 'a', '123456');
    expect(sameDigest(hash, hash)).toBe(true);
    expect(sameDigest(hash, hashCode(SECRET, 'a', '123457'))).toBe(false);
    expect(sameDigest(hash, hash.slice(2))).toBe(false);
    expect(sameDigest(hash, '')).toBe(false);
  });
});
