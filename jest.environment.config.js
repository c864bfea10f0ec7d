import { running, world } from './jest.base.js';

// The environment of compose.yaml as processes: npm run test:environment. It has the machine to itself, for it waits for many programs.
export default {
  ...world,
  ...running,
  // A server that is slow to go keeps its pipe open, and with it this process.
  forceExit: true,
  testMatch: ['<rootDir>/test/environment/**/*.test.ts'],
};
