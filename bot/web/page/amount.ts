const MEGABYTE = 1_000_000;

/** A number of bytes as people read it: 48KB, 1.2MB (powers of ten). */
export function amount(bytes: number): string {
  return bytes < MEGABYTE ? `${Math.ceil(bytes / 1000)}KB` : `${(bytes / MEGABYTE).toFixed(1)}MB`;
}

/** Whole per cent of `expected`; never 100 before the last byte, and 100 for an empty file. */
export function percent(received: number, expected: number): number {
  return expected === 0 ? 100 : Math.min(100, Math.floor((received / expected) * 100));
}

/** The clock time of a moment in Kumamoto: 14時05分. */
export function clockTime(iso: string): string {
  const parts = new Intl.DateTimeFormat('ja-JP', {
    timeZone: 'Asia/Tokyo',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(iso));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${Number(part('hour'))}時${part('minute').padStart(2, '0')}分`;
}
