import { element } from './dom.js';

/** A button that can say it is at work without losing the keyboard's focus, as a disabled one would. */
export interface Button {
  readonly node: HTMLButtonElement;
  /** Shows `words` and ignores presses until `idle`. */
  busy(words: string): void;
  /** Takes presses again, with its first words or new ones. */
  idle(words?: string): void;
  /** Takes no presses any more; `reasonId` names the element that says why. */
  off(words: string, reasonId: string): void;
}

/** Makes a button; `kind` is a class of files.css (`second`, `small`) and a busy button never calls `press`. */
export function button(words: string, press: () => void, kind = ''): Button {
  const node = element(
    'button',
    { type: 'button', class: `button ${kind}`.trim(), click: () => (isOff(node) ? undefined : press()) },
    words,
  );
  return {
    node,
    busy: (text) => setOff(node, text, true),
    idle: (text = words) => setOff(node, text, false),
    off: (text, reasonId) => {
      setOff(node, text, true);
      const described = node.getAttribute('aria-describedby');
      node.setAttribute('aria-describedby', described ? `${described} ${reasonId}` : reasonId);
    },
  };
}

function isOff(node: HTMLButtonElement): boolean {
  return node.getAttribute('aria-disabled') === 'true';
}

function setOff(node: HTMLButtonElement, words: string, off: boolean): void {
  node.textContent = words;
  if (off) node.setAttribute('aria-disabled', 'true');
  else node.removeAttribute('aria-disabled');
}
