import { inTurn, silence } from './sounds.js';
import { SAMPLE_RATE } from './waveBytes.js';

/** A speaker of the demo: a source of pulses and noise behind three resonances, as in the simplest speech synthesis. */
export interface Voice {
  /** Hertz. */
  pitch: number;
  /** Morae per second. */
  speed: number;
  /** Loudest sample, 0 to 1. */
  loudness: number;
  /** Scale of the resonances; about 1 for a man, 1.15 for a woman. */
  tract: number;
}

/** Numbers between 0 and 1 that look random and are the same every time. */
export type Chance = () => number;

type Formants = readonly [number, number, number];

interface Frame {
  formants: Formants;
  voiced: number;
  noise: number;
  /** Centre of the noise in hertz. */
  hiss: number;
}

const VOWELS: Readonly<Record<string, Formants>> = {
  a: [750, 1250, 2550],
  i: [310, 2250, 3000],
  u: [350, 1250, 2350],
  e: [500, 1850, 2550],
  o: [480, 880, 2500],
};
const NASAL: Formants = [260, 1150, 2300];
const FRAME_SECONDS = 0.005;
/** The mouth moves once a millisecond; moving it with every sample would take most of the time. */
const GLIDE_SAMPLES = 8;
const MORA = /([bdfghjkmnprstwyz]*)([aiueo])|N|-|[.,!]/g;

/** Chance from a seed, the same on every machine (a 32-bit counter scrambled by multiplication). */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((again ^ (again >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Speaks Japanese written in Roman letters (`-` lengthens, `N` is ん, `.` and `,` pause); recognisable as speech, no more. */
export function speak(text: string, voice: Voice, chance: Chance): Float32Array {
  const phrases = text.split(/(?<=[.,!])/);
  return inTurn(
    phrases.flatMap((phrase) => [phraseSound(phrase, voice, chance), silence(phrase.endsWith(',') ? 0.18 : 0.35)]),
  );
}

function phraseSound(phrase: string, voice: Voice, chance: Chance): Float32Array {
  const frames = framesOf(phrase, voice);
  const perFrame = Math.round(FRAME_SECONDS * SAMPLE_RATE);
  const sound = new Float32Array(frames.length * perFrame);
  const [first, second, third, hiss] = [
    resonator(90, 'low'),
    resonator(110, 'low'),
    resonator(160, 'low'),
    resonator(500, 'peak'),
  ];
  let smooth: Frame = { formants: VOWELS.a ?? NASAL, voiced: 0, noise: 0, hiss: 2000 };
  let phase = 0;
  for (let index = 0; index < sound.length; index++) {
    const progress = index / sound.length;
    const target = frames[Math.floor(index / perFrame)] ?? smooth;
    if (index % GLIDE_SAMPLES === 0) smooth = approach(smooth, target);
    // Japanese phrases rise on the second mora and fall from there.
    const melody = 0.92 + 0.22 * Math.min(1, progress * 8) - 0.3 * progress;
    phase = (phase + (voice.pitch * melody * (1 + 0.01 * (chance() - 0.5))) / SAMPLE_RATE) % 1;
    const pulse = phase < 0.55 ? Math.sin((Math.PI * phase) / 0.55) ** 2 - 0.5 : -0.5;
    const breath = chance() - 0.5;
    const [f1, f2, f3] = smooth.formants;
    const source = smooth.voiced * (pulse + 0.06 * breath);
    const vowel = third(second(first(source, f1 * voice.tract), f2 * voice.tract), f3 * voice.tract);
    sound[index] = vowel + 0.6 * smooth.noise * hiss(breath, smooth.hiss);
  }
  return scaled(sound, voice.loudness);
}

function framesOf(phrase: string, voice: Voice): Frame[] {
  const frames: Frame[] = [];
  let vowel: Formants = NASAL;
  const add = (seconds: number, frame: Partial<Frame>) => {
    const whole = { formants: vowel, voiced: 1, noise: 0, hiss: 2000, ...frame };
    for (let count = Math.round(seconds / FRAME_SECONDS); count > 0; count--) frames.push(whole);
  };
  const mora = 1 / voice.speed;
  for (const [token, consonant = '', letter] of phrase.matchAll(MORA)) {
    if (token === 'N') add(mora, { formants: NASAL, voiced: 0.6 });
    else if (token === '-') add(mora, {});
    else if (letter === undefined) add(0.05, { voiced: 0 });
    else {
      vowel = VOWELS[letter] ?? NASAL;
      const used = addConsonant(consonant, mora, add);
      add(mora - used, {});
    }
  }
  return frames;
}

/** Adds the consonant and returns the seconds it took. */
function addConsonant(consonant: string, mora: number, add: (seconds: number, frame: Partial<Frame>) => void): number {
  const seconds = mora * 0.4;
  if (consonant === '') return 0;
  if (/^[mn]/.test(consonant)) add(seconds, { formants: NASAL, voiced: 0.55 });
  else if (/^(s|z|j|ch|ts)/.test(consonant))
    add(seconds, { voiced: /^[zj]/.test(consonant) ? 0.4 : 0, noise: 0.5, hiss: 3300 });
  else if (/^[hf]/.test(consonant)) add(seconds, { voiced: 0, noise: 0.35, hiss: 1500 });
  else if (/^[kptgbd]/.test(consonant)) {
    add(seconds * 0.65, { voiced: /^[gbd]/.test(consonant) ? 0.2 : 0 });
    add(seconds * 0.35, { voiced: 0.1, noise: 0.9, hiss: consonant.startsWith('k') ? 1800 : 2900 });
  } else add(seconds, { voiced: 0.5 });
  return seconds;
}

function approach(from: Frame, to: Frame): Frame {
  const step = (one: number, other: number, speed: number) => one + (other - one) * speed;
  return {
    formants: [
      step(from.formants[0], to.formants[0], 0.05),
      step(from.formants[1], to.formants[1], 0.05),
      step(from.formants[2], to.formants[2], 0.05),
    ],
    voiced: step(from.voiced, to.voiced, 0.09),
    noise: step(from.noise, to.noise, 0.22),
    hiss: to.hiss,
  };
}

/** A resonance of two poles with a bandwidth in hertz, neither louder nor softer for low tones or at its peak; its frequency may move. */
function resonator(bandwidth: number, unity: 'low' | 'peak'): (input: number, frequency: number) => number {
  const radius = Math.exp((-Math.PI * bandwidth) / SAMPLE_RATE);
  let [last, before] = [0, 0];
  return (input, frequency) => {
    const turn = 2 * radius * Math.cos((2 * Math.PI * Math.min(frequency, SAMPLE_RATE * 0.47)) / SAMPLE_RATE);
    const gain = unity === 'low' ? 1 - turn + radius * radius : 1 - radius * radius;
    const output = gain * input + turn * last - radius * radius * before;
    [last, before] = [output, last];
    return output;
  };
}

function scaled(sound: Float32Array, loudness: number): Float32Array {
  const peak = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6);
  return sound.map((sample) => (sample / peak) * loudness);
}
