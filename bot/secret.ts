import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';

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
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const secret = randomBytes(32).toString('base64');
    writeFileSync(path, secret, { mode: 0o600 });
    return secret;
  }
}
