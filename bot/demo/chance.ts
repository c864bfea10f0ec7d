const { imul } = Math;

/** Numbers between 0 and 1 that look random and are the same every time. */
export type Chance = () => number;

/** Chance from a seed, the same on every machine (a 32-bit counter scrambled by multiplication). */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    const mixed = imul(state ^ (state >>> 16), 0x85ebca6b);
    const again = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((again ^ (again >>> 16)) >>> 0) / 2 ** 32;
  };
}
