/**
 * The threat table of SECURITY.md, which is also what `npm run attacks` runs: its rows name the tests.
 *
 * @typedef {object} TestReference
 * @property {string} file path in the checkout
 * @property {string} name a describe block or test by its full title; with … at the end whatever begins so; empty: the whole file
 *
 * @typedef {object} Threat
 * @property {string} id the point and a running number, `3.2`
 * @property {string} attack
 * @property {string} outcome what happens to it
 * @property {string[]} stoppedIn files
 * @property {TestReference[]} tests
 */

const ROW = /^\| *(\d+\.\d+) *\|(.*)\|(.*)\|(.*)\|(.*)\|$/;

/**
 * Reads the rows of the table.
 *
 * @param {string} markdown text of SECURITY.md
 * @returns {Threat[]}
 */
export function readThreats(markdown) {
  return markdown.split('\n').flatMap((line) => {
    const [, id, attack, outcome, where, tests] = ROW.exec(line) ?? [];
    if (id === undefined) return [];
    return [
      {
        id,
        attack: attack.trim(),
        outcome: outcome.trim(),
        stoppedIn: [...where.matchAll(/`([^`]+)`/g)].map(([, file]) => file),
        tests: tests.split('<br>').map((one) => {
          const [, file, name] = /^\s*`([^`]+)`(?: › (.*?))?\s*$/.exec(one) ?? [];
          if (file === undefined) throw new Error(`SECURITY.md, row ${id}: cannot read the test ${one}`);
          return { file, name: name ?? '' };
        }),
      },
    ];
  });
}

/**
 * The headings of the table's parts, by the number of the point.
 *
 * @param {string} markdown text of SECURITY.md
 * @returns {Map<string, string>}
 */
export function readPoints(markdown) {
  return new Map([...markdown.matchAll(/^### (\d+)\. (.+)$/gm)].map(([, point, title]) => [point, title]));
}

/**
 * Does a test belong to what a row names? A whole file takes only the tests that no row names.
 *
 * @param {string} name what the row names
 * @param {string} title the test's full title, its describe blocks first, joined by ` › `
 */
export function isNamed(name, title) {
  if (name === '') return false;
  if (name.endsWith('…')) return title.startsWith(name.slice(0, -1));
  return title === name || title.startsWith(`${name} › `);
}
