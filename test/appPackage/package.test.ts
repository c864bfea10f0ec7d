import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { ROOT } from '../../bot/paths.js';
import { buildPackage, fillManifest } from '../../scripts/appPackage.js';

const VALUES = {
  botId: '22222222-2222-4222-8222-222222222222',
  publicUrl: 'https://recordings.city.example.jp',
  filesUrl: '',
  publicNotice: false,
  version: '0.1.0',
};

/** Width, height and colour type of a PNG (6: colours with transparency), from its first chunk. */
function header(png: Buffer) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), colourType: png.readUInt8(25) };
}

describe('the app package', () => {
  it('holds the filled manifest and both icons at its top, and nothing else', async () => {
    const files = unzipSync(await buildPackage(VALUES));
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(strFromU8(files['manifest.json'] ?? new Uint8Array())).toBe(fillManifest(VALUES));
    for (const icon of ['color.png', 'outline.png']) {
      expect(Buffer.from(files[icon] ?? [])).toEqual(readFileSync(join(ROOT, 'appPackage', icon)));
    }
  });

  it("is not made from a manifest that Microsoft's schema refuses", async () => {
    await expect(buildPackage({ ...VALUES, botId: 'no id' })).rejects.toThrow("Microsoft's schema");
  });
});

describe('the icons', () => {
  it('are 192 pixels in colour and 32 pixels in transparent outline, as Teams wants them', () => {
    expect(header(readFileSync(join(ROOT, 'appPackage', 'color.png')))).toMatchObject({ width: 192, height: 192 });
    expect(header(readFileSync(join(ROOT, 'appPackage', 'outline.png')))).toEqual({
      width: 32,
      height: 32,
      colourType: 6,
    });
  });
});
