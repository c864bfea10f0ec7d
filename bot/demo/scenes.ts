import { type Chance, chanceFrom } from './chance.js';
import { dialling, hangUp, inTurn, onHold, ringing, silence } from './sounds.js';
import { speak, type Voice } from './voice.js';

/** What a sample call is about. */
export type Scene = 'question' | 'angry' | 'transferred' | 'complaint' | 'silent' | 'outgoing' | 'colleagues';

type Speaker = 'clerk' | 'colleague' | 'resident' | 'angry';

const VOICES: Readonly<Record<Speaker, Voice>> = {
  clerk: { pitch: 205, speed: 7.5, loudness: 0.5, tract: 1.15 },
  colleague: { pitch: 118, speed: 7.5, loudness: 0.5, tract: 1 },
  resident: { pitch: 135, speed: 6.8, loudness: 0.45, tract: 1 },
  angry: { pitch: 172, speed: 9.2, loudness: 0.95, tract: 0.98 },
};

const GREETING = ['clerk', 'hai, kumamoto siyakusyo de gozaimasu.'] as const;

const LINES: Readonly<Record<Scene, readonly (readonly [Speaker, string])[]>> = {
  question: [
    GREETING,
    ['resident', 'ano-, tetuzuki no koto de kikitai no desu ga.'],
    ['clerk', 'hai, dono yo-na tetuzuki desyo-ka.'],
    ['resident', 'zyu-minhyo- wa nanzi made toremasu ka.'],
    ['clerk', 'gozi zyu-gohuN made de gozaimasu.'],
    ['resident', 'arigato- gozaimasu.'],
  ],
  angry: [
    GREETING,
    ['angry', 'itu made mataseru N da! naNkai kaketa to omotte iru!'],
    ['clerk', 'mo-siwake gozaimaseN.'],
    ['angry', 'sekiniNsya wo dase! ima sugu da!'],
    ['clerk', 'taNto- ni o-tunagi itasimasu. o-mati kudasai.'],
  ],
  transferred: [
    ['colleague', 'o-deNwa kawarimasita, taNto- desu.'],
    ['angry', 'osoi! do- suru tumori da!'],
    ['colleague', 'go-meiwaku wo okake site orimasu.'],
    ['angry', 'omae no namae wo ie! hanasi ni naraN!'],
    ['colleague', 'o-hanasi wo ukagaimasu.'],
  ],
  complaint: [
    GREETING,
    ['angry', 'kono mae no taio- wa naN da.'],
    ['clerk', 'kuwasiku o-kikase kudasai.'],
    ['angry', 'naNdo mo onazi koto wo iwaseru na!'],
    ['clerk', 'mo-siwake gozaimaseN. kakuniN itasimasu.'],
  ],
  silent: [GREETING, ['clerk', 'mosi mosi, o-deNwa ga to-i yo- desu.'], ['clerk', 'mosi mosi.']],
  outgoing: [
    ['resident', 'hai, mosi mosi.'],
    ['colleague', 'kumamoto siyakusyo desu. seNzitu no keN de o-deNwa simasita.'],
    ['resident', 'hai, o-negai simasu.'],
    ['colleague', 'syorui wa uketorimasita.'],
  ],
  colleagues: [
    ['colleague', 'hai, kaNzaika desu.'],
    ['clerk', 'o-tukaresama desu. kaigi no keN desu.'],
    ['colleague', 'hai, wakarimasita.'],
  ],
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
    for (const [speaker, text] of LINES[scene]) {
      const pause = silence((scene === 'silent' ? 2.5 : 0.3) + 0.4 * chance());
      talk.push(speak(text, VOICES[speaker], chance), pause);
    }
    length = talk.reduce((sum, sound) => sum + sound.length, 0);
  }
  return talk;
}
