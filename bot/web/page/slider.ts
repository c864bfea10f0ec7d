import { element } from './dom.js';
import { lengthWords } from './playerTime.js';

/** How far the keys move, in seconds. */
const STEP = 5;
const LEAP = 30;

/** The place in a recording, shown over its outline and moved by mouse, finger or keyboard. */
export interface Slider {
  readonly node: HTMLElement;
  show(seconds: number): void;
  /** Draws the outline: parts from 0 to 100. */
  draw(peaks: readonly number[]): void;
}

/**
 * A slider by the pattern of the ARIA Authoring Practices: arrows move it by a step, PageUp and PageDown by a leap, Home and End to its
 * ends; what it says is the time, not a number.
 *
 * @param seconds the length of the recording
 * @param move hears where the listener wants to be, in seconds
 */
export function slider(seconds: number, move: (to: number) => void): Slider {
  let at = 0;
  let drawn: readonly number[] = [];
  const canvas = element('canvas', { class: 'outline', width: 800, height: 96, 'aria-hidden': 'true' });
  const node = element(
    'div',
    {
      class: 'seek',
      role: 'slider',
      tabindex: 0,
      'aria-label': '再生位置',
      'aria-valuemin': 0,
      'aria-valuemax': Math.floor(seconds),
      keydown: (event) => event instanceof KeyboardEvent && byKey(event),
      pointerdown: (event) => event instanceof PointerEvent && drag(event),
      pointermove: (event) => event instanceof PointerEvent && event.buttons === 1 && show(placeOf(event)),
      pointerup: (event) => event instanceof PointerEvent && go(placeOf(event)),
    },
    canvas,
    element('span', { class: 'head', 'aria-hidden': 'true' }),
  );
  const go = (to: number) => move(Math.min(Math.max(to, 0), seconds));

  function byKey(event: KeyboardEvent): void {
    const to: Record<string, number> = {
      ArrowRight: at + STEP,
      ArrowUp: at + STEP,
      ArrowLeft: at - STEP,
      ArrowDown: at - STEP,
      PageUp: at + LEAP,
      PageDown: at - LEAP,
      Home: 0,
      End: seconds,
    };
    const wanted = to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    go(wanted);
  }

  /** Only where it is let go the recording is asked for: every place between would be asked for as well. */
  function drag(event: PointerEvent): void {
    node.setPointerCapture(event.pointerId);
    show(placeOf(event));
  }

  function placeOf({ clientX }: PointerEvent): number {
    const { left, width } = node.getBoundingClientRect();
    return width > 0 ? Math.min(Math.max((clientX - left) / width, 0), 1) * seconds : at;
  }

  function show(now: number): void {
    at = now;
    node.setAttribute('aria-valuenow', String(Math.floor(now)));
    node.setAttribute('aria-valuetext', `${lengthWords(now)}（全${lengthWords(seconds)}）`);
    node.style.setProperty('--at', `${(now / Math.max(seconds, 0.001)) * 100}%`);
  }

  function paint(): void {
    const pen = canvas.getContext('2d');
    if (pen === null) return;
    const { width, height } = canvas;
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    drawn.forEach((peak, index) => {
      const tall = Math.max(2, (peak / 100) * height);
      pen.fillRect((index / drawn.length) * width, (height - tall) / 2, Math.max(1, width / drawn.length - 0.5), tall);
    });
  }

  show(0);
  // The outline is a picture: with the colours of the page it has to be painted anew.
  globalThis.matchMedia?.('(prefers-color-scheme: dark)').addEventListener('change', paint);
  return {
    node,
    show,
    draw(peaks) {
      drawn = peaks;
      paint();
    },
  };
}
