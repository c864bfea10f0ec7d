import { rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';
import { z } from 'zod/v4';
import { AppError } from '../errors.js';
import type { Made } from './make.js';

/**
 * The embedded database belongs to the bot's process: no other may read it, so whoever wants a backup asks the bot, through a socket in
 * the data folder, which the bot's own account alone may enter.
 */
const socketOf = (dataDir: string): string => join(dataDir, 'backup.sock');

const QUESTION = z.strictObject({ into: z.string().min(1) });
const ANSWER = z.union([
  z.strictObject({ folder: z.string() }),
  z.strictObject({ fault: z.strictObject({ message: z.string(), forPerson: z.string() }) }),
]);
type Answer = z.infer<typeof ANSWER>;

/** Characters of a question at most. */
const LONGEST = 10_000;

/**
 * Answers those who ask for a backup. Where the socket cannot be made (a path of more than a hundred characters), the bot does without.
 *
 * @param dataDir folder of the embedded database, which this process has open
 * @param make makes a backup in a folder
 * @returns the function that ends it
 */
export function answerBackups(dataDir: string, make: (into: string) => Promise<Made>, log: Logger): () => void {
  const path = socketOf(dataDir);
  // One that a process left behind that was killed.
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void readLine(socket).then(async (line) => {
      if (line === undefined) return socket.destroy();
      socket.end(`${JSON.stringify(await answerTo(line, make))}\n`);
      return undefined;
    });
  });
  server.on('error', (error: NodeJS.ErrnoException) =>
    log.warn({ reason: error.code }, 'backups cannot be asked for while the bot runs'),
  );
  server.listen(path);
  return () => {
    for (const socket of open) socket.destroy();
    server.close();
  };
}

async function answerTo(line: string, make: (into: string) => Promise<Made>): Promise<Answer> {
  try {
    const { into } = QUESTION.parse(JSON.parse(line));
    return { folder: (await make(into)).folder };
  } catch (error) {
    if (error instanceof AppError) return { fault: { message: error.message, forPerson: error.forPerson } };
    const kind = error instanceof Error ? error.name : typeof error;
    return { fault: { message: `unforeseen: ${kind}`, forPerson: 'バックアップを作成できませんでした。' } };
  }
}

/** The first line that comes; undefined where the other side ends before it, or says too much. */
async function readLine(socket: Socket): Promise<string | undefined> {
  let read = 0;
  socket.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > LONGEST) socket.destroy();
  });
  try {
    for await (const line of createInterface({ input: socket })) return line;
  } catch {
    // It broke off.
  }
  return undefined;
}

/**
 * Asks the bot that has the embedded database open for a backup.
 *
 * @param into folder of the backups, absolute
 * @returns the folder of the backup; undefined where no bot listens
 * @throws AppError `unavailable` with what hindered it, or when the bot ended meanwhile
 */
export async function askForBackup(dataDir: string, into: string): Promise<string | undefined> {
  const socket = createConnection({ path: socketOf(dataDir), allowHalfOpen: true });
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!connected) return undefined;
  socket.on('error', () => socket.destroy());
  socket.write(`${JSON.stringify({ into })}\n`);
  const line = await readLine(socket);
  socket.destroy();
  if (line === undefined) {
    throw new AppError(
      'unavailable',
      'the bot ended before the backup was made',
      'バックアップの途中でボットが止まりました。もう一度行ってください。',
    );
  }
  const answer = ANSWER.parse(JSON.parse(line));
  if ('folder' in answer) return answer.folder;
  throw new AppError('unavailable', answer.fault.message, answer.fault.forPerson);
}
