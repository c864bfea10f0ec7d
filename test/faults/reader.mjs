/**
 * Opens the embedded database of a folder, and says in one line of JSON what is in it. Arguments: the compiled `database.js`, the folder.
 */
import fs, { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// What is only read needs no disk that took it.
fs.fsyncSync = () => {};
const { open } = fs.promises;
fs.promises.open = async (...how) => Object.assign(await open(...how), { sync: async () => {} });
syncBuiltinESMExports();

const [module, dataDir] = process.argv.slice(2);
const { openDatabase } = await import(module);
const db = await openDatabase({ url: '', dataDir });

const has = async (table) => (await db.executeSql(`SELECT to_regclass('${table}') IS NOT NULL AS is`, [])).rows[0].is;
const read = async (table) =>
  (await has(table)) ? (await db.executeSql(`SELECT n, words FROM ${table} ORDER BY n`, [])).rows : [];
const made = (await db.executeSql("SELECT relname FROM pg_class WHERE relname LIKE 'made\\_%' AND relkind = 'r'", []))
  .rows;
for (const { relname } of made) await db.executeSql(`SELECT count(n) FROM ${relname}`, []);
const rows = await read('acknowledged');
const contents = {
  rows: rows.map(({ n }) => n),
  // A row is whole, or it is not there.
  damaged: rows.filter(({ n, words }) => words !== String(n).repeat(100 + (n % 7) * 150)).map(({ n }) => n),
  beside: (await read('beside')).map(({ n }) => n),
  made: made.map(({ relname }) => Number(relname.slice('made_'.length))),
};
writeSync(1, `${JSON.stringify(contents)}\n`);
await db.close();
