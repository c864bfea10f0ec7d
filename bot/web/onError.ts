import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { AppError } from '../errors.js';

const STATUS: Partial<Record<AppError['code'], number>> = {
  link_unusable: 410,
  used_up: 409,
  not_found: 404,
  wrong_state: 409,
  stale: 409,
  not_in_directory: 403,
  invalid_input: 400,
  not_allowed: 403,
  unavailable: 503,
};

/** How a stream names the other end's going away. */
const HUNG_UP: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

/**
 * Answers every error with a courteous sentence; foreseen ones with their own. Express's own handler, which prints stacks, is
 * never reached. Somebody who closes the window in the middle of a download is no fault and is told of at `debug` only.
 */
export function onError(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const { code, status } = error as { code?: unknown; status?: unknown };
    if (req.socket.destroyed && HUNG_UP.includes(code))
      return void log.debug({ reason: code }, 'the other end hung up');
    const foreseen = error instanceof AppError ? STATUS[error.code] : undefined;
    if (foreseen === undefined && !isClients(status)) {
      log.error({ type: error instanceof Error ? error.name : typeof error, reason: code }, 'request failed');
    }
    if (error instanceof AppError && error.code === 'unavailable') log.warn({ reason: error.message }, 'not available');
    if (res.headersSent) return void req.socket.destroy();
    if (error instanceof AppError) return void res.status(foreseen ?? 500).json({ message: error.forPerson });
    if (isClients(status)) return void res.status(status).json({ message: sentenceFor(status) });
    res.status(500).json({ message: '処理できませんでした。少し時間をおいて、もう一度お試しください。' });
  };
}

/** A fault of the sender, as Express's own parsers report it. */
function isClients(status: unknown): status is number {
  return typeof status === 'number' && status >= 400 && status < 500;
}

function sentenceFor(status: number): string {
  return status === 413
    ? '送られた内容が大きすぎるため、受け付けられませんでした。画面を開き直してください。'
    : '送られた内容を読み取れませんでした。画面を開き直してください。';
}
