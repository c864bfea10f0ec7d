import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';

interface Entry {
  version?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
}
const { packages }: { packages: Record<string, Entry> } = JSON.parse(
  readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
);
const { unchecked }: { unchecked: (packages: Record<string, Entry>) => string[] } = await import(
  pathToFileURL(join(ROOT, 'scripts', 'lockfile.mjs')).href
);

const { judge }: { judge: (output: string) => { code: number; said: string } } = await import(
  pathToFileURL(join(ROOT, 'scripts', 'weaknesses.mjs')).href
);

/** Licences under which a city may run and pass on what it installs, without giving its own work away. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** Those that say otherwise, or nothing, in their package, and what was read there. */
const READ: Record<string, string> = {
  '@expo-google-fonts/biz-udmincho': 'MIT, the font itself SIL OFL 1.1: may be embedded in documents',
  '@microsoft/m365agentsplayground':
    'Microsoft, for trying bots out: a development package, not part of an installation',
  'axe-core': 'MPL-2.0, used unchanged: a development package',
  'caniuse-lite': 'CC-BY-4.0, data: a development package',
  cldrjs: 'MIT, in an older form of package.json',
  elkjs: 'EPL-2.0, used unchanged',
  jspath: 'MIT, by its LICENSE file',
  limiter: 'MIT, in an older form of package.json',
  'png-js': 'MIT, by its LICENSE file',
  'seq-queue': 'MIT, by its LICENSE file',
  'uri-templates': 'public domain, by its README: a development package',
};

const named = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ''), ...entry }));

/** Whether a licence as package.json has it is made of allowed ones; `OR` may be chosen, `AND` has to be borne. */
function isAllowed(licence: string): boolean {
  const parts = licence.replace(/[()]/g, '').split(/ OR /i);
  return parts.some((part) => part.split(/ AND /i).every((one) => ALLOWED.includes(one)));
}

describe('what the registry says of weaknesses', () => {
  const said = (counts: object) => JSON.stringify({ metadata: { vulnerabilities: counts } });

  it('is serious when one is high or critical, and unknown when it does not answer', () => {
    expect(judge(said({ low: 2, moderate: 1, high: 0, critical: 0 }))).toEqual({
      code: 0,
      said: 'Known weaknesses: 0 critical, 0 high, 1 moderate, 2 low.',
    });
    expect(judge(said({ low: 0, moderate: 0, high: 1, critical: 0 })).code).toBe(1);
    expect(judge(said({ low: 0, moderate: 0, high: 0, critical: 1 })).code).toBe(1);
    expect(judge(JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405 })).code).toBe(2);
    expect(judge('').code).toBe(2);
  });
});

describe('what is installed', () => {
  it('is checked against the lock file, which has a checksum for every package of every machine', () => {
    expect(unchecked(packages)).toEqual([]);
    expect(unchecked({ '': {}, 'node_modules/a': { version: '1.0.0' } })).toEqual(['node_modules/a']);
  });

  it('is under licences that are known and allowed', () => {
    const optionalWithoutLicence = named.filter(({ license }) => license === undefined);
    // What is for other machines than the one the lock file was made on has no licence there; it belongs to a package that has.
    const ofOthers = /^@(biomejs\/cli|swc\/core|unrs\/resolver-binding)-/;
    const unknown = optionalWithoutLicence.filter(({ name }) => !ofOthers.test(name) && !(name in READ));
    expect(unknown.map(({ name }) => name)).toEqual([]);
    const others = named.filter(({ name, license }) => license !== undefined && !isAllowed(license) && !(name in READ));
    expect(others.map(({ name, license }) => [name, license])).toEqual([]);
  });

  it('is named in the list of exceptions only while it is there', () => {
    expect(Object.keys(READ).filter((name) => !named.some((one) => one.name === name))).toEqual([]);
  });

  it('is the compiler besides what runs: an installation needs no development package', () => {
    const compiler = named.filter(({ name, dev }) => /^(typescript|@typescript\/typescript-)/.test(name) && dev);
    expect(compiler.map(({ name }) => name)).toEqual([]);
  });
});
