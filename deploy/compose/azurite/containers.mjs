/**
 * Makes the container of stored files in Azurite, with the key of its account (AZURITE_ACCOUNTS); one that is there is left as it is.
 * `node containers.mjs https://azurite:10000`
 */
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';

const [, account = '', key = ''] = /^([^:]+):(.+)$/.exec(process.env.AZURITE_ACCOUNTS ?? '') ?? [];
const credential = new StorageSharedKeyCredential(account, key);
const container = new ContainerClient(`${process.argv[2]}/${account}/files`, credential);
await container.createIfNotExists();
