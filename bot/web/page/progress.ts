import { amount, percent } from './amount.js';
import { element } from './dom.js';
import type { Frame } from './frame.js';

/** A progress bar with its figures in words. */
export interface Progress {
  readonly node: HTMLElement;
  /** Shows how many bytes have arrived, and shows the bar if it was hidden. */
  show(received: number): void;
  hide(): void;
}

/** Makes the bar for a file of `expected` bytes; every quarter is said aloud, not every change. */
export function progressBar(expected: number, titleId: string, frame: Frame): Progress {
  const bar = element('progress', { max: 100, value: 0, 'aria-labelledby': titleId });
  const figures = element('p', { 'aria-hidden': 'true' });
  const node = element('div', { class: 'progress', hidden: true }, bar, figures);
  let said = 0;
  return {
    node,
    show(received) {
      const now = percent(received, expected);
      node.hidden = false;
      bar.value = now;
      bar.setAttribute('aria-valuetext', `${now}%`);
      figures.textContent = `${now}%（${amount(received)}／${amount(expected)}）`;
      const quarter = Math.floor(now / 25) * 25;
      if (quarter > said && quarter < 100) frame.announce(`${quarter}%まで受信しました。`);
      said = quarter;
    },
    hide() {
      node.hidden = true;
    },
  };
}
