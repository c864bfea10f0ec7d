/**
 * Wraps the keys of all stored files with the present master key: `npm run keys:rotate`, after a new key was put first in MASTER_KEYS
 * (or KEY_VAULT_KEY was set or renewed) and the bot was restarted; the bot may be running. Ends with code 1 when a key could not be unwrapped.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../bot/config.js';
import { AppError } from '../bot/errors.js';
import { runRotation } from '../bot/files/rotateCli.js';
import { openByteStore, openKeyWrapper } from '../bot/files/store.js';
import { ROOT } from '../bot/paths.js';
import { demoSecret } from '../bot/secret.js';

async function main(): Promise<number> {
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'));
  const config = parseConfig(process.env);
  if (config.demo && config.masterKeys.length === 0) config.masterKeys = [demoSecret(config.dataDir, 'master')];
  const wrapper = await openKeyWrapper(config);
  const { failed } = await runRotation({ bytes: openByteStore(config), wrapper, out: process.stdout });
  return failed.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.forPerson}\n${error.message}\n`);
  process.exitCode = 1;
}
