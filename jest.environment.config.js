import { running, world } from './jest.base.js';

// The environment of compose.yaml as processes: npm run test:environment. It has the machine to itself, for it waits for many programs.
export default {
  ...world,
  ...running,
  testMatch: ['<rootDir>/test/environment/**/*.test.ts'],
};
