import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, it } from '@jest/globals';
import type { DiffTarget } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import {
  applyMigrations,
  NO_FILTERS,
  openSchemaEngine,
  readDatamodel,
  readMigrations,
} from '../../bot/db/schemaEngine.js';
import { ROOT } from '../../bot/paths.js';

it('the migrations lead to exactly the tables of the schema', async () => {
  const lite = await PGlite.create('memory://');
  const engine = await openSchemaEngine(new PrismaPGlite(lite));
  try {
    await engine.applyMigrations({ migrationsList: await readMigrations(), filters: NO_FILTERS });
    const schema = await readDatamodel();
    const files = (content: string) => [{ path: 'schema.prisma', content }];
    const database: DiffTarget = { tag: 'schemaDatasource', configDir: join(ROOT, 'prisma'), files: files(schema) };
    const missing = (content: string) =>
      engine.diff({
        from: database,
        to: { tag: 'schemaDatamodel', files: files(content) },
        script: true,
        exitCode: true,
        filters: NO_FILTERS,
      });
    const { stdout, exitCode } = await missing(schema);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('empty migration')]);
    // The same question about one more table is answered otherwise, so the answer above means something.
    expect(await missing(`${schema}\nmodel Forgotten {\n  id Int @id\n}\n`)).toMatchObject({ exitCode: 2 });
  } finally {
    engine.free();
    await lite.close();
  }
});

it('a migration that fails says why and leaves nothing of itself behind', async () => {
  const lite = await PGlite.create('memory://');
  const failing = (script: string) => lite.exec(`${script}; SELECT nonsense`);
  await expect(applyMigrations(new PrismaPGlite(lite), failing)).rejects.toThrow('nonsense');
  const left = await lite.query(`SELECT to_regclass('"Request"') AS "table", finished_at FROM _prisma_migrations`);
  expect(left.rows).toEqual([{ table: null, finished_at: null }]);
  await lite.close();
});
