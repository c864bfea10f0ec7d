import { chownSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../processes.mjs';
import { lastLines } from '../run.mjs';
import { MICROSOFT, startMicrosoft } from './microsoft.mjs';
import { freePorts, program, run, servant } from './programs.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const DEPLOY = join(ROOT, 'deploy');

/** Whose environment it is: the two addresses of the bots, the bot's own id, and its tenant. */
export const NAMES = {
  teams: 'recordings.city.example.jp',
  people: 'recordings.lan.example.jp',
  botId: '22222222-2222-4222-8222-000000000001',
  tenant: '33333333-3333-4333-8333-000000000001',
};

/** @returns {string} a template with what its `${NAMES}` stand for */
const filled = (template, values) =>
  template.replace(/\$\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** Waits until something listens on a port. @throws {Error} when the program that should has ended */
async function listening(port, of) {
  const reached = () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => socket.destroy() && resolve(true));
      socket.once('error', () => resolve(false));
    });
  while (!(await reached())) {
    if (!of.isRunning()) throw new Error(`${of.name} ended:\n${of.tail().join('\n')}`);
    await pause(50);
  }
}

/** Secrets and certificates, as an operator makes them; and one more certificate, for the stand-in of Microsoft. */
async function prepare(folder) {
  const secrets = join(folder, 'secrets');
  const given = {
    PUBLIC_NAME: NAMES.teams,
    FILES_NAME: NAMES.people,
    BOT_ID: NAMES.botId,
    BOT_TENANT_ID: NAMES.tenant,
  };
  await run('sh', [join(DEPLOY, 'compose', 'prepare.sh'), secrets], {
    env: { ...process.env, ...given, BOT_PASSWORD: 'a client secret of nobody' },
  });
  const [cert, key, names] = ['microsoft.pem', 'microsoft.key', 'names'].map((name) => join(folder, name));
  await writeFile(names, `subjectAltName=${MICROSOFT.map((host) => `DNS:${host}`).join(',')}\n`);
  const request = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run(program('openssl'), [...request, '-subj', '/CN=stand-in', '-keyout', key, '-out', `${cert}.csr`]);
  const authority = ['-CA', join(secrets, 'ca.pem'), '-CAkey', join(secrets, 'ca.key')];
  await run(program('openssl'), [
    ...['x509', '-req', '-in', `${cert}.csr`, ...authority],
    ...['-days', '2', '-extfile', names, '-out', cert],
  ]);
  return { secrets, cert, key };
}

/** PostgreSQL with the roles of compose.yaml, and a replica that follows it. */
async function startPostgres(folder, secrets, port, replicaPort) {
  const as = servant();
  const home = join(folder, 'postgres');
  const [primary, replica, shown] = ['primary', 'replica', 'secrets'].map((name) => join(home, name));
  await mkdir(shown, { recursive: true });
  for (const name of ['postgres.env', 'postgres.pem', 'postgres.key'])
    await copyFile(join(secrets, name), join(shown, name));
  if (as.uid !== undefined) for (const path of [home, shown]) chownSync(path, as.uid, as.gid);
  const env = {
    ...process.env,
    PGDATA: primary,
    PGHOST: home,
    PGPORT: String(port),
    PGUSER: 'postgres',
    SECRETS: shown,
  };
  const doing = { ...as, env: { ...env, PATH: `${dirname(program('initdb'))}:${process.env.PATH}` }, cwd: home };
  const started = [];
  const control = (data, at, action) => {
    const options = `-p ${at} -h localhost -k ${home} -c fsync=off`;
    const args = ['-D', data, '-w', '-t', '60', '-s', '-l', `${data}.log`, '-o', options, '-m', 'fast'];
    return run(program('pg_ctl'), [...args, action], doing);
  };
  const stop = async () => {
    for (const [data, at] of started.reverse()) await control(data, at, 'stop').catch(() => undefined);
  };
  try {
    await run(program('initdb'), ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], doing);
    started.push([primary, port]);
    await control(primary, port, 'start');
    await run('sh', [join(DEPLOY, 'compose', 'postgres', 'roles.sh')], doing);
    await control(primary, port, 'restart');
    await run(program('pg_basebackup'), ['-D', replica, '-R', '-X', 'stream', '-c', 'fast'], doing);
    started.push([replica, replicaPort]);
    await control(replica, replicaPort, 'start');
  } catch (error) {
    await stop();
    throw error;
  }
  /** Runs statements as the superuser on the database, or on its replica. */
  const sql = async (statement, at = port) => {
    const args = [
      '-X',
      '-q',
      '-t',
      '-A',
      '-v',
      'ON_ERROR_STOP=1',
      '-p',
      String(at),
      '-d',
      'recordings',
      '-c',
      statement,
    ];
    return (await run(program('psql'), args, doing)).stdout.trim();
  };
  /** Ends the server as a fault of it does, or starts it again; its replica goes on. */
  const halt = () => control(primary, port, 'stop');
  const resume = () => control(primary, port, 'start');
  return { stop, sql, halt, resume };
}

