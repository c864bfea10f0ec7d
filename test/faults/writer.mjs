/**
 * A program that writes to the embedded database of a folder and says on its standard output what was acknowledged: `ready`, then the
 * number of each row after its commit. Arguments: the compiled `database.js`, the folder, how many rows, from which number.
 */
import { writeSync } from 'node:fs';

const [module, dataDir, count, from = '1'] = process.argv.slice(2);
const { openDatabase } = await import(module);
const db = await openDatabase({ url: '', dataDir });
const say = (words) => writeSync(1, `${words}\n`);

await db.executeSql('CREATE TABLE IF NOT EXISTS acknowledged (n integer, words text)', []);
await db.executeSql('CREATE TABLE IF NOT EXISTS beside (n integer, words text)', []);
say('ready');

const first = Number(from);
for (let n = first; n < first + Number(count); n++) {
  const words = String(n).repeat(100 + (n % 7) * 150);
  if (n % 3 === 0) {
    // One transaction, two tables: both rows or none.
    await db.transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO acknowledged VALUES (${n}, ${words})`;
      await tx.$executeRaw`INSERT INTO beside VALUES (${n}, ${words})`;
    });
  } else if (n % 3 === 1) {
    await db.client.$executeRaw`INSERT INTO acknowledged VALUES (${n}, ${words})`;
  } else {
    await db.executeSql('INSERT INTO acknowledged VALUES ($1, $2)', [n, words]);
  }
  say(n);
  if (n % 5 === 0) {
    // What was undone must not come back.
    await db
      .transaction(async (tx) => {
        await tx.$executeRaw`INSERT INTO acknowledged VALUES (${-n}, ${words})`;
        throw new Error('undone');
      })
      .catch(() => {});
  }
  // A new file of the log; pages into the tables' files, with the log's older files left for reuse; a table with new files.
  if (n % 16 === 4) await db.executeSql('SELECT pg_switch_wal()', []);
  if (n % 16 === 12) await db.executeSql('CHECKPOINT', []);
  if (n % 32 === 20) {
    await db.executeSql(`CREATE TABLE made_${n} AS SELECT n FROM acknowledged WHERE n > 0`, []);
    await db.executeSql('VACUUM acknowledged', []);
    say(`made ${n}`);
  }
}
await db.close();
say('closed');
