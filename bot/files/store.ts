import { join } from 'node:path';
import type { Logger } from 'pino';
import type { StorageCredential } from '../azure/storage.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import type { ByteStore } from './byteStore.js';
import { DiskStore } from './diskStore.js';
import { EncryptedStore } from './encryptedStore.js';
import type { FileStore } from './fileStore.js';
import type { KeyWrapper } from './keyWrapper.js';
import { LocalMasterKeys } from './localMasterKeys.js';

type KeySettings = Pick<Config, 'masterKeys' | 'keyVaultKey' | 'bot'>;
type PlaceSettings = Pick<Config, 'fileStore' | 'fileContainer' | 'dataDir' | 'bot'>;

/**
 * The store of copies, letters and files extracted by hand, as configured. A container is tried out first; one that does not answer yet
 * is said in the log, and asked again by whoever needs a file.
 *
 * @param credential enters the container instead of the bot's identity (tests)
 * @throws AppError `config` without any key, or where a container would keep what is deleted or give it to strangers
 */
export async function openFileStore(
  config: KeySettings & PlaceSettings,
  log: Logger,
  credential?: StorageCredential,
): Promise<FileStore> {
  const bytes = await openByteStore(config, credential);
  const wrapper = await openKeyWrapper(config);
  await bytes.assertFit?.().catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === 'config') throw error;
    log.error({ fault: error.message }, 'the container of stored files was not tried out');
  });
  return new EncryptedStore(bytes, wrapper);
}

/**
 * Where the encrypted files and their wrapped keys lie: a folder, or a container, which the bot enters with its own identity.
 *
 * @param credential enters the container instead (tests)
 */
export async function openByteStore(
  { fileStore, fileContainer, dataDir, bot }: PlaceSettings,
  credential?: StorageCredential,
): Promise<ByteStore> {
  if (fileStore === 'disk') return new DiskStore(join(dataDir, 'files'));
  // Loaded only where they are used: the packages of Azure are large.
  const { AzureStore } = await import('./azureStore.js');
  const { containerAt } = await import('../azure/storage.js');
  return new AzureStore(containerAt(fileContainer, credential ?? (await botIdentity(bot))));
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
  const { KeyVaultKey } = await import('./keyVaultKey.js');
  return new KeyVaultKey(keyVaultKey, await botIdentity(bot), local);
}

async function botIdentity(bot: Config['bot']) {
  return (await import('../azure/identity.js')).identityOf(bot);
}
