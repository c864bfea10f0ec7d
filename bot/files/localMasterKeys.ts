import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { AppError } from '../errors.js';
import { damaged, keyUnavailable } from './faults.js';
import type { KeyWrapper, WrappedKey } from './keyWrapper.js';

const KEY_WRAP = 'id-aes256-wrap';
/** The initial value by which RFC 3394 (2.2.3.1) tells a changed wrapped key. */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);

/** Master keys of the configuration: AES Key Wrap (RFC 3394), which needs no nonce and tells a changed wrapped key. */
export class LocalMasterKeys implements KeyWrapper {
  private readonly keys: ReadonlyMap<string, Buffer>;

  /** @param masterKeys base64 of 32 bytes each; the first wraps, all unwrap */
  constructor(masterKeys: readonly string[]) {
    this.keys = new Map(masterKeys.map((text) => Buffer.from(text, 'base64')).map((key) => [idOf(key), key]));
  }

  /** @throws AppError `config` without any key */
  async currentKeyId(): Promise<string> {
    return this.first().keyId;
  }

  async wrap(fileKey: Buffer): Promise<WrappedKey> {
    const { keyId, key } = this.first();
    const cipher = createCipheriv(KEY_WRAP, key, INITIAL_VALUE);
    return { keyId, bytes: Buffer.concat([cipher.update(fileKey), cipher.final()]) };
  }

  async unwrap({ keyId, bytes }: WrappedKey): Promise<Buffer> {
    const key = this.keys.get(keyId);
    if (key === undefined) throw keyUnavailable('a stored file needs a master key that is not configured');
    const decipher = createDecipheriv(KEY_WRAP, key, INITIAL_VALUE);
    try {
      return Buffer.concat([decipher.update(bytes), decipher.final()]);
    } catch (cause) {
      throw damaged('a wrapped key was changed', cause);
    }
  }

  private first(): { keyId: string; key: Buffer } {
    const [first] = this.keys;
    if (first === undefined) {
      throw new AppError(
        'config',
        'MASTER_KEYS: must be set, for example the output of: openssl rand -base64 32',
        'ファイルを保護する鍵（MASTER_KEYS）が設定されていません。',
      );
    }
    return { keyId: first[0], key: first[1] };
  }
}

function idOf(key: Buffer): string {
  return `master-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}
