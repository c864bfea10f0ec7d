import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readWave, type WaveReading } from '../../bot/recordings/wave.js';
import { runs } from '../helpers/chance.js';
import { chunk, fmt, riff, SAMPLE_EXPORT, waveFile } from './recorderFolder.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wave-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function readPath(path: string): Promise<WaveReading> {
  const handle = await open(path, 'r');
  try {
    return await readWave(handle, (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}

async function read(bytes: Buffer): Promise<WaveReading> {
  const path = join(folder, 'test.wav');
  await writeFile(path, bytes);
  return readPath(path);
}

const sound = (bytes: number) => chunk('data', Buffer.alloc(bytes, 0xff));

/** Overwrites the size of the chunk that begins with these four letters. */
function withSize(bytes: Buffer, id: string, size: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(size, copy.indexOf(id) + 4);
  return copy;
}

describe('a complete recording', () => {
  it.each([
    ['20260915_093012_12345.wav', 'mulaw', 205772 / 8000],
    ['20260915_140510_23456.wav', 'alaw', 81116 / 8000],
    ['20260916_003005_20001.wav', 'pcm16', 107312 / 16000],
  ])('%s of the sample export is %s with its real length', async (name, format, seconds) => {
    const wave = { format, sampleRate: 8000, channels: 1, seconds };
    expect(await readPath(join(SAMPLE_EXPORT, name))).toEqual({ wave });
  });

  it.each([
    ['μ-law', { tag: 7, bits: 8 }, 'mulaw', 1],
    ['A-law', { tag: 6, bits: 8 }, 'alaw', 1],
    ['16-bit PCM', { tag: 1, bits: 16 }, 'pcm16', 0.5],
    ['8-bit PCM', { tag: 1, bits: 8 }, 'pcm8', 1],
    ['16-bit PCM of both sides', { tag: 1, bits: 16, channels: 2 }, 'pcm16', 0.25],
    ['16-bit PCM at 16 kHz', { tag: 1, bits: 16, sampleRate: 16_000 }, 'pcm16', 0.25],
  ])('is read as %s', async (_, parts, format, seconds) => {
    expect(await read(waveFile(parts))).toMatchObject({ wave: { format, seconds } });
  });

  it('is read through the extensible form of the header', async () => {
    const extension = Buffer.alloc(24);
    extension.writeUInt16LE(22, 0);
    extension.writeUInt16LE(7, 8);
    const header = Buffer.concat([fmt({ tag: 0xfffe }), extension]);
    expect(await read(riff(chunk('fmt ', header), sound(8000)))).toMatchObject({
      wave: { format: 'mulaw', seconds: 1 },
    });
  });

  it('is read past unknown chunks of odd length, with the sound before the format', async () => {
    const bytes = riff(
      chunk('LIST', Buffer.alloc(7)),
      sound(8001),
      chunk('fmt ', fmt({})),
      chunk('bext', Buffer.alloc(3)),
    );
    expect(await read(bytes)).toMatchObject({ wave: { seconds: 8001 / 8000 } });
  });

  it('may lack the last padding byte', async () => {
    expect(await read(waveFile({ sound: Buffer.alloc(8001) }).subarray(0, -1))).toMatchObject({
      wave: { seconds: 8001 / 8000 },
    });
  });

  it('has the length of its sound whatever chunks lie around it', async () => {
    const chunks = fc.array(fc.tuple(fc.constantFrom('LIST', 'fact', 'JUNK'), fc.nat(2000)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 3000 }), fc.nat(4), async (others, bytes, at) => {
        const around = others.map(([id, size]) => chunk(id, Buffer.alloc(size, 1)));
        around.splice(at, 0, chunk('fmt ', fmt({})), sound(bytes));
        expect(await read(riff(...around))).toMatchObject({ wave: { seconds: bytes / 8000 } });
      }),
      { numRuns: runs(50) },
    );
  });
});

describe('a file that is no complete recording', () => {
  it.each([
    ['nothing at all', Buffer.alloc(0), 'empty_file'],
    ['a header without sound', waveFile({ sound: Buffer.alloc(0) }), 'empty_file'],
    ['text', Buffer.from('{"not":"sound"}'), 'not_wave'],
    ['three bytes', Buffer.from('MP3'), 'not_wave'],
    ['a RIFF file of another kind', Buffer.from('RIFF\u0004\0\0\0AVI '), 'not_wave'],
    ['sound without a format', riff(sound(100)), 'not_wave'],
    ['the first word alone', Buffer.from('RIFF'), 'truncated'],
    ['a format without sound', riff(chunk('fmt ', fmt({}))), 'truncated'],
    ['sound under a header not completed yet', withSize(waveFile(), 'data', 0), 'truncated'],
    ['sound of unknown length', withSize(waveFile(), 'data', 0xffffffff), 'truncated'],
    ['a file whose last chunk is missing', withSize(waveFile(), 'RIFF', 9000), 'truncated'],
    ['GSM', waveFile({ tag: 49, bits: 8 }), 'unsupported_format'],
    ['24-bit PCM', waveFile({ tag: 1, bits: 24 }), 'unsupported_format'],
    ['a format of no channels', waveFile({ channels: 0 }), 'unsupported_format'],
  ])('%s is refused as %3$s', async (_, bytes, fault) => {
    expect(await read(bytes)).toEqual({ fault });
  });

  it('is never taken for complete, wherever it was cut off', async () => {
    const whole = waveFile({ sound: Buffer.alloc(400, 0xff) });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 9), async (length) => {
        expect(await read(whole.subarray(0, length))).toHaveProperty('fault');
      }),
    );
  });

  it('never breaks the reader, whatever bytes follow the first words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        const reading = await read(Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), noise]));
        expect(Object.keys(reading)).toHaveLength(1);
      }),
    );
  });
});

it('reads a few hundred bytes of a long recording, never its sound (第4条第3項)', async () => {
  const path = join(folder, 'long.wav');
  await writeFile(path, waveFile({ sound: Buffer.alloc(1_000_000) }));
  const handle = await open(path, 'r');
  let bytes = 0;
  const original = handle.read.bind(handle);
  const counting = async (buffer: Buffer, offset: number, length: number, position: number) => {
    const result = await original(buffer, offset, length, position);
    bytes += result.bytesRead;
    return result;
  };
  const watched = new Proxy(handle, { get: (target, key) => (key === 'read' ? counting : Reflect.get(target, key)) });
  expect(await readWave(watched, 1_000_044)).toHaveProperty('wave');
  await handle.close();
  expect(bytes).toBeLessThanOrEqual(1024);
});
