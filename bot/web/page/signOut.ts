import type { Api } from './api.js';
import { button } from './button.js';
import { element } from './dom.js';
import { messagePlace } from './message.js';
import { SERVICE_UNREACHABLE } from './words.js';

/** The button that ends the session, and the place where is said why it could not. */
export function signOutButton(
  href: string,
  api: Pick<Api, 'signOut'>,
  signedOut: () => void,
): { node: HTMLElement; trouble: HTMLElement } {
  const trouble = messagePlace({ urgent: true });
  const out = button('サインアウト', () => void signOut(), 'second');
  async function signOut(): Promise<void> {
    trouble.clear();
    out.busy('サインアウトしています…');
    const answer = await api.signOut(href);
    // Whoever has no session any more is signed out as well.
    if (answer.kind === 'ok' || (answer.kind === 'refused' && answer.status === 401)) return signedOut();
    out.idle();
    trouble.say('bad', element('p', {}, answer.kind === 'refused' ? answer.message : SERVICE_UNREACHABLE));
  }
  return { node: out.node, trouble: trouble.node };
}
