import type { PageView } from '../answers.js';
import { accountScreen } from './accountScreen.js';
import type { Api } from './api.js';
import { closedScreen } from './closedScreen.js';
import { codeScreen } from './codeScreen.js';
import type { DownloadTools } from './downloadPanel.js';
import { filesScreen } from './filesScreen.js';
import type { Frame, Screen } from './frame.js';
import type { Memory } from './memory.js';
import { unreachableScreen, waitingScreen } from './plainScreens.js';
import { playerScreen } from './playerScreen.js';
import { type Occasion, startScreen } from './startScreen.js';
import type { Upload } from './upload.js';
import type { UploadTools } from './uploadPanel.js';

/** What the flow needs of the browser. */
export interface FlowTools {
  readonly api: Api;
  readonly frame: Frame;
  readonly memory: Memory;
  /** How the reader proves who they are: a code from their chat, or a sign-in with their account. */
  readonly signIn: 'code' | 'entra';
  /** Leaves the page for another address. */
  readonly go: (address: string) => void;
  readonly upload: Upload;
  readonly download: Pick<DownloadTools, 'send' | 'wait' | 'subtle'>;
  /** Milliseconds since 1970; the person's own clock, which may be wrong. */
  readonly now: () => number;
  /** Prints the page. */
  readonly print: () => void;
  /** Whether a recording is being played. */
  readonly listening: () => boolean;
  /** Whether the person should be asked before they leave the page. */
  readonly holdPage: (hold: boolean) => void;
}

const LOOK_AGAIN_MS = 60_000;

/**
 * The way of one person through a link: asked for a code, entering it, or signing in with their account, seeing the files, and
 * again when the session has ended. Nothing is asked of the server before a press, except the view of a session there may be.
 */
export function startFlow(token: string, linkId: string, tools: FlowTools): void {
  const { api, frame, memory } = tools;
  let downloads = 0;
  /** What a listener is writing down: kept here, in this page alone, while they prove again who they are. */
  let noted = '';
  let watch: ReturnType<typeof setTimeout> | undefined;
  const downloadTools: DownloadTools = {
    ...tools.download,
    api,
    frame,
    parts: new Map(),
    whenSetTaken: new Set(),
    whenFileTaken: new Set(),
    atWork(change) {
      downloads += change;
      tools.holdPage(downloads > 0 || noted.trim() !== '');
    },
    sessionEnded,
  };

  const uploadTools: UploadTools = { ...downloadTools, upload: tools.upload, attached: opened };

  const send = () => api.sendCode(token);

  function askWho(occasion: Occasion): void {
    memory.forget(linkId);
    frame.show(
      tools.signIn === 'entra'
        ? accountScreen(occasion, () => api.beginSignIn(token), tools.go)
        : startScreen(
            occasion,
            send,
            (sentence) => enterCode(sentence),
            () => enterCode(null),
          ),
    );
  }

  function enterCode(sentence: string | null): void {
    memory.remember(linkId, 'code');
    const steps = { send, open: (code: string) => api.openSession(token, code), opened };
    frame.show(codeScreen(sentence, steps, frame), sentence ?? '');
  }

  function opened(view: PageView): void {
    memory.remember(linkId, 'signedIn');
    downloadTools.whenSetTaken.clear();
    downloadTools.whenFileTaken.clear();
    frame.show(screenOf(view));
    watchUntil(Date.parse(view.sessionEnds) - tools.now());
  }

  function keep(words: string): void {
    noted = words;
    tools.holdPage(words.trim() !== '' || downloads > 0);
  }

  function screenOf(view: PageView): Screen {
    if (view.state !== 'open') return closedScreen(view);
    if (view.player === null) return filesScreen(view, downloadTools, uploadTools, signedOut);
    const draft = { kept: () => noted, keep };
    return playerScreen(view, view.player, { api, frame, sessionEnded, signedOut, print: tools.print, draft });
  }

  function signedOut(): void {
    clearTimeout(watch);
    askWho('signedOut');
  }

  function sessionEnded(): void {
    clearTimeout(watch);
    askWho('ended');
  }

  /** Looks at the end of the session whether it has really ended: clocks differ, and nobody is interrupted. */
  function watchUntil(ms: number): void {
    clearTimeout(watch);
    watch = setTimeout(() => void look(), Math.max(ms, 0) + 1000);
  }

  async function look(): Promise<void> {
    if (downloads > 0 || tools.listening()) return watchUntil(LOOK_AGAIN_MS);
    const answer = await api.view();
    if (answer.kind === 'refused' && answer.status === 401) sessionEnded();
    else watchUntil(LOOK_AGAIN_MS);
  }

  async function resume(otherwise: Occasion): Promise<void> {
    frame.show(waitingScreen());
    const answer = await api.view();
    if (answer.kind === 'ok') opened(answer.value);
    else if (answer.kind === 'refused') askWho(otherwise);
    else frame.show(unreachableScreen(() => void resume(otherwise)));
  }

  const stage = memory.stage(linkId);
  if (stage === 'signedIn') void resume('ended');
  // Whoever comes back from signing in with their account has a session of which this tab knows nothing.
  else if (tools.signIn === 'entra') void resume('first');
  else if (stage === 'code') enterCode(null);
  else askWho('first');
}
