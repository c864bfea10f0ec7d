import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';
import { AppError } from './errors.js';

/** The configuration with the secrets that a demo lacks; a real installation sets `LINK_SECRET`, `MASTER_KEYS` and `AUDIT_KEYS`. */
export function withDemoSecrets(config: Config): Config {
  if (!config.demo) return config;
  const { dataDir, linkSecrets, masterKeys, auditKeys } = config;
  return {
    ...config,
    linkSecrets: linkSecrets.length > 0 ? linkSecrets : [demoSecret(dataDir, 'link')],
    masterKeys: masterKeys.length > 0 ? masterKeys : [demoSecret(dataDir, 'master')],
    auditKeys: auditKeys.length > 0 ? auditKeys : [demoSecret(dataDir, 'audit')],
  };
}

/** A secret of the demo's own (base64 of 32 bytes), made once and kept in the data folder. */
function demoSecret(dataDir: string, purpose: 'link' | 'master' | 'audit'): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, `${purpose}.secret`);
  const written = read(path) ?? write(path, randomBytes(32).toString('base64'));
  if (Buffer.from(written, 'base64').length === 32) return written;
  // Another one in its place would make everything unreadable that this one protects.
  throw new AppError(
    'config',
    `DATA_DIR: ${path} is empty or cut off; put it back from a copy, or delete the whole folder to begin the demo anew`,
    'システムを起動できませんでした。データのフォルダーにある鍵のファイルが壊れています。',
  );
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a secret whole or not at all; of two processes that make one at once both get the first one. */
function write(path: string, secret: string): string {
  const own = `${path}.${process.pid}`;
  const file = openSync(own, 'w', 0o600);
  try {
    writeSync(file, secret);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(own, path);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(path, 'utf8').trim();
  } finally {
    rmSync(own, { force: true });
  }
}
