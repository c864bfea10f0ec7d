import { world } from './jest.base.js';

// Browser tests: one at a time, because the demo's ports are fixed.
export default {
  ...world,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
  maxWorkers: 1,
  // A program of the browser's that is slow to go keeps its pipe open, and with it this process.
  forceExit: true,
};
