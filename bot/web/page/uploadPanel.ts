import type { PageView } from '../answers.js';
import { button } from './button.js';
import { element } from './dom.js';
import type { Frame } from './frame.js';
import { hashFact } from './hashFact.js';
import { messagePlace } from './message.js';
import { progressBar } from './progress.js';
import type { Upload } from './upload.js';
import { SERVICE_UNREACHABLE } from './words.js';

/** What the panel needs of the page around it. */
export interface UploadTools {
  readonly upload: Upload;
  readonly frame: Frame;
  /** Shows the page anew, with the attached file in it. */
  readonly attached: (view: PageView) => void;
  readonly sessionEnded: () => void;
  readonly atWork: (change: 1 | -1) => void;
}

/** The part of the page where 管財課 attaches a recording that was extracted by hand: by a drop or by choosing a file. */
export function uploadSection(view: PageView, tools: UploadTools): HTMLElement[] {
  const titleId = 'attach-title';
  return [
    element('h2', { id: titleId }, '手作業で取り出した録音'),
    ...view.attached.map((file, index) =>
      element(
        'article',
        { class: 'card', 'aria-labelledby': `attached-${index}` },
        element('h3', { id: `attached-${index}` }, `✓ ${file.title}`),
        element('p', { class: 'quiet' }, file.detail),
        element('dl', { class: 'facts' }, hashFact(file.sha256, `attached-${index}`, tools.frame)),
      ),
    ),
    ...(view.uploadHref === null
      ? [element('p', { class: 'quiet' }, 'この申請には、いまは録音を添付できません。')]
      : [dropArea(view.uploadHref, titleId, tools)]),
  ];
}

function dropArea(href: string, titleId: string, tools: UploadTools): HTMLElement {
  const trouble = messagePlace({ urgent: true });
  const place = element('div', { class: 'progress-place' });
  const input = element('input', {
    type: 'file',
    accept: '.wav,audio/wav,audio/x-wav',
    class: 'visually-hidden',
    tabindex: -1,
    'aria-hidden': 'true',
    change: () => void take(input.files?.[0]),
  });
  const choose = button('録音ファイルを選ぶ', () => input.click());
  const area = element(
    'div',
    {
      class: 'card drop',
      dragover: (event) => {
        event.preventDefault();
        area.classList.add('over');
      },
      dragleave: () => area.classList.remove('over'),
      drop: (event) => {
        event.preventDefault();
        area.classList.remove('over');
        if (event instanceof DragEvent) void take(event.dataTransfer?.files[0]);
      },
    },
    element('p', {}, 'ここに録音ファイル（WAV）をドロップするか、ボタンから選んでください。'),
    choose.node,
    input,
    place,
    trouble.node,
    element(
      'p',
      { class: 'quiet' },
      '添付すると、形式と長さを確かめ、ハッシュ値を表示します。承認は、Teamsのカードで行います。',
    ),
  );

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const bar = progressBar(Math.max(file.size, 1), titleId, tools.frame);
    place.replaceChildren(bar.node);
    choose.busy('送信しています…');
    tools.atWork(1);
    const answer = await tools.upload(href, file, (sent) => bar.show(sent));
    tools.atWork(-1);
    bar.hide();
    choose.idle();
    input.value = '';
    if (answer.kind === 'ok') return tools.attached(answer.value);
    if (answer.kind === 'refused' && answer.status === 401) return tools.sessionEnded();
    trouble.say('caution', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
  }
  return area;
}
