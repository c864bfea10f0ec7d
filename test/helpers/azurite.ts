import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { StorageSharedKeyCredential } from '@azure/storage-blob';
import { containerAt } from '../../bot/azure/storage.js';

/** The account that every Azurite has, with the key that is printed in its manual. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Microsoft's emulator of Azure Blob Storage, in a process of its own on a free port; it keeps everything in memory. */
export interface Azurite {
  /** Where it listens. */
  url: string;
  credential: StorageSharedKeyCredential;
  /** Makes a container and returns its address. */
  newContainer(name: string): Promise<string>;
  close(): Promise<void>;
}

/** The address of a container in an Azurite, or in what stands before it. */
export const addressOf = (url: string, name: string): string => `${url}/${ACCOUNT}/${name}`;

/** @param secure files of a certificate and its key: then it listens by TLS and takes tokens, whoever signed them */
export async function startAzurite(secure?: { cert: string; key: string }): Promise<Azurite> {
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const flags = ['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent'];
  if (secure) flags.push('--oauth', 'basic', '--cert', secure.cert, '--key', secure.key);
  const child = spawn(process.execPath, [program, '--blobHost', '127.0.0.1', '--blobPort', '0', ...flags], {
    // Options of the tests' own Node.js, such as Jest's, are none of Azurite's.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      const [, address] = /listens on (https?:\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`Azurite ended with ${code}: ${said}`)));
  });
  const credential = new StorageSharedKeyCredential(ACCOUNT, KEY);
  return {
    url,
    credential,
    async newContainer(name) {
      const address = addressOf(url, name);
      const ca = secure && { ca: await readFile(secure.cert, 'utf8') };
      await containerAt(address, credential, ca).create();
      return address;
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
