import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What DER puts before the 32 bytes of an Ed25519 private key (RFC 8410, PKCS #8) and of a public one (SubjectPublicKeyInfo). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The signature under a hash of the log, and which key made it. */
export interface Signature {
  keyId: string;
  /** Ed25519 (RFC 8032) over the 32 bytes of the hash, in base64. */
  signature: string;
}

/** Signs the rows of the audit log. */
export interface AuditSigner {
  /** The name of the key: the beginning of the SHA-256 of its public half. */
  readonly keyId: string;
  /** The public half, 32 bytes in base64: whoever has it can verify, and forge nothing. */
  readonly publicKey: string;
  /** Signs a hash (64 hexadecimal digits). */
  sign(hash: string): Signature;
}

/** Public halves by the names of their keys. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

/** @param secret 32 bytes in base64, from which the pair of keys follows */
export function auditSigner(secret: string): AuditSigner {
  const der = Buffer.concat([PRIVATE_PREFIX, Buffer.from(secret, 'base64')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const raw = rawOf(createPublicKey(key));
  const keyId = idOf(raw);
  return {
    keyId,
    publicKey: raw.toString('base64'),
    sign: (hash) => ({ keyId, signature: sign(null, Buffer.from(hash, 'hex'), key).toString('base64') }),
  };
}

/** The keys that are believed when the log is verified, from their public halves (32 bytes in base64). */
function publicKeysOf(texts: readonly string[]): PublicKeys {
  return new Map(
    texts.map((text) => {
      const raw = Buffer.from(text, 'base64');
      const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: 'der', type: 'spki' });
      return [idOf(raw), key];
    }),
  );
}

/** The keys of the configuration: of those that sign the public halves, and those that are believed besides. */
export function believedKeys({
  auditKeys,
  auditPublicKeys,
}: {
  auditKeys: readonly string[];
  auditPublicKeys: readonly string[];
}): PublicKeys {
  return publicKeysOf([...auditKeys.map((secret) => auditSigner(secret).publicKey), ...auditPublicKeys]);
}

/** Is this the signature of that key under the hash? False for a key that is not believed, and for anything malformed. */
export function isSignedBy(keys: PublicKeys, hash: string, { keyId, signature }: Signature): boolean {
  const key = keys.get(keyId);
  return key !== undefined && verify(null, Buffer.from(hash, 'hex'), key, Buffer.from(signature, 'base64'));
}

const rawOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length);

const idOf = (raw: Buffer): string => `audit-${createHash('sha256').update(raw).digest('hex').slice(0, 16)}`;
