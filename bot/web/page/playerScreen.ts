import type { NoteView, PageView, PlayerView } from '../answers.js';
import { clockTime } from './amount.js';
import type { Api } from './api.js';
import { button } from './button.js';
import { element, fact, heading } from './dom.js';
import type { Frame, Screen } from './frame.js';
import { hashFact } from './hashFact.js';
import { message, messagePlace } from './message.js';
import { clockOf, lengthWords } from './playerTime.js';
import { signOutButton } from './signOut.js';
import { slider } from './slider.js';
import { SERVICE_UNREACHABLE } from './words.js';

/** What the screen needs of the page around it. */
export interface PlayerTools {
  readonly api: Pick<Api, 'signOut' | 'view' | 'peaks' | 'noteDown'>;
  readonly frame: Frame;
  readonly sessionEnded: () => void;
  readonly signedOut: () => void;
  readonly print: () => void;
  /** What is being written down, which outlives the session. */
  readonly draft: { readonly kept: () => string; readonly keep: (words: string) => void };
}

/** What somebody sees who may play a recording (第4条第3項): the player, and what they write down while listening. */
export function playerScreen(view: PageView, player: PlayerView, tools: PlayerTools): Screen {
  const top = heading(view.heading);
  const out = signOutButton(view.signOutHref, tools.api, tools.signedOut);
  return {
    title: view.heading,
    content: [
      element('p', { class: 'receipt' }, view.receipt),
      top,
      element('p', { class: 'screen-only' }, view.lead),
      view.expires === null
        ? null
        : message('info', element('p', {}, '再生できる期間：', element('strong', {}, view.expires))),
      ...playerSection(player, tools),
      element(
        'p',
        { class: 'quiet screen-only' },
        `この画面は、${clockTime(view.sessionEnds)}まで使えます。過ぎたときは、ご本人の確認をもう一度行うと続けられます。ほかの方も使うパソコンでは、終わったらサインアウトしてください。`,
      ),
      element('div', { class: 'buttons screen-only' }, out.node),
      out.trouble,
    ],
    focus: top,
  };
}

function playerSection(player: PlayerView, tools: PlayerTools): HTMLElement[] {
  const trouble = messagePlace({ urgent: true });
  const audio = element('audio', {
    preload: 'none',
    src: player.audioHref,
    error: () => void explain(),
    loadedmetadata: () => {
      if (begin > 0) audio.currentTime = begin;
      begin = 0;
    },
    timeupdate: () => show(),
    play: () => toggle.idle('一時停止'),
    pause: () => toggle.idle('再生'),
    ended: () => toggle.idle('再生'),
  });
  // Until it plays, a player has no place to go to: where to begin is kept here.
  let begin = 0;
  const isLoaded = () => audio.readyState > 0;
  const seek = slider(player.seconds, (to) => {
    if (isLoaded()) audio.currentTime = to;
    else begin = to;
    show(to);
  });
  const time = element('p', { class: 'clock', 'aria-hidden': 'true' });
  const toggle = button('再生', () => void playOrPause());
  const speed = element(
    'select',
    { id: 'speed', change: () => (audio.playbackRate = Number(speed.value)) },
    ...['0.75', '1', '1.25', '1.5'].map((rate) =>
      element('option', { value: rate, selected: rate === '1' }, rate === '1' ? '標準' : `${rate}倍`),
    ),
  );

  function show(at = audio.currentTime): void {
    seek.show(at);
    time.textContent = `${clockOf(at)} ／ ${clockOf(player.seconds)}`;
  }

  async function playOrPause(): Promise<void> {
    if (!audio.paused) return audio.pause();
    trouble.clear();
    try {
      await audio.play();
    } catch {
      // What went wrong is told by the player's own event.
    }
  }

  /** A player cannot tell an ended session from a recorder that is away; the server can. */
  async function explain(): Promise<void> {
    toggle.idle('再生');
    // A player that failed once plays nothing any more until it is loaded anew; from where it was.
    begin = audio.currentTime || begin;
    audio.pause();
    audio.load();
    const answer = await tools.api.view();
    if (answer.kind === 'refused' && answer.status === 401) return tools.sessionEnded();
    const asked = await tools.api.peaks(player.peaksHref);
    const words =
      asked.kind === 'refused' ? asked.message : '再生できませんでした。画面を再読み込みして、もう一度お試しください。';
    trouble.say('caution', element('p', {}, words));
  }

  async function draw(): Promise<void> {
    const answer = await tools.api.peaks(player.peaksHref);
    if (answer.kind === 'ok') seek.draw(answer.value);
    else if (answer.kind === 'refused') trouble.say('caution', element('p', {}, answer.message));
  }

  void draw();
  show(0);
  return [
    element('h2', { id: 'recording' }, player.title),
    element(
      'section',
      { class: 'card', 'aria-labelledby': 'recording' },
      element('p', { class: 'quiet' }, player.detail),
      audio,
      element('div', { class: 'screen-only stack' }, seek.node, time),
      element(
        'div',
        { class: 'buttons screen-only' },
        toggle.node,
        element('div', { class: 'speed' }, element('label', { for: 'speed' }, '速さ'), speed),
      ),
      trouble.node,
      element(
        'dl',
        { class: 'facts' },
        fact('再生の事情', player.reason),
        hashFact(player.sha256, 'recording', tools.frame),
      ),
    ),
    ...noteSection(player, () => audio.currentTime || begin, tools),
  ];
}

function noteSection(player: PlayerView, at: () => number, tools: PlayerTools): HTMLElement[] {
  const list = element('ol', { class: 'notes' });
  const none = element('p', { class: 'quiet' }, '応対記録は、まだありません。');
  const trouble = messagePlace({ urgent: true });
  const words = element('textarea', {
    id: 'note',
    rows: 3,
    maxlength: 500,
    input: () => tools.draft.keep(words.value),
  });
  // What was typed before the session ended, and was not sent.
  words.value = tools.draft.kept();
  const keep = button('いまの再生位置に記録する', () => void write(), 'second');

  function show(notes: readonly NoteView[]): void {
    none.hidden = notes.length > 0;
    list.replaceChildren(
      ...notes.map((one) =>
        element(
          'li',
          {},
          element(
            'p',
            {},
            element('strong', {}, lengthWords(one.at)),
            element('span', { class: 'quiet' }, `　${one.moment}記録`),
          ),
          ...one.words.split('\n').map((line) => element('p', {}, line)),
        ),
      ),
    );
  }

  async function write(): Promise<void> {
    trouble.clear();
    if (words.value.trim() === '') {
      trouble.say('caution', element('p', {}, '聞いた内容を入力してください。'));
      return words.focus();
    }
    keep.busy('記録しています…');
    const answer = await tools.api.noteDown(player.notesHref, Math.floor(at()), words.value);
    keep.idle();
    if (answer.kind === 'ok') tools.draft.keep('');
    if (answer.kind === 'refused' && answer.status === 401) return tools.sessionEnded();
    // What was typed stays where it could not be kept.
    if (answer.kind !== 'ok' || answer.value.player === null) {
      return trouble.say('caution', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
    }
    words.value = '';
    show(answer.value.player.notes);
    tools.frame.announce('記録しました。');
  }

  show(player.notes);
  return [
    element('h2', {}, '応対記録'),
    none,
    list,
    element(
      'div',
      { class: 'field screen-only' },
      element('label', { for: 'note' }, '聞いた内容'),
      words,
      trouble.node,
    ),
    element(
      'div',
      { class: 'buttons screen-only' },
      keep.node,
      button('応対記録を印刷する', tools.print, 'second').node,
    ),
  ];
}
