import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  DriverAdapterError,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { ROOT } from '../paths.js';

/** Nothing in the database is managed by somebody else. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

let loaded: Promise<void> | undefined;

/**
 * Instantiates Prisma's schema engine from the WebAssembly file inside its npm package, because the native engine would have
 * to be downloaded from outside the package registry (docs/decisions/0003-migrations-without-download.md).
 */
function load(): Promise<void> {
  loaded ??= (async () => {
    const require = createRequire(import.meta.url);
    const folder = join(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'), '..');
    const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
    const module = await WebAssembly.compile(bytes);
    const instance = await WebAssembly.instantiate(module, {
      './schema_engine_bg.js': withQuietTimers({ ...bindings }),
    });
    bindings.__wbg_set_wasm(instance.exports);
    const start = instance.exports.__wbindgen_start;
    if (typeof start === 'function') start();
  })();
  return loaded;
}

/** The engine leaves a timer of ten seconds behind after it took its lock; that must not keep a finished program alive. */
function withQuietTimers(imports: Record<string, unknown>): Record<string, unknown> {
  const quiet = (work: () => void, milliseconds: number) => setTimeout(work, milliseconds).unref();
  const names = Object.keys(imports).filter((name) => name.startsWith('__wbg_setTimeout'));
  return { ...imports, ...Object.fromEntries(names.map((name) => [name, quiet])) };
}

/** Opens the schema engine on a database, reached through the same driver adapter as the application's client. */
export async function openSchemaEngine(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<bindings.SchemaEngine> {
  await load();
  return bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', await readDatamodel()]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
}

/**
 * Applies the migrations that a database lacks, in their order; each is one script, applied as a whole or not at all.
 *
 * @param runScript sends several statements in one text
 * @param upTo the only ones to apply, by name; without it, all
 */
export async function applyMigrations(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  runScript: (script: string) => Promise<unknown>,
  upTo?: readonly string[],
): Promise<void> {
  const engine = await openSchemaEngine(withScripts(adapter, runScript));
  try {
    const all = await readMigrations();
    const wanted = all.migrationDirectories.filter(({ path }) => upTo === undefined || upTo.includes(path));
    await engine.applyMigrations({
      migrationsList: { ...all, migrationDirectories: wanted },
      filters: NO_FILTERS,
    });
  } finally {
    engine.free();
  }
}

/**
 * The adapters' own way with a script will not do: the one for PostgreSQL cuts it at every semicolon, also inside a function or
 * a comment, and the one for PGlite does not wait for its end.
 */
function withScripts(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  runScript: (script: string) => Promise<unknown>,
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connectToShadowDb: () => adapter.connectToShadowDb(),
    async connect() {
      const connected = await adapter.connect();
      connected.executeScript = async (script) => {
        await runScript(script).catch(tellEngine);
      };
      return connected;
    },
  };
}

/** Says what the database said in the form that the engine repeats; of any other error it would keep nothing but a number. */
function tellEngine(error: Error & { code?: string }): never {
  const { message, code = '' } = error;
  const told = { severity: 'ERROR', detail: undefined, column: undefined, hint: undefined };
  throw new DriverAdapterError({ kind: 'postgres', code, message, ...told });
}

/** The text of `prisma/schema.prisma`. */
export function readDatamodel(): Promise<string> {
  return readFile(join(ROOT, 'prisma', 'schema.prisma'), 'utf8');
}

/** The migrations of this version that are not among those that were applied. */
export async function missingMigrations(applied: readonly string[]): Promise<string[]> {
  const { migrationDirectories } = await readMigrations();
  return migrationDirectories.map(({ path }) => path).filter((name) => !applied.includes(name));
}

/** Of these migrations those that this version does not know: a newer one applied them. */
export async function unknownMigrations(applied: readonly string[]): Promise<string[]> {
  const { migrationDirectories } = await readMigrations();
  return applied.filter((name) => !migrationDirectories.some(({ path }) => path === name));
}

/** Reads `prisma/migrations/` in the form the schema engine takes. */
export async function readMigrations(): Promise<bindings.MigrationList> {
  const baseDir = join(ROOT, 'prisma', 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      folders.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}
