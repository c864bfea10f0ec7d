import { CITY } from './words.js';

/** One state of the page: its title, its content, and where the focus goes. */
export interface Screen {
  readonly title: string;
  readonly content: readonly (Node | null)[];
  readonly focus: HTMLElement;
}

/** The page's frame, in which one screen takes the place of another. */
export interface Frame {
  /** Shows a screen: content, title, top of the page, focus. `announcement` is heard after the focus has moved. */
  show(screen: Screen, announcement?: string): void;
  /** Says something to listeners without moving anybody. */
  announce(words: string): void;
  retitle(title: string): void;
}

/** Makes the frame over the page's `main` and its live region. */
export function frameOf(page: Document): Frame {
  const main = page.getElementById('main');
  const status = page.getElementById('status');
  if (!main || !status) throw new Error('files.html lacks #main or #status');
  const retitle = (title: string) => {
    page.title = `${title}｜通話録音データ取得｜${CITY}`;
  };
  return {
    show(screen, announcement = '') {
      retitle(screen.title);
      main.replaceChildren(...screen.content.filter((node) => node !== null));
      page.defaultView?.scrollTo(0, 0);
      screen.focus.focus({ preventScroll: screen.focus.tagName === 'H1' });
      status.textContent = announcement;
    },
    announce(words) {
      status.textContent = words;
    },
    retitle,
  };
}
