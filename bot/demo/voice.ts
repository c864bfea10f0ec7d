import type { Chance } from './chance.js';
import { resonator } from './resonator.js';
import { inTurn, silence } from './sounds.js';
import { SAMPLE_RATE } from './waveBytes.js';

// Bound once: looked up a million times a second, a global costs more than the sine itself.
const { PI, abs, floor, max, min, round, sin } = Math;

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

/** Speaks Japanese written in Roman letters (`-` lengthens, `N` is ん, `.` and `,` pause); recognisable as speech, no more. */
export function speak(text: string, voice: Voice, chance: Chance): Float32Array {
  const phrases = text.split(/(?<=[.,!])/);
  return inTurn(
    phrases.flatMap((phrase) => [phraseSound(phrase, voice, chance), silence(phrase.endsWith(',') ? 0.18 : 0.35)]),
  );
}

function phraseSound(phrase: string, voice: Voice, chance: Chance): Float32Array {
  const frames = framesOf(phrase, voice);
  const perFrame = round(FRAME_SECONDS * SAMPLE_RATE);
  const sound = new Float32Array(frames.length * perFrame);
  const formants = [90, 110, 160].map((bandwidth) => resonator(bandwidth, 'low'));
  const hiss = resonator(500, 'peak');
  let smooth: Frame = { formants: VOWELS.a ?? NASAL, voiced: 0, noise: 0, hiss: 2000 };
  let phase = 0;
  for (let index = 0; index < sound.length; index++) {
    const progress = index / sound.length;
    if (index % GLIDE_SAMPLES === 0) {
      smooth = approach(smooth, frames[floor(index / perFrame)] ?? smooth);
      for (const [number, formant] of formants.entries()) formant.tune((smooth.formants[number] ?? 0) * voice.tract);
      hiss.tune(smooth.hiss);
    }
    // Japanese phrases rise on the second mora and fall from there.
    const melody = 0.92 + 0.22 * min(1, progress * 8) - 0.3 * progress;
    phase = (phase + (voice.pitch * melody * (1 + 0.01 * (chance() - 0.5))) / SAMPLE_RATE) % 1;
    const pulse = phase < 0.55 ? sin((PI * phase) / 0.55) ** 2 - 0.5 : -0.5;
    const breath = chance() - 0.5;
    let vowel = smooth.voiced * (pulse + 0.06 * breath);
    for (const formant of formants) vowel = formant.pass(vowel);
    sound[index] = vowel + 0.6 * smooth.noise * hiss.pass(breath);
  }
  return scaled(sound, voice.loudness);
}

function framesOf(phrase: string, voice: Voice): Frame[] {
  const frames: Frame[] = [];
  let vowel: Formants = NASAL;
  const add = (seconds: number, frame: Partial<Frame>) => {
    const whole = { formants: vowel, voiced: 1, noise: 0, hiss: 2000, ...frame };
    for (let count = round(seconds / FRAME_SECONDS); count > 0; count--) frames.push(whole);
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

function scaled(sound: Float32Array, loudness: number): Float32Array {
  const peak = sound.reduce((most, sample) => max(most, abs(sample)), 1e-6);
  return sound.map((sample) => (sample / peak) * loudness);
}
