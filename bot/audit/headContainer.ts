import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { type HeadPlace, parseHeads, type RecordedHead, TAIL_BYTES, tailOf } from './heads.js';

/** Version of the REST interface of Azure Blob Storage that is spoken. */
const VERSION = '2023-11-03';
const TIMEOUT_MS = 10_000;
/** The first year of which heads can be there. */
const FIRST_YEAR = 2026;

/** Gives a token for the storage account. */
export type StorageToken = () => Promise<string>;

/** The container, entered with the bot's own identity: a managed one, or the app registration with its secret. */
export async function openHeadContainer(container: string, clock: Clock, bot: Config['bot']): Promise<HeadPlace> {
  const { ClientSecretCredential, ManagedIdentityCredential } = await import('@azure/identity');
  const credential =
    bot.type === 'UserAssignedMSI'
      ? new ManagedIdentityCredential({ clientId: bot.id })
      : new ClientSecretCredential(bot.tenantId, bot.id, bot.password);
  return headContainer(
    container,
    clock,
    async () => (await credential.getToken('https://storage.azure.com/.default')).token,
  );
}

/**
 * Heads in append blobs of a container, one blob a year, one JSON line a head. With an immutability policy that allows protected
 * appends nobody, its owner included, can change or delete a line before the policy lets go of it.
 *
 * Three calls of the REST interface: Put Blob (makes the year's append blob), Append Block, Get Blob.
 *
 * @param container its address
 * @throws AppError `unavailable` from each call when the storage does not do what it is asked
 */
export function headContainer(container: string, clock: Clock, token: StorageToken): HeadPlace {
  const blob = (year: string | number) => `${container}/heads-${year}.jsonl`;

  async function call(method: string, url: string, headers: Record<string, string> = {}, body?: string) {
    try {
      return await fetch(url, {
        method,
        headers: { authorization: `Bearer ${await token()}`, 'x-ms-version': VERSION, ...headers },
        ...(body === undefined ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (cause) {
      throw unavailable('no answer', cause);
    }
  }

  /** The text of a blob from a byte on, to its end; undefined when there is no such blob. */
  async function textOf(url: string, from = 0): Promise<string | undefined> {
    const response = await call('GET', url, from === 0 ? {} : { range: `bytes=${from}-` });
    if (response.status === 404) return undefined;
    if (!response.ok) throw unavailable(`status ${response.status}`);
    return response.text();
  }

  return {
    name: container,
    async read() {
      const heads: RecordedHead[] = [];
      for (let year = FIRST_YEAR; year <= clock.now().getUTCFullYear() + 1; year++) {
        heads.push(...parseHeads((await textOf(blob(year))) ?? ''));
      }
      return heads;
    },
    async last(now) {
      const url = blob(now.day.slice(0, 4));
      const there = await call('HEAD', url);
      if (there.status === 404) return [];
      if (!there.ok) throw unavailable(`status ${there.status}`);
      const from = Math.max(0, Number(there.headers.get('content-length') ?? 0) - TAIL_BYTES);
      return tailOf((await textOf(url, from)) ?? '', from > 0);
    },
    async append(head) {
      const url = blob(head.day.slice(0, 4));
      const line = `${JSON.stringify(head)}\n`;
      const add = () => call('PUT', `${url}?comp=appendblock`, {}, line);
      let response = await add();
      if (response.status === 404) {
        const made = await call('PUT', url, { 'x-ms-blob-type': 'AppendBlob', 'if-none-match': '*' }, '');
        // Somebody else may have made it meanwhile.
        if (!made.ok && made.status !== 409) throw unavailable(`status ${made.status}`);
        response = await add();
      }
      if (!response.ok) throw unavailable(`status ${response.status}`);
    },
  };
}

function unavailable(what: string, cause?: unknown): AppError {
  return new AppError(
    'unavailable',
    `the container of audit heads: ${what}`,
    '監査記録の確認値を、データベースの外に保管できませんでした。',
    { cause },
  );
}
