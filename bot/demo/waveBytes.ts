import { aLaw, muLaw } from './g711.js';

const { max, min, round } = Math;

/** Samples per second of telephone sound. */
export const SAMPLE_RATE = 8000;

export type SampleFormat = 'mulaw' | 'alaw' | 'pcm16';

const FORMAT_TAGS: Readonly<Record<SampleFormat, number>> = { pcm16: 1, alaw: 6, mulaw: 7 };

/** A complete WAV file (mono, 8 kHz) of samples between -1 and 1. */
export function waveBytes(samples: Float32Array, format: SampleFormat): Buffer {
  const sound = encode(samples, format);
  const bytesPerSample = format === 'pcm16' ? 2 : 1;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + sound.length + (sound.length % 2), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(FORMAT_TAGS[format], 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * bytesPerSample, 28);
  header.writeUInt16LE(bytesPerSample, 32);
  header.writeUInt16LE(8 * bytesPerSample, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(sound.length, 40);
  return Buffer.concat([header, sound, Buffer.alloc(sound.length % 2)]);
}

function encode(samples: Float32Array, format: SampleFormat): Buffer {
  const sound = Buffer.alloc(format === 'pcm16' ? samples.length * 2 : samples.length);
  const code = format === 'mulaw' ? muLaw : aLaw;
  for (let index = 0; index < samples.length; index++) {
    const sample = round(max(-1, min(1, samples[index] ?? 0)) * 32_767);
    if (format === 'pcm16') sound.writeInt16LE(sample, index * 2);
    else sound[index] = code(sample);
  }
  return sound;
}
