import { join } from 'node:path';
import type { Config } from '../config.js';
import type { ByteStore } from './byteStore.js';
import { DiskStore } from './diskStore.js';
import { EncryptedStore } from './encryptedStore.js';
import type { FileStore } from './fileStore.js';
import type { KeyWrapper } from './keyWrapper.js';
import { LocalMasterKeys } from './localMasterKeys.js';

type KeySettings = Pick<Config, 'masterKeys' | 'keyVaultKey' | 'bot'>;

/** The store of copies, letters and files extracted by hand, as configured. @throws AppError `config` without any key */
export async function openFileStore(config: KeySettings & Pick<Config, 'dataDir'>): Promise<FileStore> {
  return new EncryptedStore(openByteStore(config), await openKeyWrapper(config));
}

/** Where the encrypted files and their wrapped keys lie. */
export function openByteStore({ dataDir }: Pick<Config, 'dataDir'>): ByteStore {
  return new DiskStore(join(dataDir, 'files'));
}

/**
 * The master keys: those of the configuration, or a key vault, which the bot enters with its own identity and beside which
 * configured keys still unwrap what is older.
 *
 * @throws AppError `config` without any key
 */
export async function openKeyWrapper({ masterKeys, keyVaultKey, bot }: KeySettings): Promise<KeyWrapper> {
  const local = new LocalMasterKeys(masterKeys);
  if (keyVaultKey === '') {
    await local.currentKeyId();
    return local;
  }
  // Loaded only where it is used: the packages of Azure are large.
  const { KeyVaultKey } = await import('./keyVaultKey.js');
  const { ClientSecretCredential, ManagedIdentityCredential } = await import('@azure/identity');
  const credential =
    bot.type === 'UserAssignedMSI'
      ? new ManagedIdentityCredential({ clientId: bot.id })
      : new ClientSecretCredential(bot.tenantId, bot.id, bot.password);
  return new KeyVaultKey(keyVaultKey, credential, local);
}
