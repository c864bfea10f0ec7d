import { SAMPLE_RATE } from './waveBytes.js';

const { PI, ceil, exp, floor, min, round, sin } = Math;

/** The sounds of a Japanese telephone line, samples between -1 and 1. */

const DIAL_ROWS = [697, 770, 852, 941];
const DIAL_COLUMNS = [1209, 1336, 1477];
const DIAL_KEYS = '123456789*0#';

/** Semitones above A4, a beat each; a dot holds the note. The opening of Beethoven's Für Elise, as on hold in many offices. */
const HOLD_MELODY = '7 6 7 6 7 2 5 3 0 . . . -9 -5 0 2 . . . -5 -1 2 3 . . .';
const BEAT_SECONDS = 0.19;

/** Quiet of that many seconds. */
export function silence(seconds: number): Float32Array {
  return new Float32Array(round(seconds * SAMPLE_RATE));
}

/** Sounds one after the other. */
export function inTurn(sounds: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(sounds.reduce((length, sound) => length + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

/** The ringing a caller hears: 400 Hz trembling at 16 Hz for a second, then quiet. */
export function ringing(): Float32Array {
  const ring = render(1, (t) => 0.3 * sin(2 * PI * 400 * t) * (0.6 + 0.4 * sin(2 * PI * 16 * t)));
  return inTurn([ring, silence(0.8)]);
}

/** The 400 Hz beeps after the other side has hung up. */
export function hangUp(): Float32Array {
  const beep = inTurn([render(0.5, (t) => 0.25 * sin(2 * PI * 400 * t)), silence(0.5)]);
  return inTurn([silence(0.3), beep, beep]);
}

/** A number being dialled with push-button tones; other characters than keys are left out. */
export function dialling(number: string): Float32Array {
  const keys = [...number].map((key) => DIAL_KEYS.indexOf(key)).filter((key) => key !== -1);
  const tone = (key: number) =>
    render(0.09, (t) => {
      const [row, column] = [DIAL_ROWS[floor(key / 3)] ?? 0, DIAL_COLUMNS[key % 3] ?? 0];
      return 0.2 * (sin(2 * PI * row * t) + sin(2 * PI * column * t));
    });
  return inTurn(keys.flatMap((key) => [tone(key), silence(0.06)]));
}

/** The melody on hold, cut to that many seconds. */
export function onHold(seconds: number): Float32Array {
  const notes = [...HOLD_MELODY.matchAll(/(-?\d+)((?: \.)*)/g)];
  const once = inTurn(notes.map(([, tone, held = '']) => note(Number(tone), (1 + held.length / 2) * BEAT_SECONDS)));
  const times = ceil((seconds * SAMPLE_RATE) / once.length);
  return inTurn(new Array<Float32Array>(times).fill(once)).slice(0, round(seconds * SAMPLE_RATE));
}

function note(semitones: number, seconds: number): Float32Array {
  const frequency = 440 * 2 ** (semitones / 12);
  return render(seconds, (t) => {
    const wave = sin(2 * PI * frequency * t) + 0.3 * sin(4 * PI * frequency * t);
    return 0.22 * wave * exp(-3 * t) * min(1, t * 200);
  });
}

function render(seconds: number, wave: (t: number) => number): Float32Array {
  return silence(seconds).map((_, index) => wave(index / SAMPLE_RATE));
}
