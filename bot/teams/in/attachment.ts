import { Readable } from 'node:stream';
import { z } from 'zod/v4';
import type { Context } from '../../context.js';
import { findActor } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { civilDate } from '../../japanese/civil.js';
import type { Jobs } from '../../jobs/queue.js';
import { assertMayAttach, attachRecording, MAX_ATTACHMENT_BYTES } from '../../requests/attach.js';
import { makeSeal, sealFits } from '../../seal.js';
import { messageCard } from '../cards/message.js';
import type { CardContent } from '../cards/render.js';
import { personalConversation } from '../out/conversations.js';
import type { Messenger } from '../out/messenger.js';
import { auditRefusal } from '../out/refusals.js';
import type { FetchFile } from '../sdk/port.js';
import type { Turn } from '../views/turn.js';
import { decisionView } from '../views/views.js';

/** What the seal of a file to be fetched is over. */
const FETCH = 'fetch';

/** How a file dropped into a personal chat is announced by Teams. */
const FILE_TYPE = 'application/vnd.microsoft.teams.file.download.info';
const FILE = z.object({ contentType: z.literal(FILE_TYPE), content: z.object({ downloadUrl: z.string() }) });
/** Where Teams keeps files of chats. */
const HOSTS = /^([a-z0-9-]+\.)+(sharepoint\.com|sharepoint\.us|svc\.ms)$/;
const TIMEOUT_MS = 120_000;

/** May a file be fetched from this address? Microsoft's file hosts over HTTPS only, whatever a message says. */
export function isFileAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.port === '' && url.username === '' && HOSTS.test(url.hostname);
}

/** The address of the file that came with a message, if one did. */
export function fileOf(attachments: unknown[] | undefined): string | undefined {
  const parsed = (attachments ?? []).map((attachment) => FILE.safeParse(attachment)).find(({ success }) => success);
  return parsed?.data?.content.downloadUrl;
}

/**
 * Takes a file that was dropped into the chat: says at once whether it may be attached, and leaves the fetching to a job.
 *
 * @throws AppError as `assertMayAttach`; `invalid_input` for an address that is not Microsoft's
 */
export async function takeFromChat(turn: Turn, requestId: string, address: string): Promise<CardContent> {
  const { ctx, actor } = turn;
  if (!isFileAddress(address)) {
    throw new AppError(
      'invalid_input',
      'a file from another host',
      'このファイルは受け取れません。Teamsのチャットに直接ファイルを添付するか、申請書の画面から添付してください。',
    );
  }
  await ctx.db.transaction(async (tx) => {
    await assertMayAttach(tx, ctx, actor, requestId);
    const { personId } = actor;
    const seal = makeSeal(ctx.config.linkSecrets, FETCH, [requestId, personId, address]);
    await ctx.queue.enqueue(tx, 'fetch', { requestId, personId, address, seal });
  });
  return messageCard(
    '録音ファイルを受け取りました',
    '内容を確かめて添付しています。終わりましたら、このチャットでお知らせします。',
  );
}

/**
 * Fetches a file that was dropped into the chat, without redirects and up to a size only, attaches it and shows how the
 * application stands then (job `fetch`). Whatever is wrong with the file is said to whoever sent it. Doing it twice attaches
 * it once.
 */
export async function fetchFromChat(
  ctx: Context,
  messenger: Messenger,
  { requestId, personId, address, seal }: Jobs['fetch'],
  fetchFile: FetchFile,
): Promise<void> {
  // Whoever writes the queue's table attaches nothing in somebody's name, and has nothing fetched.
  if (!sealFits(ctx.config.linkSecrets, FETCH, [requestId, personId, address], seal) || !isFileAddress(address)) {
    return auditRefusal(ctx, 'stored_reference', 'job');
  }
  const conversation = await personalConversation(ctx, personId);
  if (conversation === null) return;
  await messenger.send(conversation, await attached(ctx, conversation.id, requestId, personId, address, fetchFile));
}

async function attached(
  ctx: Context,
  conversationId: string,
  requestId: string,
  personId: string,
  address: string,
  fetchFile: FetchFile,
): Promise<CardContent> {
  try {
    const whoNow = () => findActor(ctx.directory, personId, civilDate(ctx.clock.now()));
    const turn: Turn = {
      ctx,
      actor: whoNow(),
      via: { channel: 'chat' },
      personal: true,
      inTeam: false,
      conversationId,
    };
    await attachRecording(ctx, whoNow, turn.via, requestId, Readable.from(chunksOf(await fetched(address, fetchFile))));
    return await decisionView(turn, requestId, { notice: '録音ファイルを添付しました。' });
  } catch (error) {
    if (error instanceof AppError) return messageCard('録音ファイルを添付できませんでした', error.forPerson);
    throw error;
  }
}

type Body = NonNullable<Response['body']>;

async function fetched(address: string, fetchFile: FetchFile): Promise<Body> {
  const response = await respond(address, fetchFile);
  if (Number(response.headers.get('content-length') ?? 0) > MAX_ATTACHMENT_BYTES || response.body === null) {
    await response.body?.cancel();
    throw new AppError('invalid_input', 'the attachment is too large or empty', 'ファイルが大きすぎるか、空です。');
  }
  return response.body;
}

async function respond(address: string, fetchFile: FetchFile): Promise<Response> {
  try {
    const response = await fetchFile(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return response;
    throw new Error(`status ${response.status}`);
  } catch (cause) {
    throw notFetched(cause);
  }
}

function notFetched(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'an attachment could not be fetched',
    'ファイルを読み込めませんでした。もう一度添付するか、申請書の画面から添付してください。',
    { cause },
  );
}

async function* chunksOf(body: Body): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } catch (cause) {
    throw notFetched(cause);
  }
}
