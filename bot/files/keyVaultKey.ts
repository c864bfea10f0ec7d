import type { TokenCredential } from '@azure/identity';
import {
  CryptographyClient,
  type CryptographyClientOptions,
  KeyClient,
  parseKeyVaultKeyIdentifier,
} from '@azure/keyvault-keys';
import { keyUnavailable } from './faults.js';
import type { KeyWrapper, WrappedKey } from './keyWrapper.js';

const ALGORITHM = 'RSA-OAEP-256';

/** How long the vault may take for one answer, in milliseconds: a person is waiting. */
const PATIENCE_MS = 10_000;

/**
 * An RSA key in Azure Key Vault that never leaves it: wrapping and unwrapping are calls of its REST interface. Nothing is
 * cached, so the vault's log shows every use and a key that is disabled there opens nothing from then on.
 */
export class KeyVaultKey implements KeyWrapper {
  private readonly vaultUrl: string;
  private readonly name: string;
  private readonly version: string | undefined;
  private readonly keys: KeyClient;
  private readonly versions = new Map<string, CryptographyClient>();

  /**
   * @param identifier of the key; without a version the newest one wraps
   * @param older unwraps what was wrapped before the vault was used
   */
  constructor(
    identifier: string,
    private readonly credential: TokenCredential,
    private readonly older: KeyWrapper,
    private readonly options: CryptographyClientOptions = {},
  ) {
    const { vaultUrl, name, version } = parseKeyVaultKeyIdentifier(identifier);
    this.vaultUrl = vaultUrl;
    this.name = name;
    this.version = version;
    this.keys = new KeyClient(vaultUrl, credential, options);
  }

  async currentKeyId(): Promise<string> {
    return this.idOf(await this.currentVersion());
  }

  async wrap(fileKey: Buffer): Promise<WrappedKey> {
    const version = await this.currentVersion();
    const { result } = await answered((abortSignal) =>
      this.clientOf(version).wrapKey(ALGORITHM, fileKey, { abortSignal }),
    );
    return { keyId: this.idOf(version), bytes: Buffer.from(result) };
  }

  async unwrap(wrapped: WrappedKey): Promise<Buffer> {
    // The address is taken from the configuration: a stored one could send the bot's token elsewhere.
    const version = wrapped.keyId.slice(this.idOf('').length);
    if (wrapped.keyId !== this.idOf(version) || !/^\w+$/.test(version)) return this.older.unwrap(wrapped);
    const { result } = await answered((abortSignal) =>
      this.clientOf(version).unwrapKey(ALGORITHM, wrapped.bytes, { abortSignal }),
    );
    return Buffer.from(result);
  }

  private async currentVersion(): Promise<string> {
    if (this.version !== undefined) return this.version;
    const { properties } = await answered((abortSignal) => this.keys.getKey(this.name, { abortSignal }));
    if (properties.version === undefined) throw keyUnavailable('the key vault names no version of the key');
    return properties.version;
  }

  private idOf(version: string): string {
    return `${this.vaultUrl}/keys/${this.name}/${version}`;
  }

  private clientOf(version: string): CryptographyClient {
    const known = this.versions.get(version);
    if (known) return known;
    // Handed a key instead of its address, the client leaves it to the vault whether it may be used; by itself it would
    // refuse to unwrap with a version that has expired, which the vault allows and rotation needs.
    const { vaultUrl, name } = this;
    const key = { id: this.idOf(version), name, properties: { vaultUrl, name, version } };
    const client = new CryptographyClient(key, this.credential, this.options);
    this.versions.set(version, client);
    return client;
  }
}

async function answered<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await ask(AbortSignal.timeout(PATIENCE_MS));
  } catch (cause) {
    throw keyUnavailable('the key vault did not give the key', cause);
  }
}
