/**
 * A program that keeps sealed bytes on the disk and heads of the audit log in a file beside, and says on its standard output what it was
 * told to be kept: `file` and a key, `head` and its number, `removed` and a key. Arguments: the compiled folder `bot`, the folder.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';

const [bot, folder] = process.argv.slice(2);
const { DiskStore } = await import(`${bot}/files/diskStore.js`);
const { headFile } = await import(`${bot}/audit/heads.js`);
const say = (words) => writeSync(1, `${words}\n`);

const store = new DiskStore(join(folder, 'files'));
const heads = headFile(join(folder, 'heads', 'of', 'the', 'log.jsonl'));
for (let n = 1; n <= 12; n++) {
  const key = `${n % 2 === 0 ? 'copies' : `letters/${n}`}/${n}`;
  await store.write(key, [Buffer.from('a piece, '), Buffer.from(`and ${n} more`)]);
  say(`file ${key}`);
  await heads.append({ day: '2026-11-26', seq: n, hash: 'a'.repeat(64), at: '2026-11-26T00:00:00.000Z' });
  say(`head ${n}`);
  if (n % 4 === 0) {
    await store.remove(key);
    say(`removed ${key}`);
  }
}
