import { Readable } from 'node:stream';
import type { Attachment } from 'botbuilder';
import { z } from 'zod/v4';
import { AppError } from '../errors.js';
import { attachRecording, MAX_ATTACHMENT_BYTES } from '../requests/attach.js';
import type { CardContent } from './cards/render.js';
import type { Turn } from './turn.js';
import { decisionView } from './views.js';

/** How a file dropped into a personal chat is announced by Teams. */
const FILE_TYPE = 'application/vnd.microsoft.teams.file.download.info';
const FILE = z.object({ contentType: z.literal(FILE_TYPE), content: z.object({ downloadUrl: z.string() }) });
/** Where Teams keeps files of chats. */
const HOSTS = /^([a-z0-9-]+\.)+(sharepoint\.com|sharepoint\.us|svc\.ms)$/;
const TIMEOUT_MS = 120_000;

/** Fetches a file; the network's edge, which tests replace. */
export type FetchFile = (url: string, init: { redirect: 'error'; signal: AbortSignal }) => Promise<Response>;

/** May a file be fetched from this address? Microsoft's file hosts over HTTPS only, whatever a message says. */
export function isFileAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.port === '' && url.username === '' && HOSTS.test(url.hostname);
}

/** The address of the file that came with a message, if one did. */
export function fileOf(attachments: Attachment[] | undefined): string | undefined {
  const parsed = (attachments ?? []).map((attachment) => FILE.safeParse(attachment)).find(({ success }) => success);
  return parsed?.data?.content.downloadUrl;
}

/**
 * Attaches a file that was dropped into the chat to a request: fetched without redirects and up to a size only.
 *
 * @throws AppError as `attachRecording`; `invalid_input` for another address, `unavailable` when it cannot be fetched
 */
export async function attachFromChat(
  turn: Turn,
  requestId: string,
  address: string,
  fetchFile: FetchFile,
): Promise<CardContent> {
  if (!isFileAddress(address)) {
    throw new AppError(
      'invalid_input',
      'a file from another host',
      'このファイルは受け取れません。Teamsのチャットに直接ファイルを添付するか、申請書の画面から添付してください。',
    );
  }
  const response = await fetched(address, fetchFile);
  if (Number(response.headers.get('content-length') ?? 0) > MAX_ATTACHMENT_BYTES || response.body === null) {
    throw new AppError('invalid_input', 'the attachment is too large or empty', 'ファイルが大きすぎるか、空です。');
  }
  await attachRecording(turn.ctx, turn.actor, turn.via, requestId, Readable.from(chunksOf(response.body)));
  return decisionView(turn, requestId, { notice: '' });
}

async function fetched(address: string, fetchFile: FetchFile): Promise<Response> {
  try {
    const response = await fetchFile(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return response;
    throw new Error(`status ${response.status}`);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'an attachment could not be fetched',
      'ファイルを読み込めませんでした。もう一度添付するか、申請書の画面から添付してください。',
      { cause },
    );
  }
}

async function* chunksOf(body: NonNullable<Response['body']>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
