import type { PageView } from '../answers.js';
import type { Answer } from './api.js';
import { readSentence, readView } from './view.js';

/** How far an upload has come, in bytes. */
type OnSent = (sent: number) => void;

/** Sends one file and answers with the view that holds it; never throws. */
export type Upload = (href: string, file: File, onSent: OnSent) => Promise<Answer<PageView>>;

/**
 * Sends a file as it is over XMLHttpRequest, which alone tells how far an upload has come. The header of our own keeps other
 * sites from sending files here.
 */
export const sendFile: Upload = (href, file, onSent) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', href);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-kumamoto-page', '1');
    request.upload.addEventListener('progress', (event) => onSent(event.loaded));
    request.addEventListener('error', () => resolve({ kind: 'unreachable' }));
    request.addEventListener('abort', () => resolve({ kind: 'unreachable' }));
    request.addEventListener('load', () => resolve(answerOf(request)));
    request.send(file);
  });

function answerOf(request: XMLHttpRequest): Answer<PageView> {
  try {
    const answer: unknown = JSON.parse(request.responseText);
    if (request.status === 200) return { kind: 'ok', value: readView(answer) };
    return { kind: 'refused', status: request.status, message: readSentence(answer) };
  } catch {
    return { kind: 'unreachable' };
  }
}
