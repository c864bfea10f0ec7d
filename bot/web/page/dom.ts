/** What may be set on an element; there is no way to pass markup, so words from the server stay words. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | ((event: Event) => void) | undefined;
}

/**
 * Makes an element. A function is added as a listener for the event of that name, `true` sets an empty attribute,
 * `false` and `undefined` set nothing; strings among the children become text.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The screen's heading; it can take the focus, so that a listener hears at once where they are. */
export function heading(text: string): HTMLHeadingElement {
  return element('h1', { tabindex: -1 }, text);
}

/** One row of a list of facts (項目と内容). */
export function fact(name: string, ...content: readonly (Node | string | null)[]): HTMLElement {
  return element('div', {}, element('dt', {}, name), element('dd', {}, ...content));
}
