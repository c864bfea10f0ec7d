/** So many statements are kept prepared on each connection; a few of ours are written anew for each length of a list. */
const MOST_PREPARED = 400;

/** A statement whose result a migration may change while the program runs: it is not prepared (0A000 of PostgreSQL). */
const MAY_CHANGE = /\b(?:SELECT|RETURNING)\s+\*/i;

/**
 * Names for statements, so that the server reads and plans each once for a connection and not at every turn, which takes longer than most
 * of them run. Only the first texts get one: what a server keeps is bounded.
 *
 * @returns the name of a text, the same at each time; empty where it is to be read anew, as one without values is, which only opens or
 * ends something, and one that reads whatever columns there are
 */
export function statementNames(most = MOST_PREPARED): (text: string, values: readonly unknown[]) => string {
  const names = new Map<string, string>();
  return (text, values) => {
    if (values.length === 0 || MAY_CHANGE.test(text)) return '';
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= most) return '';
    const name = `bot_${names.size}`;
    names.set(text, name);
    return name;
  };
}
