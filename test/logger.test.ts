import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { captureOutput, createLogger } from '../bot/logger.js';

const lines: string[] = [];
const before = { ...console };
const listeners = process.listeners('warning');
beforeAll(() => captureOutput(createLogger({ logLevel: 'trace' }, { write: (line) => void lines.push(line) })));
afterAll(() => {
  Object.assign(console, before);
  process.removeAllListeners('warning');
  for (const listener of listeners) process.on('warning', listener);
});

it('nothing bypasses the log: what packages and Node.js would print is noted without its words', () => {
  // biome-ignore lint/suspicious/noConsole: this is what a package would do
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) console[method]('090-1234-5678');
  process.emit('warning', Object.assign(new Error('試験 花子'), { name: 'DeprecationWarning' }));
  expect(lines).toHaveLength(7);
  expect(lines.join()).toContain('"warning":"DeprecationWarning"');
  expect(lines.join()).not.toMatch(/090|花子/);
});
