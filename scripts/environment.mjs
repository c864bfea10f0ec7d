/**
 * `npm run environment`: what deploy/compose/compose.yaml describes, on this machine and without containers, with made-up people and calls; until
 * Ctrl-C. Needs PostgreSQL, PgBouncer, nginx, Prometheus and OpenSSL of Debian. Microsoft is stood in for, so nobody can write to these bots
 * in Teams: it is for looking at pages, numbers, settings and what happens when something of it is stopped.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingPackages } from './environment/programs.mjs';
import { NAMES, startEnvironment } from './environment/start.mjs';
import { setUpOrExit } from './setup.mjs';

const missing = missingPackages();
if (missing.length > 0) {
  process.stderr.write(`Not installed: ${missing.join(', ')}. On Debian: apt-get install ${missing.join(' ')}\n`);
  process.exit(1);
}
await setUpOrExit({ dev: true });
const { systemClock } = await import('../dist/bot/clock.js');
const { writeSampleDirectory } = await import('../dist/bot/demo/sampleDirectory.js');
const { writeSampleRecordings } = await import('../dist/bot/demo/sampleRecordings.js');

const say = (line) => process.stdout.write(`${line}\n`);
const samples = await mkdtemp(join(tmpdir(), 'recordings-samples-'));
const recorder = join(samples, 'recorder');
const told = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
});
let environment;
try {
  await writeSampleRecordings(recorder, systemClock);
  const directory = await writeSampleDirectory(samples);
  environment = await startEnvironment({ directory, recorder, say: (line) => say(`… ${line}`) });
  const { ports, folder } = environment;
  const asked = (name, path) =>
    `curl --cacert ${folder}/secrets/ca.pem --connect-to ::127.0.0.1:${ports.proxy} https://${name}${path}`;
  say(`\nPeople's side     ${asked(NAMES.people, '/notice')}`);
  say(`Teams' side       ${asked(NAMES.teams, '/api/messages')}`);
  say(`Prometheus        http://127.0.0.1:${ports.prometheus}`);
  say(`Logs, settings    ${folder}\n\nCtrl-C stops all of it.`);
  await told;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await environment?.stop();
  await rm(samples, { recursive: true, force: true });
}
