import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The demo's own link secret, made once and kept in the data folder; a real installation sets `LINK_SECRET`. */
export function demoSecret(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'link.secret');
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const secret = randomBytes(32).toString('base64');
    writeFileSync(path, secret, { mode: 0o600 });
    return secret;
  }
}
