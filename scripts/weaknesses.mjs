/**
 * Asks the package registry for known weaknesses of what an installation consists of: `npm run weaknesses`. Code 0: there is none of
 * class high or critical; 1: there is; 2: the registry does not answer such questions, so nothing is known.
 */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * What `npm audit --json` said, in a sentence.
 *
 * @param {string} output
 * @returns {{ code: 0 | 1 | 2, said: string }}
 */
export function judge(output) {
  const counts = countsIn(output);
  if (counts === undefined)
    return { code: 2, said: 'The registry does not answer npm audit: it is not known whether there are weaknesses.' };
  const { low, moderate, high, critical } = counts;
  const said = `Known weaknesses: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low.`;
  return { code: critical + high === 0 ? 0 : 1, said };
}

function countsIn(output) {
  try {
    return JSON.parse(output).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 };
  execFile('npm', ['audit', '--json', '--omit=dev'], options, (_fault, stdout) => {
    const { code, said } = judge(stdout);
    process.stdout.write(`${said}\n`);
    process.exitCode = code;
  });
}
