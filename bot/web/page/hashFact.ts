import { button } from './button.js';
import { element, fact } from './dom.js';
import type { Frame } from './frame.js';

const WORDS = 'ハッシュ値をコピー';

/** The row with a file's SHA-256 and a button that copies it; where copying is not allowed, it selects it instead. */
export function hashFact(sha256: string, titleId: string, frame: Frame): HTMLElement {
  const hash = element('span', { class: 'hash' }, sha256);
  const copy = button(WORDS, () => void press(), 'second small');
  copy.node.setAttribute('aria-describedby', titleId);
  async function press(): Promise<void> {
    const done = await copied(sha256, hash);
    copy.idle(done ? '✓ コピーしました' : '選択しました');
    frame.announce(done ? 'ハッシュ値をコピーしました。' : 'ハッシュ値を選択しました。コピーの操作をしてください。');
  }
  // Leaving the button gives it its own name back, so that "copied" is never read as its purpose.
  copy.node.addEventListener('blur', () => copy.idle());
  return fact('ハッシュ値（SHA-256）', hash, copy.node);
}

async function copied(words: string, shown: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(shown);
    return false;
  }
}
