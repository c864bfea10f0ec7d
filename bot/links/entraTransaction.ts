import { hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { z } from 'zod/v4';
import type { SignInSecrets } from './entraProvider.js';

/** One sign-in under way: which link, and what the provider's answer is checked against. */
export interface Transaction extends SignInSecrets {
  /** The link's token as the page sent it; whether it is one of ours is not looked at before the person is known. */
  token: string;
}

const CONTENT = z.object({ token: z.string(), state: z.string(), nonce: z.string(), verifier: z.string() });
const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' } as const;

/** A key of its own for these cookies (HKDF, RFC 5869), so that nothing else made with the secret is ever taken for one. */
function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'link sign-in transaction', 32));
}

/** Seals a sign-in for the browser's cookie (AES-256-GCM): the browser can neither read nor change it. */
export function sealTransaction(
  [secret = '']: readonly string[],
  transaction: Transaction,
  expiresAt: Date,
): Promise<string> {
  return new EncryptJWT({ ...transaction })
    .setProtectedHeader(ENCRYPTION)
    .setExpirationTime(expiresAt)
    .encrypt(keyOf(secret));
}

/** Opens a sealed sign-in; `expired` when its time is over, undefined for anything this bot did not seal. */
export async function openTransaction(
  secrets: readonly string[],
  sealed: string,
  now: Date,
): Promise<Transaction | 'expired' | undefined> {
  for (const secret of secrets) {
    const opened = await openWith(secret, sealed, now);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

async function openWith(secret: string, sealed: string, now: Date): Promise<Transaction | 'expired' | undefined> {
  try {
    const { payload } = await jwtDecrypt(sealed, keyOf(secret), {
      currentDate: now,
      requiredClaims: ['exp'],
      keyManagementAlgorithms: [ENCRYPTION.alg],
      contentEncryptionAlgorithms: [ENCRYPTION.enc],
    });
    return CONTENT.parse(payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return 'expired';
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
