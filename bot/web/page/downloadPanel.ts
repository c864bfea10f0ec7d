import type { FileView, Ticket } from '../answers.js';
import { percent } from './amount.js';
import type { Api } from './api.js';
import { button } from './button.js';
import { element } from './dom.js';
import { fetchRest, nothingYet, type Part } from './download.js';
import type { Frame } from './frame.js';
import { messagePlace, type Tone } from './message.js';
import { progressBar } from './progress.js';
import { saveAs } from './save.js';
import { verify } from './verify.js';
import { downloadsLeft, OFFICE, REGISTER_THEN, SERVICE_UNREACHABLE } from './words.js';

/** What downloading needs of the page. */
export interface DownloadTools {
  readonly api: Api;
  readonly frame: Frame;
  readonly send: typeof fetch;
  readonly wait: (ms: number) => Promise<void>;
  readonly subtle: SubtleCrypto | undefined;
  /** What has arrived so far, by file id; it outlives a session that ended half-way. */
  readonly parts: Map<string, Part>;
  /** A download began (+1) or ended (-1): meanwhile the page is not taken away. */
  readonly atWork: (change: 1 | -1) => void;
  /** Called when the 文書登録一式 was taken, which counts as one download of each file. */
  readonly whenSetTaken: Set<() => void>;
  /** Called with how many downloads a file has left after one was granted: the set has no more than its scarcest file. */
  readonly whenFileTaken: Set<(left: number) => void>;
  readonly sessionEnded: () => void;
}

/** The download of one file: how many are left, the button, the progress, and how it went. */
export function downloadPanel(file: FileView, titleId: string, tools: DownloadTools): HTMLElement[] {
  const leftId = `left-${titleId}`;
  const left = element('p', { id: leftId }, downloadsLeft(file.downloadsLeft, file.allowed));
  const progress = progressBar(file.bytes, titleId, tools.frame);
  const outcome = messagePlace();
  const start = button('ダウンロード', () => void press());
  start.node.setAttribute('aria-describedby', `${titleId} ${leftId}`);
  let ticket: Ticket | null = null;
  let remaining = file.downloadsLeft;
  let closed = false;
  const say = (tone: Tone, ...sentences: readonly (string | Node)[]) =>
    outcome.say(tone, ...sentences.map((sentence) => element('p', {}, sentence)));

  function settle(words: string): void {
    left.textContent = closed ? 'このファイルは、ダウンロードできません。' : downloadsLeft(remaining, file.allowed);
    if (ticket && remaining === 0) left.textContent = '最後の1回の途中です。';
    if (ticket || (remaining > 0 && !closed)) start.idle(words);
    else start.off('ダウンロード', leftId);
  }

  async function press(): Promise<void> {
    outcome.clear();
    start.node.classList.remove('second');
    start.busy('ダウンロードしています…');
    tools.atWork(1);
    try {
      settle(await run());
    } finally {
      tools.atWork(-1);
    }
  }

  /** One press; the words are what the button says next. */
  async function run(): Promise<string> {
    if (!ticket) {
      const answer = await tools.api.startDownload(file.downloadsHref);
      if (answer.kind !== 'ok') return refused(answer.kind === 'refused' ? answer : null);
      ticket = answer.value;
      remaining = ticket.downloadsLeft;
      for (const tell of tools.whenFileTaken) tell(remaining);
      left.textContent = remaining > 0 ? downloadsLeft(remaining, file.allowed) : '最後の1回をダウンロードしています。';
    }
    const part = tools.parts.get(file.id) ?? nothingYet();
    tools.parts.set(file.id, part);
    progress.show(part.received);
    const end = await fetchRest(ticket.href, part, file.bytes, {
      send: tools.send,
      wait: tools.wait,
      onProgress: progress.show,
      onRetry: (n) => say('caution', `通信が切れました。続きから受信しています（再接続${n}回目）。`),
    });
    if (end.kind === 'refused') {
      ticket = null;
      return refused({ status: end.status, message: end.message ?? SERVICE_UNREACHABLE });
    }
    if (end.kind === 'broken') {
      say(
        'caution',
        `通信が切れました。${percent(part.received, file.bytes)}%まで受信しています。`,
        '接続をご確認のうえ、「続きから受信する」を押してください。ダウンロードの回数は減りません。',
      );
      return '続きから受信する';
    }
    return await finish(new Blob(part.chunks));
  }

  async function finish(whole: Blob): Promise<string> {
    tools.parts.delete(file.id);
    progress.hide();
    const verdict = await verify(whole, file.sha256, tools.subtle);
    if (verdict === 'different') {
      say(
        'bad',
        '照合の結果、記録されたハッシュ値と一致しませんでした。ファイルは保存していません。',
        `「もう一度受信する」を押してください。ダウンロードの回数は減りません。それでも一致しないときは、${OFFICE}へご連絡ください。`,
      );
      return 'もう一度受信する';
    }
    ticket = null;
    const saved = saveAs(whole, file.fileName);
    if (verdict === 'same')
      say('good', '照合しました（改変されていません）。ファイルを保存しました。', REGISTER_THEN, saved);
    else {
      say(
        'caution',
        'ファイルを保存しました。この環境では照合できないため、下のハッシュ値（SHA-256）と一致することをご確認ください。',
        saved,
      );
    }
    start.node.classList.add('second');
    return 'もう一度ダウンロード';
  }

  function refused(answer: { status: number; message: string } | null): string {
    progress.hide();
    if (answer?.status === 401) tools.sessionEnded();
    else say('bad', answer?.message ?? SERVICE_UNREACHABLE);
    // 409: the last download was taken in another window; 410: the link was revoked or its time is over.
    if (answer?.status === 409) remaining = 0;
    if (answer?.status === 410) closed = true;
    return 'ダウンロード';
  }

  tools.whenSetTaken.add(() => {
    remaining = Math.max(0, remaining - 1);
    if (!ticket) settle('ダウンロード');
  });
  settle('ダウンロード');
  return [left, start.node, progress.node, outcome.node];
}
