/** One sentence: what it wants, and as what it was understood. */
export interface Pair {
  wanted: string;
  got: string;
}

const share = (right: number, all: number): string => `${((100 * right) / all).toFixed(1)} %`;

/** A table by intent: how many sentences, how many of them understood. */
export function table(pairs: readonly Pair[]): string {
  const wanted = [...new Set(pairs.map((pair) => pair.wanted))].sort();
  const lines = wanted.map((label) => {
    const of = pairs.filter((pair) => pair.wanted === label);
    const right = of.filter(({ got }) => got === label).length;
    return `${label.padEnd(20)} ${String(of.length).padStart(5)} ${share(right, of.length).padStart(8)}\n`;
  });
  const right = pairs.filter(({ wanted: label, got }) => label === got).length;
  return `${lines.join('')}${'all'.padEnd(20)} ${String(pairs.length).padStart(5)} ${share(right, pairs.length).padStart(8)}\n`;
}

/** What was taken for what, the most frequent first. */
export function confusions(pairs: readonly Pair[]): string {
  const counts = new Map<string, number>();
  for (const { wanted, got } of pairs) {
    if (wanted !== got) counts.set(`${wanted} → ${got}`, (counts.get(`${wanted} → ${got}`) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${String(count).padStart(5)} ${what}\n`)
    .join('');
}
