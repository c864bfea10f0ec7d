/**
 * `npm test`: makes the checkout ready, then runs Jest with whatever arguments follow (`npm test -- test/chat`).
 * `--pure` runs those alone that need no database and nothing compiled (test/pure.mjs).
 * `--e2e` runs the browser tests instead, `--environment` those of compose.yaml without containers, `--attacks` the attacks of SECURITY.md (`npm run attacks`).
 */
import { runJest } from './jest.mjs';
import { setUpOrExit } from './setup.mjs';

const given = process.argv.slice(2);
const pure = given.includes('--pure');
await setUpOrExit({ dev: true, packagesOnly: pure });
const CONFIGS = {
  '--e2e': 'jest.e2e.config.js',
  '--attacks': 'jest.attacks.config.js',
  '--environment': 'jest.environment.config.js',
};
const instead = given.find((argument) => argument in CONFIGS);
const config = CONFIGS[instead] ?? 'jest.config.js';
// On a server the attacks make databases of their own and drop them; the one that is named is not touched.
const server = process.env.TEST_DATABASE_URL || (instead === '--attacks' && process.env.DATABASE_URL) || '';
const args = given.filter((argument) => argument !== instead && argument !== '--pure');
if (pure) args.push('--selectProjects', 'pure');
const whole = instead === '--attacks' ? { TEST_WHOLE: '1' } : {};
process.exit(await runJest(config, args, { TEST_DATABASE_URL: server, ...whole }));
