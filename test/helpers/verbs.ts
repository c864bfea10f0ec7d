import { verbNamed as find } from '../../bot/requests/verbs/index.js';
import type { Verb } from '../../bot/requests/verbs/verb.js';

/** The verb of a name. */
export function verbNamed(name: string): Verb {
  const found = find(name);
  if (found === undefined) throw new Error(`there is no verb ${name}`);
  return found;
}
