import { element } from './dom.js';

/** How a message is meant; each has a sign of its own, so that colour never carries the meaning alone. */
export type Tone = 'info' | 'note' | 'good' | 'caution' | 'bad';

const SIGNS: Record<Tone, string> = { info: 'ⓘ', note: '※', good: '✓', caution: '△', bad: '✕' };

/** A message box: a sign, then the words. The sign is left out for listeners; the words must say it all. */
export function message(tone: Tone, ...content: readonly (Node | string)[]): HTMLElement {
  return element(
    'div',
    { class: `message ${tone}` },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[tone]),
    element('div', {}, ...content),
  );
}

/** A place for messages that come and go. It is in the page before it is filled, or listeners would not hear it. */
export interface MessagePlace {
  readonly node: HTMLElement;
  /** Shows one message in place of the last. */
  say(tone: Tone, ...content: readonly (Node | string)[]): void;
  clear(): void;
}

/** Makes a place for messages; `urgent` interrupts a listener and is for refusals and errors. */
export function messagePlace(attributes: { id?: string; urgent?: boolean } = {}): MessagePlace {
  const node = element('div', { class: 'live', id: attributes.id, role: attributes.urgent ? 'alert' : 'status' });
  return {
    node,
    say: (tone, ...content) => node.replaceChildren(message(tone, ...content)),
    clear: () => node.replaceChildren(),
  };
}
