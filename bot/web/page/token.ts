/** The link's token `<id>.<mac>` from the address's fragment, or null when the link was cut off on its way. */
export function tokenOf(fragment: string): string | null {
  return /^#([\w-]+\.[\w-]{16,})$/.exec(fragment)?.[1] ?? null;
}

/** The public half of a token; it opens nothing, so it may be kept in the browser's own memory. */
export function linkIdOf(token: string): string {
  return token.slice(0, token.indexOf('.'));
}
