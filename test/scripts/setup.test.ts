import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../bot/paths.js';

type Packages = Record<string, { dev?: boolean; optionalDependencies?: Record<string, string> }>;
interface Missing {
  name: string;
  version: string;
  dev: boolean;
}
interface LockfileModule {
  missingOptionals(packages: Packages): Missing[];
  machineOf(name: string): { cpu?: string[]; os?: string[]; libc?: string[] };
}

const script = (name: string) => pathToFileURL(join(ROOT, 'scripts', name)).href;
const { nodeProblem }: { nodeProblem: (version: string) => string | null } = await import(script('setup.mjs'));
const { missingOptionals, machineOf }: LockfileModule = await import(script('lockfile.mjs'));

describe('the Node.js a machine has', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.3.1'])('%s will do', (version) => {
    expect(nodeProblem(version)).toBeNull();
  });

  it.each(['20.18.3', '18.20.8'])('%s is too old, and the person is told what to install', (version) => {
    expect(nodeProblem(version)).toMatch(/20\.19 or newer/);
    expect(nodeProblem(version)).toContain(version);
  });
});

describe('the lock file', () => {
  it('names the optional packages of every kind of machine, without which npm ci refuses it', () => {
    const lock: { packages: Packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    expect(missingOptionals(lock.packages)).toEqual([]);
  });

  it('is found wanting when one of them is left out, and not when it lies further up', () => {
    const packages: Packages = {
      'node_modules/tool': {
        dev: true,
        optionalDependencies: { 'tool-win32-x64': '1.0.0', 'tool-linux-x64': '1.0.0' },
      },
      'node_modules/tool-linux-x64': {},
      'node_modules/other/node_modules/tool': { optionalDependencies: { 'tool-linux-x64': '1.0.0' } },
    };
    expect(missingOptionals(packages)).toEqual([{ name: 'tool-win32-x64', version: '1.0.0', dev: true }]);
  });

  it.each([
    ['@swc/core-linux-arm-gnueabihf', { cpu: ['arm'], os: ['linux'], libc: ['glibc'] }],
    ['@biomejs/cli-linux-x64-musl', { cpu: ['x64'], os: ['linux'], libc: ['musl'] }],
    ['@swc/core-win32-arm64-msvc', { cpu: ['arm64'], os: ['win32'] }],
    ['@unrs/resolver-binding-openharmony-arm64', { cpu: ['arm64'], os: ['openharmony'] }],
  ])('knows from its name what machine %s is for', (name, machine) => {
    expect(machineOf(name)).toEqual(machine);
  });
});
