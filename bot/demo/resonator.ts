import { SAMPLE_RATE } from './waveBytes.js';

const { PI, cos, exp, min } = Math;

/** A filter that lets one frequency through, as the mouth does. */
export interface Resonator {
  /** Moves the resonance to a frequency in hertz. */
  tune(frequency: number): void;
  pass(input: number): number;
}

/** A resonance of two poles with a bandwidth in hertz; neither louder nor softer for low tones, or at its peak. */
export function resonator(bandwidth: number, unity: 'low' | 'peak'): Resonator {
  const radius = exp((-PI * bandwidth) / SAMPLE_RATE);
  const square = radius * radius;
  let [gain, turn, last, before] = [0, 0, 0, 0];
  return {
    tune(frequency) {
      turn = 2 * radius * cos((2 * PI * min(frequency, SAMPLE_RATE * 0.47)) / SAMPLE_RATE);
      gain = unity === 'low' ? 1 - turn + square : 1 - square;
    },
    pass(input) {
      const output = gain * input + turn * last - square * before;
      before = last;
      last = output;
      return output;
    },
  };
}
