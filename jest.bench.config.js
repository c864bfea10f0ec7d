import { world } from './jest.base.js';

// Measurements, by hand: npm run bench
export default {
  ...world,
  testMatch: ['<rootDir>/test/bench/**/*.bench.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
