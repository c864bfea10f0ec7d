/** How matters of a kind are spoken of; every reading opens a form or shows something, none does anything. */
export interface SpokenMatter {
  readonly kind: string;
  readonly word: string;
  /** What a sentence may say for a field of its form; the first group is what stands in it. */
  readonly fields: readonly { readonly field: string; readonly said: RegExp }[];
  readonly verbs: readonly { readonly name: string; readonly said: RegExp }[];
}
