import { spawn } from 'node:child_process';

/**
 * Runs one Node program of node_modules (or npm) to its end and keeps what it prints.
 *
 * @param {string[]} args arguments of Node: the program's file first
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options the environment is added to the present one
 * @returns {Promise<{ ok: boolean, output: string }>} whether it ended with code 0, and both its streams in the order they came
 */
export function runNode(args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * The last lines of a text, for showing why something failed without flooding the terminal.
 *
 * @param {string} text
 * @param {number} count number of lines
 * @returns {string}
 */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
