import { type Chance, chanceFrom } from './chance.js';
import { dialling, hangUp, inTurn, onHold, ringing, silence } from './sounds.js';
import { speak, type Voice } from './voice.js';

/** What a sample call is about. */
export type Scene = 'question' | 'angry' | 'transferred' | 'complaint' | 'silent' | 'outgoing' | 'colleagues';

type Speaker = 'clerk' | 'colleague' | 'resident' | 'angry';

const VOICES: Readonly<Record<Speaker, Voice>> = {
  clerk: { pitch: 205, speed: 7.5, loudness: 0.5 },
  colleague: { pitch: 118, speed: 7.5, loudness: 0.5 },
  resident: { pitch: 135, speed: 6.8, loudness: 0.45 },
  angry: { pitch: 172, speed: 9.2, loudness: 0.95 },
};

/** Who speaks in turn. */
const TURNS: Readonly<Record<Scene, readonly Speaker[]>> = {
  question: ['clerk', 'resident'],
  angry: ['clerk', 'angry'],
  transferred: ['colleague', 'angry'],
  complaint: ['clerk', 'angry'],
  silent: ['clerk'],
  outgoing: ['resident', 'colleague'],
  colleagues: ['colleague', 'clerk'],
};

/** How a call begins and ends, besides what is said. */
function frame(scene: Scene, otherNumber: string): { opening: Float32Array; closing: Float32Array } {
  if (scene === 'angry') return { opening: ringing(), closing: onHold(5) };
  if (scene === 'outgoing')
    return { opening: inTurn([dialling(otherNumber), silence(0.5), ringing()]), closing: hangUp() };
  if (scene === 'transferred') return { opening: onHold(2), closing: hangUp() };
  return { opening: ringing(), closing: hangUp() };
}

/**
 * The sound of a call of exactly so many seconds, samples between -1 and 1: the line rings, people speak in turn until the
 * time is nearly over, the line ends. The same seed gives the same sound.
 */
export function callSound(scene: Scene, seconds: number, otherNumber: string, seed: number): Float32Array {
  const chance = chanceFrom(seed);
  const { opening, closing } = frame(scene, otherNumber);
  const whole = silence(seconds);
  const forTalk = whole.length - opening.length - closing.length;
  const talk = inTurn(talkFor(scene, forTalk, chance)).slice(0, Math.max(0, forTalk));
  whole.set(inTurn([opening, talk, closing]).subarray(0, whole.length));
  // A line is never quite still.
  return whole.map((sample) => sample + 0.004 * (chance() - 0.5));
}

function talkFor(scene: Scene, samples: number, chance: Chance): Float32Array[] {
  const talk: Float32Array[] = [];
  let length = 0;
  while (length < samples) {
    for (const speaker of TURNS[scene]) {
      const said = speak(Math.round(8 + 14 * chance()), VOICES[speaker], chance);
      const pause = silence((scene === 'silent' ? 2.5 : 0.3) + 0.4 * chance());
      talk.push(said, pause);
      length += said.length + pause.length;
    }
  }
  return talk;
}
