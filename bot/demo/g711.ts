/** The two codings of telephone sound that ITU-T Recommendation G.711 defines, for the sample recordings of the demo. */

const { abs, clz32, max, min } = Math;

const MU_BIAS = 132;
const MU_CLIP = 32_635;

/** One 16-bit sample as a byte of μ-law. */
export function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = min(abs(sample), MU_CLIP) + MU_BIAS;
  const segment = topBit(magnitude) - 7;
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

/** One 16-bit sample as a byte of A-law. */
export function aLaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  // A-law has 13 bits; the negative half begins at -1.
  const magnitude = (sample < 0 ? -sample - 1 : sample) >> 3;
  const segment = magnitude < 32 ? 0 : topBit(magnitude) - 4;
  return (sign | (segment << 4) | ((magnitude >> max(1, segment)) & 0x0f)) ^ 0x55;
}

function topBit(value: number): number {
  return 31 - clz32(value);
}
