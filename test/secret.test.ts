import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Config, parseConfig } from '../bot/config.js';
import { withDemoSecrets } from '../bot/secret.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const demo = (): Config => withDemoSecrets(parseConfig({ DATA_DIR: folder }));

describe('the secrets of a demo', () => {
  it('are made once, whole, for nobody else, and found again', () => {
    const first = demo();
    expect(demo()).toEqual(first);
    expect(readdirSync(folder).sort()).toEqual(['audit.secret', 'link.secret', 'master.secret']);
    for (const name of readdirSync(folder)) {
      expect(Buffer.from(readFileSync(join(folder, name), 'utf8'), 'base64')).toHaveLength(32);
      if (process.platform !== 'win32') expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    }
  });

  it.each(['', 'c2hvcnQ=', 'x'.repeat(20)])(
    'are not made anew where the file holds 「%s」: what they protect would be lost',
    (held) => {
      demo();
      writeFileSync(join(folder, 'master.secret'), held);
      expect(demo).toThrow(
        expect.objectContaining({ code: 'config', message: expect.stringContaining('master.secret') }),
      );
      expect(readFileSync(join(folder, 'master.secret'), 'utf8')).toBe(held);
    },
  );
});
