import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem, type } from 'node:os';
import pg from 'pg';

/** On what was measured. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  /** Processes that wanted to run in the minute before: what else the machine had to do. */
  load: number;
  /** Version of the server and whether it keeps what it says it has kept; undefined without one. */
  postgres?: string;
}

/** @param server connection string of a PostgreSQL server; empty for none */
export async function machineOf(server: string): Promise<Machine> {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: type(),
    node: process.versions.node,
    load: loadavg()[0] ?? 0,
    ...(server === '' ? {} : { postgres: await describeServer(server) }),
  };
}

async function describeServer(server: string): Promise<string> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'shared_buffers') ORDER BY name DESC`,
    );
    return rows.map(({ name, setting }) => (name === 'server_version' ? setting : `${name}=${setting}`)).join(', ');
  } finally {
    await client.end();
  }
}

/** The path of a program on this machine; undefined where it is not installed. Debian keeps servers out of the way of people. */
export function installed(program: string): string | undefined {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { env, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
