import type { Json } from '../audit/canonical.js';

/** A member of a JSON object; undefined when there is none, or when it is no object. */
export function field(value: Json, name: string): Json | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** One of the data of a row of the log; undefined when it has none of that name, whatever somebody made of it. */
export function member({ data }: { data: Json }, name: string): Json | undefined {
  return field(data, name);
}
