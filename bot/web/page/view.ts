import type { PageView, Sentence } from '../answers.js';

/** The version of the answers that this page was compiled with. */
const VERSION: PageView['version'] = 1;

/**
 * Takes an answer of our server for what its type says. Checked is what an answer of somebody else, such as a proxy, would do:
 * it lacks the field by which ours is known, or has an address from which something would be fetched.
 *
 * @throws TypeError when it is not ours
 */
export function ours<Ours extends object>(answer: unknown, field: keyof Ours & string): Ours {
  if (typeof answer !== 'object' || answer === null || !(field in answer)) throw new TypeError(`no ${field}`);
  refuseOtherPlaces(answer);
  return answer as Ours;
}

/** The server's view; throws TypeError when it is none, or one of another version of the server. */
export function readView(answer: unknown): PageView {
  const view = ours<PageView>(answer, 'version');
  if (view.version !== VERSION) throw new TypeError('another version of the server');
  return view;
}

/** The sentence in the server's answer; throws TypeError when there is none to show. */
export function readSentence(answer: unknown): string {
  const { message } = ours<Sentence>(answer, 'message');
  if (typeof message !== 'string') throw new TypeError('the message is no sentence');
  return message;
}

function refuseOtherPlaces(answer: object): void {
  for (const [name, value] of Object.entries(answer)) {
    if (typeof value === 'object' && value !== null) refuseOtherPlaces(value);
    else if (/href$/i.test(name) && value !== null && !/^\/[^/\\]/.test(value)) {
      throw new TypeError(`${name} is not a path of this server`);
    }
  }
}
