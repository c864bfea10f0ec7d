/** How matters of a kind are spoken of; every reading opens a form or shows something, none does anything. */
export interface SpokenMatter {
  readonly kind: string;
  readonly word: string;
  readonly begin: RegExp;
  readonly list: RegExp;
  readonly verbs: readonly { readonly name: string; readonly said: RegExp }[];
}
