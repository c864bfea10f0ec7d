import { type BytesAt, readSound } from './wave.js';

/** Amplitude of a μ-law byte (ITU-T G.711), 0 to 32124. */
function mulaw(byte: number): number {
  const inverted = ~byte & 0xff;
  return ((((inverted & 0x0f) << 3) + 0x84) << ((inverted >> 4) & 7)) - 0x84;
}

/** Amplitude of an A-law byte (ITU-T G.711), 0 to 32256. */
function alaw(byte: number): number {
  const toggled = byte ^ 0x55;
  const [exponent, mantissa] = [(toggled >> 4) & 7, (toggled & 0x0f) << 4];
  return exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
}

const AMPLITUDE = {
  mulaw: (bytes: Buffer, at: number) => mulaw(bytes.readUInt8(at)),
  alaw: (bytes: Buffer, at: number) => alaw(bytes.readUInt8(at)),
  pcm16: (bytes: Buffer, at: number) => Math.abs(bytes.readInt16LE(at)),
  pcm8: (bytes: Buffer, at: number) => Math.abs(bytes.readUInt8(at) - 128) << 8,
};

/**
 * The outline of a recording, to find one's way in it: the loudest moment of each of so many equal parts, from 0 to 100, the loudest of
 * all being 100. Of the words nothing can be told from it.
 *
 * @param bytes a whole WAV file
 * @returns none for what is no recording
 */
export async function peaksOf(bytes: Buffer, parts: number): Promise<number[]> {
  const handle: BytesAt = {
    read: async (into, offset, length, position) => ({
      bytesRead: bytes.copy(into, offset, position, Math.min(bytes.length, position + length)),
    }),
  };
  const sound = await readSound(handle, bytes.length);
  if (sound === undefined) return [];
  const amplitude = AMPLITUDE[sound.format];
  const frames = Math.floor(sound.size / sound.frameBytes);
  const peaks = Array.from({ length: Math.min(parts, frames) }, () => 0);
  for (let frame = 0; frame < frames; frame++) {
    const part = Math.floor((frame / frames) * peaks.length);
    peaks[part] = Math.max(peaks[part] ?? 0, amplitude(bytes, sound.start + frame * sound.frameBytes));
  }
  const most = Math.max(1, ...peaks);
  return peaks.map((peak) => Math.round((peak / most) * 100));
}
