/** How the samples of a recording are coded. */
type WaveFormat = 'mulaw' | 'alaw' | 'pcm16' | 'pcm8';

/** What a WAV file says about itself. */
export interface Wave {
  format: WaveFormat;
  /** Samples per second. */
  sampleRate: number;
  channels: number;
  /** Length in seconds, from the number of bytes of sound that are really there. */
  seconds: number;
}

/** A file that can be read at any position: a file handle, or a file of our store. */
export interface BytesAt {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}

/** Why a file cannot be taken for a complete recording. */
export type WaveFault = 'empty_file' | 'truncated' | 'not_wave' | 'unsupported_format';

export type WaveReading = { wave: Wave } | { fault: WaveFault };

interface Chunk {
  id: string;
  start: number;
  size: number;
}

interface Coding {
  format: WaveFormat;
  sampleRate: number;
  channels: number;
  frameBytes: number;
}

type ReadAt = (position: number, length: number) => Promise<Buffer>;

const EXTENSIBLE = 0xfffe;
const WINDOW_BYTES = 512;
/** A telephone recording has a handful of chunks; more is a damaged file that would cost a read each. */
const MAX_CHUNKS = 1000;
/** Some writers count the eight bytes before the RIFF size as well, or leave out the last padding byte. */
const SIZE_TOLERANCE = 8;

/**
 * Reads format and real length of a WAV file by its chunks, whatever their order; only headers are read, never the sound
 * (第4条第3項: a recording is not played back). A file that is shorter than it says of itself is `truncated`.
 *
 * @param size bytes of the file
 */
export async function readWave(handle: BytesAt, size: number): Promise<WaveReading> {
  if (size === 0) return { fault: 'empty_file' };
  const readAt = windowed(handle);
  const riff = await readAt(0, 12);
  if (riff.toString('latin1', 0, 4) !== 'RIFF') return { fault: 'not_wave' };
  if (riff.length < 12) return { fault: 'truncated' };
  if (riff.toString('latin1', 8, 12) !== 'WAVE') return { fault: 'not_wave' };
  const cutOff = 8 + riff.readUInt32LE(4) > size + SIZE_TOLERANCE;

  const { coding, data } = await findChunks(readAt, size);
  if (coding === 'unsupported_format') return { fault: coding };
  if (data === undefined) return { fault: 'truncated' };
  if (coding === undefined) return { fault: cutOff ? 'truncated' : 'not_wave' };
  const bytesThere = size - data.start;
  // A size of nothing, followed by sound, stands in a file whose header will be completed at the end of the call.
  if (data.size === 0) return { fault: bytesThere > 0 ? 'truncated' : 'empty_file' };
  if (cutOff || data.size > bytesThere) return { fault: 'truncated' };
  const { format, sampleRate, channels, frameBytes } = coding;
  return { wave: { format, sampleRate, channels, seconds: Math.floor(data.size / frameBytes) / sampleRate } };
}

/** Where the sound of a complete recording lies, and how it is coded; undefined for what is none. */
export async function readSound(
  handle: BytesAt,
  size: number,
): Promise<{ format: WaveFormat; frameBytes: number; start: number; size: number } | undefined> {
  const { coding, data } = await findChunks(windowed(handle), size);
  if (coding === undefined || coding === 'unsupported_format' || data === undefined) return undefined;
  const { format, frameBytes } = coding;
  return { format, frameBytes, start: data.start, size: Math.min(data.size, size - data.start) };
}

/** Serves the many small reads of a header from one read of the file. */
function windowed(handle: BytesAt): ReadAt {
  const buffer = Buffer.alloc(WINDOW_BYTES);
  let start = 0;
  let filled = 0;
  return async (position, length) => {
    if (position < start || position + length > start + filled) {
      start = position;
      filled = (await handle.read(buffer, 0, WINDOW_BYTES, position)).bytesRead;
    }
    return Buffer.from(buffer.subarray(position - start, Math.min(position - start + length, filled)));
  };
}

async function findChunks(
  readAt: ReadAt,
  size: number,
): Promise<{ coding?: Coding | 'unsupported_format'; data?: Chunk }> {
  let coding: Coding | 'unsupported_format' | undefined;
  let data: Chunk | undefined;
  let position = 12;
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= size; count++) {
    const header = await readAt(position, 8);
    if (header.length < 8) break;
    const chunk = { id: header.toString('latin1', 0, 4), start: position + 8, size: header.readUInt32LE(4) };
    if (chunk.id === 'data' && data === undefined) data = chunk;
    if (chunk.id === 'fmt ' && coding === undefined) coding = readCoding(await readAt(chunk.start, 40), chunk.size);
    if (coding !== undefined && data !== undefined) break;
    position = chunk.start + chunk.size + (chunk.size % 2);
  }
  return { ...(coding ? { coding } : {}), ...(data ? { data } : {}) };
}

function readCoding(bytes: Buffer, chunkSize: number): Coding | 'unsupported_format' | undefined {
  const there = Math.min(bytes.length, chunkSize);
  if (there < 16) return undefined;
  const written = bytes.readUInt16LE(0);
  const tag = written === EXTENSIBLE && there >= 26 ? bytes.readUInt16LE(24) : written;
  const channels = bytes.readUInt16LE(2);
  const sampleRate = bytes.readUInt32LE(4);
  const bits = bytes.readUInt16LE(14);
  const format = formatOf(tag, bits);
  if (format === undefined || channels === 0 || sampleRate === 0) return 'unsupported_format';
  return { format, sampleRate, channels, frameBytes: (channels * bits) / 8 };
}

function formatOf(tag: number, bits: number): WaveFormat | undefined {
  if (tag === 1 && bits === 16) return 'pcm16';
  if (bits !== 8) return undefined;
  if (tag === 1) return 'pcm8';
  if (tag === 6) return 'alaw';
  return tag === 7 ? 'mulaw' : undefined;
}
