import { common, running, world } from './jest.base.js';
import { leftOut } from './test/engines.mjs';
import { PURE } from './test/pure.mjs';

const isFile = (path) => path.endsWith('.ts');

// npm test; with --pure only the first of the two, which needs no database and nothing compiled.
export default {
  ...running,
  testSequencer: '<rootDir>/test/helpers/pureFirst.mjs',
  projects: [
    {
      ...common,
      displayName: 'pure',
      testMatch: PURE.map((path) => `<rootDir>/${path}${isFile(path) ? '' : '/**/*.test.ts'}`),
    },
    {
      ...world,
      displayName: 'world',
      testPathIgnorePatterns: [
        ...common.testPathIgnorePatterns,
        '<rootDir>/test/environment/',
        ...leftOut(process.env, process.argv.slice(2)).map((file) => `<rootDir>/${file}$`),
        ...PURE.map((path) => `<rootDir>/${path}${isFile(path) ? '$' : '/'}`),
      ],
    },
  ],
};
