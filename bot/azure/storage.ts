import { setTimeout as pause } from 'node:timers/promises';
import type { TokenCredential } from '@azure/identity';
import {
  type BlobDownloadResponseParsed,
  ContainerClient,
  newPipeline,
  RestError,
  type StoragePipelineOptions,
  type StorageSharedKeyCredential,
} from '@azure/storage-blob';

/** Who enters a container: the bot's identity; in tests the key of an emulator's account. */
export type StorageCredential = TokenCredential | StorageSharedKeyCredential;

/** How long a storage account is waited for. */
export interface Patience {
  /** Milliseconds that one try may take, its answer's last byte included. */
  tryMs: number;
  /** Tries at most. */
  tries: number;
  /** Milliseconds before the second try; each further pause is twice as long. */
  pauseMs: number;
}

/** A person may be waiting, or a job that is tried again anyway. */
export const PATIENCE: Patience = { tryMs: 10_000, tries: 4, pauseMs: 500 };

/**
 * A container by its address. Each call is one request: it is tried again by `retried`, and redirected nowhere.
 *
 * The library's own retrying waits without end for a server that accepts and says nothing, and gives up at once at 429 and 502.
 *
 * @param tlsOptions a certificate authority to believe besides those of Node.js (tests)
 */
export function containerAt(
  address: string,
  credential: StorageCredential,
  tlsOptions: { ca?: string } = {},
): ContainerClient {
  // What the library hands on to its pipeline, beyond what its types say.
  const options: StoragePipelineOptions & { redirectOptions: object; tlsOptions: object } = {
    retryOptions: { maxTries: 1 },
    redirectOptions: { maxRetries: 0 },
    tlsOptions,
  };
  return new ContainerClient(address, newPipeline(credential, options));
}

/** What arrived is not all that was sent, or not as it was sent. */
export class BrokenOff extends Error {}

/**
 * Makes a call until it is answered: what may pass by itself is tried again, after a pause that grows and is never quite the same, or
 * that the storage asks for.
 *
 * @param call may be made several times; ends when its signal says so
 */
export async function retried<T>(patience: Patience, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await call(AbortSignal.timeout(patience.tryMs));
    } catch (error) {
      if (tried >= patience.tries || !mayPass(error)) throw error;
      await pause(pauseAfter(tried, error, patience));
    }
  }
}

/** Too busy, broken for the moment, or a time-out on the way. */
const PASSING = [408, 429, 500, 502, 503, 504];

function mayPass(error: unknown): boolean {
  if (error instanceof RestError && error.statusCode !== undefined) return PASSING.includes(error.statusCode);
  return error instanceof RestError || error instanceof BrokenOff || isTimeout(error);
}

const isTimeout = (error: unknown) => error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);

function pauseAfter(tried: number, error: unknown, { pauseMs, tryMs }: Patience): number {
  const asked = error instanceof RestError ? Number(error.response?.headers.get('retry-after')) : 0;
  const own = pauseMs * 2 ** (tried - 1) * (0.5 + Math.random());
  return Math.min(tryMs, Math.max(own, asked > 0 ? asked * 1000 : 0));
}

/** The status a storage account refused a call with; undefined when it refused nothing. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}

/** The word by which it says why, such as `BlobNotFound`. */
export function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  const { errorCode } = (error.details ?? {}) as { errorCode?: unknown };
  return typeof errorCode === 'string' ? errorCode : error.code;
}

/** What there is no blob for; a container that is not there is a fault. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (reasonOf(error) === 'BlobNotFound') return undefined;
    throw error;
  }
}

/** Why a call failed, for the log: no address, no token, no key. */
export function toldOf(error: unknown): string {
  const status = statusOf(error);
  if (status !== undefined) {
    const reason = reasonOf(error);
    const told = `status ${status}${reason === undefined ? '' : ` (${reason})`}`;
    if (status === 403) return `${told}: has the bot’s identity the role Storage Blob Data Contributor there?`;
    return reason === 'ContainerNotFound' ? `${told}: there is no such container` : told;
  }
  if (isTimeout(error)) return 'no answer in time';
  if (error instanceof RestError || error instanceof BrokenOff) return 'no answer';
  // A sign-in's own words name ids of the tenant.
  return `it could not be asked (${nameOf(error)})`;
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : typeof error);

/** What a download brings, to its last byte. @throws BrokenOff when less arrives than was announced */
export async function bodyOf({ readableStreamBody }: BlobDownloadResponseParsed): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of readableStreamBody ?? []) pieces.push(Buffer.from(piece));
  } catch {
    // Fewer bytes than were announced, or too slow for the time it has.
    throw new BrokenOff('broken off');
  }
  return Buffer.concat(pieces);
}