/**
 * Starts on this machine, without containers, what deploy/compose/compose.yaml describes: PostgreSQL (with a replica), PgBouncer, Azurite, two
 * bots, a proxy with TLS and Prometheus; each with the files of deploy/ and monitoring/. Microsoft's hosts are stood in for.
 *
 * @param {{ directory: string, recorder: string, onMessage?: (path: string, method: string, body: string) => Promise<unknown>,
 *   say?: (line: string) => void }} options the staff directory's file, the recorder's folder, who answers what is sent to Teams, and who
 *   is told what is being started
 */
export async function startEnvironment({ directory, recorder, onMessage, say = () => {} }) {
  const folder = await mkdtemp(join(tmpdir(), 'recordings-environment-'));
  await chmod(folder, 0o755);
  const stopping = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of stopping.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startAll(folder, stopping, { directory, recorder, onMessage, say })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(folder, stopping, { directory, recorder, onMessage, say }) {
  const [database, replica, pooler, blobs, proxy, prometheus, ...own] = await freePorts(10);
  const ports = { database, replica, pooler, blobs, proxy, prometheus };
  const log = (name) => join(folder, `${name}.log`);
  const start = (options) => {
    const started = startProgram({ cwd: folder, env: process.env, log: log(options.name), ...options });
    stopping.push(() => started.stop());
    return started;
  };

  say('secrets and certificates (deploy/compose/prepare.sh)');
  const { secrets, cert, key } = await prepare(folder);
  const microsoft = await startMicrosoft({ cert, key, onMessage });
  stopping.push(() => microsoft.close());

  say('PostgreSQL and a replica');
  const postgres = await startPostgres(folder, secrets, database, replica);
  stopping.push(postgres.stop);

  say('PgBouncer');
  const bouncer = join(folder, 'pgbouncer');
  await mkdir(bouncer);
  for (const [from, to] of Object.entries({
    'postgres.pem': 'server.pem',
    'postgres.key': 'server.key',
    'ca.pem': 'ca.pem',
  }))
    await copyFile(join(secrets, from), join(bouncer, to));
  const [, password] = /^BOT_PASSWORD=(.*)$/m.exec(await readFile(join(secrets, 'postgres.env'), 'utf8')) ?? [];
  await writeFile(join(bouncer, 'userlist.txt'), `"bot" "${password}"\n`);
  const ini = filled(await readFile(join(DEPLOY, 'pgbouncer.ini.template'), 'utf8'), {
    ...{
      DATABASE_HOST: 'localhost',
      DATABASE_PORT: database,
      LISTEN_ADDRESS: '127.0.0.1',
      LISTEN_PORT: pooler,
      FOLDER: bouncer,
    },
  });
  await writeFile(join(bouncer, 'pgbouncer.ini'), ini);
  await listening(
    pooler,
    start({ name: 'pgbouncer', command: program('pgbouncer'), args: [join(bouncer, 'pgbouncer.ini')], as: servant() }),
  );

  say('Azurite');
  const azuriteFile = `--env-file=${join(secrets, 'azurite.env')}`;
  const extraCa = { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: join(secrets, 'ca.pem') };
  const azurite = join(ROOT, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');
  const tls = [`--cert=${join(secrets, 'azurite.pem')}`, `--key=${join(secrets, 'azurite.key')}`];
  const place = ['--blobHost=127.0.0.1', `--blobPort=${blobs}`, `--location=${join(folder, 'blobs')}`];
  const quiet = ['--skipApiVersionCheck', '--disableTelemetry', '--silent'];
  const args = [azuriteFile, azurite, ...place, '--oauth=basic', ...tls, ...quiet];
  await listening(blobs, start({ name: 'azurite', args, env: extraCa }));
  const containers = join(DEPLOY, 'compose', 'azurite', 'containers.mjs');
  await run(process.execPath, [azuriteFile, containers, `https://localhost:${blobs}`], { env: extraCa });

  say('tables (dist/scripts/migrate.js)');
  // The files of compose.yaml, with the addresses of this machine.
  const settings = async (name, port) => {
    const text = await readFile(join(secrets, name), 'utf8');
    const here = text.replace('@postgres:5432', `@localhost:${port}`).replaceAll('/run/secrets', secrets);
    await writeFile(join(folder, name), here);
    return `--env-file=${join(folder, name)}`;
  };
  const owner = await settings('owner.env', database);
  const direct = await settings('bot.env', database);
  const [, directUrl = ''] = /^DATABASE_URL=(.*)$/m.exec(await readFile(join(folder, 'bot.env'), 'utf8')) ?? [];
  const byPort = (port) => directUrl.replace(`:${database}/`, `:${port}/`);
  const urls = { direct: directUrl, pooled: byPort(pooler), replica: byPort(replica) };
  const common = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, TZ: process.env.TZ ?? '' },
    ...{ HOST: '127.0.0.1', TRUST_PROXY: '1', NODE_ENV: 'production', LOG_LEVEL: 'debug' },
    ...{ DATABASE_URL: urls.pooled, DATABASE_DIRECT_URL: urls.direct },
    ...{ FILE_STORE: 'azure', FILE_CONTAINER: `https://localhost:${blobs}/recordings/files` },
    ...{ DATA_DIR: join(folder, 'data', 'bot'), DIRECTORY_FILE: directory, RECORDER_DIR: recorder },
    ...{ NODE_EXTRA_CA_CERTS: join(secrets, 'ca.pem'), MICROSOFT_STAND_IN: String(microsoft.port) },
    ...(process.env.TEAMS_SDK ? { TEAMS_SDK: process.env.TEAMS_SDK } : {}),
  };
  const divert = ['--import', join(ROOT, 'scripts', 'environment', 'divert.mjs')];
  /** Runs a command of an operator with the settings of the bots. */
  const command = (script, more = [], env = {}, files = [direct]) =>
    run(process.execPath, [...files, ...divert, join(ROOT, 'dist', 'scripts', `${script}.js`), ...more], {
      ...{ cwd: folder, env: { ...common, ...env } },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
    );
  const migrated = await command('migrate', [], {}, [direct, owner]);
  if (migrated.code !== 0) throw new Error(`the tables could not be made:\n${migrated.said}`);

  say('two bots');
  const bots = [
    { name: 'bot-1', port: own[0], filesPort: own[1] },
    { name: 'bot-2', port: own[2], filesPort: own[3] },
  ].map(({ name, port, filesPort }) => {
    const bot = { name, port, filesPort, log: [], program: undefined, start: startBot };
    /** Starts it, and waits until it is ready. */
    async function startBot() {
      const main = join(ROOT, 'dist', 'bot', 'main.js');
      const heard = withResolvers();
      bot.program = start({
        ...{ name, args: [direct, ...divert, main] },
        env: { ...common, PORT: String(port), FILES_PORT: String(filesPort) },
        onLine(text) {
          const line = text.startsWith('{') ? JSON.parse(text) : { said: text };
          bot.log.push(line);
          if (line.msg === 'ready') heard.resolve();
        },
      });
      void bot.program.ended.then((code) =>
        heard.reject(new Error(`${name} ended with ${code}:\n${lastLines(bot.program.tail().join('\n'), 20)}`)),
      );
      await heard.promise;
    }
    return bot;
  });
  for (const bot of bots) await bot.start();

  say('nginx');
  const web = join(folder, 'nginx');
  await mkdir(web);
  const conf = filled(await readFile(join(DEPLOY, 'nginx.conf.template'), 'utf8'), {
    ...{
      PROXY_LISTEN: `127.0.0.1:${proxy}`,
      PUBLIC_NAME: NAMES.teams,
      FILES_NAME: NAMES.people,
      CERTIFICATES: secrets,
    },
    ACCESS_LOG: 'access.log',
    ...{ TEAMS_1: `127.0.0.1:${bots[0].port}`, TEAMS_2: `127.0.0.1:${bots[1].port}` },
    ...{ PEOPLE_1: `127.0.0.1:${bots[0].filesPort}`, PEOPLE_2: `127.0.0.1:${bots[1].filesPort}` },
  });
  await writeFile(join(web, 'nginx.conf'), conf);
  const nginx = ['-p', `${web}/`, '-c', join(web, 'nginx.conf'), '-e', 'stderr'];
  await run(program('nginx'), [...nginx, '-t', '-q']);
  await listening(proxy, start({ name: 'nginx', command: program('nginx'), args: [...nginx, '-g', 'daemon off;'] }));

  say('Prometheus');
  const watch = join(folder, 'prometheus');
  await mkdir(watch);
  for (const name of ['prometheus.yml', 'alerts.yml'])
    await copyFile(join(ROOT, 'monitoring', name), join(watch, name));
  const targets = JSON.stringify(bots.map(({ filesPort }) => `127.0.0.1:${filesPort}`));
  await writeFile(join(watch, 'targets.yml'), `- targets: ${targets}\n`);
  const watching = [`--config.file=${join(watch, 'prometheus.yml')}`, `--storage.tsdb.path=${join(watch, 'data')}`];
  await listening(
    prometheus,
    start({
      ...{ name: 'prometheus', command: program('prometheus') },
      args: [...watching, `--web.listen-address=127.0.0.1:${prometheus}`],
    }),
  );
  const ca = await readFile(join(secrets, 'ca.pem'), 'utf8');
  const { sql, halt, resume } = postgres;
  return { folder, ports, urls, bots, microsoft, command, ca, sql, database: { halt, resume } };
}

/** Promise.withResolvers, which Node.js 20 does not have. */
function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
