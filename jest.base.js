/**
 * Packages that are loaded once for all test files of a worker (test/helpers/shared.cjs): large ones, which keep nothing between two
 * files and ask nothing of a value but what it says of itself. The Agents SDK is not among them: tests divert the `fetch` of their own sandbox.
 */
const SHARED = [
  '@azure/(?!identity)[^/]+',
  '@electric-sql/pglite',
  '@microsoft/teams-ai',
  '@prisma/client',
  'adaptive-expressions',
  'adaptivecards',
  'adaptivecards-templating',
  'botbuilder[^/]*',
  'botframework-[^/]+',
  'fflate',
  'fontkit',
  'jose',
  'libphonenumber-js',
  'openid-client',
  'pdfkit',
  'pdfmake',
  'pg',
  'pino',
  'selfsigned',
  'yazl',
  'zod',
].join('|');

/** What all tests have in common. */
export const common = {
  testEnvironment: '<rootDir>/test/helpers/environment.cjs',
  roots: ['<rootDir>/test'],
  setupFiles: ['<rootDir>/test/helpers/chance.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ES module build imports JSON without an import attribute, of which Jest warns in every file.
    '^libphonenumber-js/max$': '<rootDir>/node_modules/libphonenumber-js/max/index.cjs',
    // It requires an ES module, which Jest cannot on every Node.js. The Agents SDK loads it for its own check of tokens, which the
    // bot does not use: whoever calls the stand-in fails.
    '^jwks-rsa$': '<rootDir>/test/helpers/jwksRsa.cjs',
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  transform: {
    [`/node_modules/(?:${SHARED})/.+\\.(?:c|m)?js$`]: '<rootDir>/test/helpers/shared.cjs',
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${SHARED})/)`],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
};

/** What tests with a database have besides. */
export const world = {
  ...common,
  globalSetup: '<rootDir>/test/helpers/globalSetup.mjs',
  globalTeardown: '<rootDir>/test/helpers/globalTeardown.mjs',
};

/** How tests are run, whichever they are: what Jest takes from the whole configuration only. */
export const running = {
  // FUZZ_RUNS: so many times more runs of each property (test/helpers/chance.ts).
  // Long enough for a machine that has other things to do: tests wait for states, and a short time tells of the load only.
  testTimeout: 120_000 * Math.max(1, Number(process.env.FUZZ_RUNS || 1)),
  // Each worker holds embedded databases of about a gigabyte; one that has grown beyond that is replaced by a new one.
  maxWorkers: 2,
  workerIdleMemoryLimit: '2GB',
};
