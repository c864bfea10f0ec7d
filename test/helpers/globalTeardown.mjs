import pg from 'pg';
import { closeIdle } from './idle.cjs';

/** Removes what globalSetup made on a server. */
export default async function cleanUp() {
  const template = process.env.TEST_DATABASE_TEMPLATE;
  const server = process.env.TEST_DATABASE_URL;
  if (!template) return;
  await closeIdle();
  if (!server) return;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const { rows } = await client.query('SELECT datname FROM pg_database WHERE datname = $1 OR datname LIKE $2', [
    template,
    `${template.replace('template', 'test')}\\_%`,
  ]);
  for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  await client.end();
}
