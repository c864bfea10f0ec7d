import base from './jest.config.js';

// Measurements, by hand: npm run bench
export default {
  ...base,
  testMatch: ['<rootDir>/test/bench/**/*.bench.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  maxWorkers: 1,
  workerIdleMemoryLimit: undefined,
};
