import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A secret of the demo's own (base64 of 32 bytes), made once and kept in the data folder; a real installation sets `LINK_SECRET`
 * and `MASTER_KEYS`.
 */
export function demoSecret(dataDir: string, purpose: 'link' | 'master'): string {
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
