import { VERBS } from '../../bot/requests/verbs/index.js';
import type { Verb } from '../../bot/requests/verbs/verb.js';

/** The verb of a name. */
export function verbNamed(name: string): Verb {
  const found = VERBS.find((verb) => verb.name === name);
  if (found === undefined) throw new Error(`there is no verb ${name}`);
  return found;
}
