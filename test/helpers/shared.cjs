const { readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');

const own = createHash('sha256').update(readFileSync(__filename)).digest('hex');

/**
 * Packages that a worker loads once for all its test files, outside of Jest's sandboxes (`SHARED` of jest.base.js): each file of
 * such a package stands in the sandbox for what Node.js itself has loaded. Loading them anew took a third of the time of all tests,
 * and what was loaded was never freed.
 */
module.exports = {
  getCacheKey: (_source, path) => createHash('sha256').update(own).update(path).digest('hex'),
  process(source, path, { supportsStaticESM }) {
    const from = `globalThis[Symbol.for('outside')](${JSON.stringify(path)})`;
    // What is loaded before all tests, by the global setup, is in no sandbox.
    if (!supportsStaticESM) {
      return { code: `if (globalThis[Symbol.for('outside')]) {\nmodule.exports = ${from};\nreturn;\n}\n${source}` };
    }
    const names = Object.keys(require(path)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
    const each = names.map((name, index) => `const _${index} = loaded.${name};\nexport { _${index} as ${name} };`);
    return { code: [`const loaded = ${from};`, ...each].join('\n') };
  },
};
