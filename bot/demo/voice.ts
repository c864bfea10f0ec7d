import type { Chance } from './chance.js';
import { inTurn, silence } from './sounds.js';
import { SAMPLE_RATE } from './waveBytes.js';

const { PI, abs, exp, floor, max, min, round, sin } = Math;

/** A speaker of the demo. */
export interface Voice {
  /** Hertz. */
  pitch: number;
  /** Morae per second. */
  speed: number;
  /** Loudest sample, 0 to 1. */
  loudness: number;
}

/** Resonances of a, i, u, e, o in hertz. */
const VOWELS = [
  [750, 1250, 2550],
  [310, 2250, 3000],
  [350, 1250, 2350],
  [500, 1850, 2550],
  [480, 880, 2500],
] as const;
const RESONANCE_WIDTH = 180;
const HIGHEST = 3400;

/** A sentence without words: morae of any vowels in somebody's voice. One hears that a person speaks, no more is wanted. */
export function speak(morae: number, voice: Voice, chance: Chance): Float32Array {
  const sounds = Array.from({ length: morae }, (_, index) => {
    // A Japanese sentence rises on the second mora and falls from there.
    const melody = (index === 0 ? 0.95 : 1.12) - (0.3 * index) / morae;
    return mora(voice.pitch * melody, 1 / voice.speed, voice.loudness, chance);
  });
  return inTurn([...sounds, silence(0.3)]);
}

/** A breath of a consonant, then a vowel. */
function mora(pitch: number, seconds: number, loudness: number, chance: Chance): Float32Array {
  const wave = vowelWave(VOWELS[floor(chance() * VOWELS.length)] ?? VOWELS[0], round(SAMPLE_RATE / pitch));
  const breath = chance() * 0.25;
  return silence(seconds).map((_, index, all) => {
    const at = index / all.length - 0.2;
    if (at < 0) return loudness * breath * (chance() - 0.5);
    return loudness * min(1, at * 8, (0.8 - at) * 6) * (wave[index % wave.length] ?? 0);
  });
}

/** One period of a vowel: the overtones of the voice, loud where the mouth resonates. */
function vowelWave(resonances: readonly number[], length: number): Float32Array {
  const pitch = SAMPLE_RATE / length;
  const overtones = Array.from({ length: floor(HIGHEST / pitch) }, (_, index) => {
    const frequency = (index + 1) * pitch;
    const near = resonances.map((one, order) => exp(-(((frequency - one) / RESONANCE_WIDTH) ** 2)) / (order + 1));
    return 0.05 + near.reduce((sum, gain) => sum + gain, 0);
  });
  const wave = new Float32Array(length).map((_, at) =>
    overtones.reduce((sum, gain, index) => sum + gain * sin((2 * PI * (index + 1) * at) / length), 0),
  );
  const peak = wave.reduce((most, sample) => max(most, abs(sample)), 0);
  return wave.map((sample) => sample / peak);
}
