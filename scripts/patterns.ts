/**
 * Whether any pattern of the bot can cost more than time in proportion to the text it is tried on: part of `npm run lint`. Looks at every
 * pattern that stands in the sources, and at those that are put together when what people say is read.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { check } from 'recheck';
import { ROOT } from '../bot/paths.js';

/** A pattern, and where it stands. */
interface Pattern {
  source: string;
  flags: string;
  at: string;
}

/** Milliseconds for one pattern, and a seed, so that the same strings are tried each time. */
const LIMITS = { timeout: 30_000, randomSeed: 1 };

/**
 * Patterns that look around are not judged by theory but tried out on strings made to be hard, which takes a loop with a bound for one without.
 * So they are tried in earnest, on a string thirty times as long as what is read of a sentence: in linear time this takes some
 * milliseconds, in more than that many seconds.
 */
const LENGTH = 60_000;
const MOST_MS = 500;
/** What stands at the end of such a string lets the pattern fail. */
const ENDING = 100;

function isSlow(pattern: RegExp, hard: string): boolean {
  const text = hard.length <= LENGTH ? hard : hard.slice(0, LENGTH - ENDING) + hard.slice(-ENDING);
  const from = performance.now();
  pattern.test(text);
  return performance.now() - from > MOST_MS;
}

/** The patterns that stand in a file of the bot. */
function patternsIn(path: string): Pattern[] {
  const found: Pattern[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, pattern, flags } = node as Record<string, unknown>;
    if (type === 'RegExpLiteral') found.push({ source: String(pattern), flags: String(flags), at: path });
    for (const value of Object.values(node)) walk(value);
  };
  walk(parseSync(readFileSync(join(ROOT, 'bot', path), 'utf8'), { syntax: 'typescript', target: 'es2023' }));
  return found;
}

/** The patterns that files of the bot put together while something is done. */
async function patternsMadeBy(work: () => Promise<unknown>): Promise<Pattern[]> {
  const made: Pattern[] = [];
  const plain = globalThis.RegExp;
  globalThis.RegExp = new Proxy(plain, {
    construct(target, given: ConstructorParameters<typeof RegExp>) {
      const pattern = new target(...given);
      const caller = new Error().stack?.split('\n').find((line, place) => place > 1 && !line.includes('node:'));
      const at = /dist\/bot\/([\w./]+\.js)/.exec(caller ?? '')?.[1];
      if (at !== undefined) made.push({ source: pattern.source, flags: pattern.flags, at });
      return pattern;
    },
  });
  try {
    await work();
  } finally {
    globalThis.RegExp = plain;
  }
  return made;
}

const files = readdirSync(join(ROOT, 'bot'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith(join('db', 'generated')))
  .sort();
const made = await patternsMadeBy(async () => {
  await import('../bot/namedCity.js');
  const { reading } = await import('./understand/sentences.js');
  const { understand } = await import('../bot/chat/understand.js');
  const { CONTEXT } = await import('./understand/sentences.js');
  reading('あーるはちのじゅうに');
  understand('昨日の14時、三五六の二二七八から', CONTEXT);
});
if (!made.some(({ at }) => at.includes('spokenNumbers'))) throw new Error('patterns were made before anybody looked');
const patterns = new Map([...files.flatMap(patternsIn), ...made].map((one) => [`/${one.source}/${one.flags}`, one]));

let faults = 0;
for (const { source, flags, at } of patterns.values()) {
  // Indices of groups change nothing, and the checker does not know them.
  const result = await check(source, flags.replace('d', ''), LIMITS);
  const pattern = `${at}: /${source.slice(0, 200)}/${flags}`;
  // A machine that has too much else to do; nothing is wrong with the pattern.
  if (result.status === 'unknown') process.stdout.write(`${pattern}\n  not judged: ${result.error.kind}\n`);
  if (result.status !== 'vulnerable') continue;
  const { complexity, attack, checker } = result;
  if (checker === 'fuzz' && !isSlow(new RegExp(source, flags), attack.string)) continue;
  faults++;
  process.stdout.write(`${pattern}\n  ${complexity.summary}, for instance on ${attack.pattern.slice(0, 100)}\n`);
}
process.stdout.write(`${patterns.size} patterns, ${faults} that may cost more than linear time\n`);
process.exit(faults === 0 ? 0 : 1);
