import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../bot/paths.js';
import { loadedBy, wayTo } from './helpers/reach.js';

const { PURE }: { PURE: string[] } = await import(pathToFileURL(join(ROOT, 'test', 'pure.mjs')).href);

/**
 * Tests that open no database either, but draw, read or encrypt so much that they take seconds: whoever works on the rule, the words,
 * the chat, the cards or the form need not wait for them.
 */
const SLOW = [
  'test/evidence/sheet.test.ts',
  'test/files',
  'test/ledger/hostile.test.ts',
  'test/letters/tagged.test.ts',
];

const TESTS = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.startsWith('e2e/'))
  .map((path) => `test/${path}`)
  .sort();
const isAmong = (paths: string[]) => (test: string) =>
  paths.some((path) => test === path || test.startsWith(`${path}/`));
const isPure = isAmong(PURE);
const isSlow = isAmong(SLOW);

/** The house's own way to a database, and the packages of databases. */
const isDatabase = (what: string) =>
  what.startsWith('bot/db/') || /^(pg|prisma|pglite-prisma-adapter)(\/|$)|^@(prisma|electric-sql)\//.test(what);
const isProcess = (what: string) => what === 'node:child_process';
/** Microsoft's packages take longer to load than most of these tests to run. */
const isSdk = (what: string) => what === 'bot/teams/sdk/open.ts';
const told = (way: string[] | undefined) => way?.join(' → ');

/** What a test names only when it runs, such as a script or something in dist/, no import tells. */
const hidesAnImport = (test: string) => /\bimport\((?!')/.test(readFileSync(join(ROOT, test), 'utf8'));

describe('the tests of npm test -- --pure', () => {
  it('are all there', () => {
    expect([...PURE, ...SLOW].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(TESTS.filter(isPure).length).toBeGreaterThan(60);
  });

  it('import no database, over however many files', () => {
    expect(TESTS.filter(isPure).flatMap((test) => told(wayTo(test, isDatabase)) ?? [])).toEqual([]);
  });

  it('start no process and need nothing compiled', () => {
    const pure = TESTS.filter(isPure);
    expect(pure.flatMap((test) => told(wayTo(test, isProcess)) ?? [])).toEqual([]);
    const own = 'test/pure.test.ts';
    expect(pure.filter((test) => test !== own && hidesAnImport(test))).toEqual([]);
    expect(pure.filter((test) => test !== own && /\bdist\//.test(readFileSync(join(ROOT, test), 'utf8')))).toEqual([]);
  });

  it('leave out none that could be among them: add it to test/pure.mjs', () => {
    const needy = (what: string) => isDatabase(what) || isProcess(what) || isSdk(what);
    const others = TESTS.filter((test) => !isPure(test) && !isSlow(test) && !hidesAnImport(test));
    expect(others.filter((test) => wayTo(test, needy) === undefined)).toEqual([]);
  });
});

describe('this check', () => {
  it('finds the way to a database, over the helpers', () => {
    expect(told(wayTo('test/teams/mainWay.test.ts', isDatabase))).toMatch(
      /^test\/teams\/mainWay\.test\.ts → test\/helpers\/.* → (bot\/db\/|pg$)/,
    );
  });

  it.each([
    ["import { Client } from 'pg';", true],
    ["import { openDatabase } from '../../bot/db/database.js';", true],
    ["export * from '../../bot/db/server.js';", true],
    ["const { PGlite } = await import('@electric-sql/pglite');", true],
    ["import type { Request } from '../../bot/db/generated/client.js';", false],
    ["import type { Client } from 'pg';", false],
    ["import { z } from 'zod';", false],
  ])('sees whether a database is loaded by %s', (text, loads) => {
    const { files, packages } = loadedBy('test/rule/x.test.ts', text);
    expect([...files, ...packages].some(isDatabase)).toBe(loads);
  });
});
