/** A value of JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** JSON with sorted keys and no spaces (in the manner of RFC 8785), so that the same content always has the same bytes. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
