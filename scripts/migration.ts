/**
 * Writes the next migration: the difference between `prisma/migrations/` and `prisma/schema.prisma`.
 * Usage (after a build): node dist/scripts/migration.js <name>
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { NO_FILTERS, openSchemaEngine, readDatamodel, readMigrations } from '../bot/db/schemaEngine.js';
import { ROOT } from '../bot/paths.js';

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) throw new Error('usage: migration.js <name_in_snake_case>');

const lite = await PGlite.create('memory://');
const engine = await openSchemaEngine(new PrismaPGlite(lite));
const migrations = await readMigrations();
const { stdout } = await engine.diff({
  from: { tag: 'migrations', ...migrations },
  to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: await readDatamodel() }] },
  script: true,
  exitCode: null,
  filters: NO_FILTERS,
});
if (stdout === null || stdout.includes('This is an empty migration')) {
  process.stdout.write('The migrations already agree with the schema.\n');
} else {
  const last = Math.max(0, ...migrations.migrationDirectories.map(({ path }) => Number.parseInt(path, 10)));
  const number = String(last + 1).padStart(4, '0');
  const folder = join(ROOT, 'prisma', 'migrations', `${number}_${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'migration.sql'), stdout);
  process.stdout.write(`${folder}\n`);
}
await lite.close();
