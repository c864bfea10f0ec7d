import { describe, expect, it } from '@jest/globals';
import { peaksOf } from '../../bot/recordings/peaks.js';

/** A WAV file of one channel with this sound. @param tag 1 PCM, 6 A-law, 7 μ-law */
function wav(tag: number, bits: number, sound: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + sound.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(tag, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE((8000 * bits) / 8, 28);
  head.writeUInt16LE(bits / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(sound.length, 40);
  return Buffer.concat([head, sound]);
}

describe('the outline of a recording', () => {
  it.each([
    // ITU-T G.711: silence, then the loudest sample of either sign.
    ['μ-law', wav(7, 8, Buffer.from([0xff, 0x7f, 0x80, 0x00])), [0, 0, 100, 100]],
    ['A-law', wav(6, 8, Buffer.from([0xd5, 0x55, 0xaa, 0x2a])), [0, 0, 100, 100]],
    ['PCM with 16 bits', wav(1, 16, Buffer.from(new Int16Array([0, -16384, 32767, -32768]).buffer)), [0, 50, 100, 100]],
    ['PCM with 8 bits', wav(1, 8, Buffer.from([128, 64, 0, 255])), [0, 50, 100, 99]],
  ])('shows where it is loud: %s', async (_format, bytes, peaks) => {
    expect(await peaksOf(bytes, 4)).toEqual(peaks);
  });

  it('has no more parts than there are samples, and none for what is no recording', async () => {
    expect(await peaksOf(wav(1, 8, Buffer.from([128, 0])), 400)).toEqual([0, 100]);
    expect(await peaksOf(Buffer.from('no recording at all'), 400)).toEqual([]);
  });
});
