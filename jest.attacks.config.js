import { readFileSync } from 'node:fs';
import { running, world } from './jest.base.js';
import { readThreats } from './scripts/attacks/threats.mjs';

const threats = readThreats(readFileSync(new URL('SECURITY.md', import.meta.url), 'utf8'));
const files = new Set(threats.flatMap(({ tests }) => tests.map(({ file }) => file)));

// The attacks of SECURITY.md: npm run attacks
export default {
  ...world,
  ...running,
  testMatch: [...files].map((file) => `<rootDir>/${file}`),
  reporters: ['<rootDir>/scripts/attacks/reporter.mjs'],
};
