/** Whether a file is the one that was recorded: its SHA-256 is the same, differs, or this browser cannot compute it. */
export type Verdict = 'same' | 'different' | 'unknown';

/**
 * Compares a file's SHA-256 with the one the server stated (第4条第1項: not altered). `subtle` is the browser's
 * `crypto.subtle`, which is missing outside https.
 */
export async function verify(file: Blob, sha256: string, subtle: SubtleCrypto | undefined): Promise<Verdict> {
  if (!subtle) return 'unknown';
  const digest = await subtle.digest('SHA-256', await file.arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === sha256.toLowerCase() ? 'same' : 'different';
}
