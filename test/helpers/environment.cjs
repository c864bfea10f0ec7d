const { TestEnvironment } = require('jest-environment-node');

/** Of these there is one for sandbox and shared packages, so that each knows the other's errors and dates. */
const COMMON = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError', 'Date'];

/** A sandbox that can reach what its worker has loaded once for all test files (test/helpers/shared.cjs). */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global[Symbol.for('outside')] = require;
    for (const name of COMMON) this.global[name] = globalThis[name];
    // What a test sets in its environment has to be seen by shared packages, and by no other test file.
    this.before = { ...process.env };
    this.global.process.env = process.env;
  }

  async teardown() {
    for (const name of Object.keys(process.env)) if (!(name in this.before)) delete process.env[name];
    Object.assign(process.env, this.before);
    await super.teardown();
  }
};
