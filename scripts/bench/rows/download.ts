import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { answerOf, openDecision, openWorld, pause, type World } from '../bot.js';
import { ask, drain } from '../http.js';
import { installed } from '../machine.js';
import { inTurn, type Row, type Samples } from '../row.js';

const AT_ONCE = 8;
const MEGABYTES = 10;
const BYTES = MEGABYTES * 1_000_000;
/** A link gives each file out a hundred times at most, and one session may ask for 120 things a minute. */
const MOST_SAMPLES = 5;

/** Megabytes a second of eight readers at once. */
async function rateOf(fetch: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const bytes = await Promise.all(Array.from({ length: AT_ONCE }, fetch));
  if (bytes.some((read) => read < BYTES)) throw new Error('a download ended early');
  return (AT_ONCE * MEGABYTES * 1000) / (performance.now() - started);
}

/** Where the recording of an answered request is granted, with the cookies of its chief's browser. */
interface Opened {
  grants: string;
  headers: Record<string, string>;
}

/** Goes the whole way to the open link: filed, approved, answered, the code from the chat typed in. */
async function openLink(world: World): Promise<Opened> {
  const filed = await world.file(0);
  const answer = answerOf(world, filed);
  await world.manager.press(await openDecision(world, filed), '承認する');
  const token = (await answer).split('#')[1] ?? '';
  const cookies = new Map<string, string>();
  const headers = () => ({
    'x-kumamoto-page': '1',
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  });
  const post = async (path: string, body: unknown): Promise<string> => {
    const answered = await ask('POST', `${world.bot.origin}${path}`, { body, headers: headers() });
    if (answered.status !== 200) throw new Error(`${path}: ${answered.status} ${answered.body}`);
    for (const set of [answered.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return answered.body;
  };
  const sent = world.chief(0).next((card) => CODE.test(JSON.stringify(card)));
  await post('/files/api/code', { token });
  const code = CODE.exec(JSON.stringify(await sent))?.[1];
  const page = JSON.parse(await post('/files/api/session', { token, code }));
  return { grants: page.files[0].downloadsHref, headers: headers() };
}

const CODE = /"(\d{3}[ \u3000]?\d{3})"/;

/** nginx as its defaults are, serving one file without TLS. @returns its address and how to end it; undefined where there is none */
async function startNginx({ folder }: Bench): Promise<{ address: string; stop(): Promise<void> } | undefined> {
  const program = installed('nginx');
  if (program === undefined) return undefined;
  const home = join(folder, 'nginx');
  await mkdir(join(home, 'files'), { recursive: true });
  await writeFile(join(home, 'files', 'call.wav'), Buffer.alloc(BYTES + 1000));
  const port = await freePort();
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home};`);
  const conf = `daemon off; ${user} worker_processes auto; pid ${home}/pid; error_log ${home}/error.log;
    events {} http { access_log off; sendfile on; ${temporary.join(' ')}
    server { listen 127.0.0.1:${port}; root ${home}/files; } }`;
  await writeFile(join(home, 'nginx.conf'), conf);
  const server = spawn(program, ['-p', home, '-c', join(home, 'nginx.conf')], { stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}/call.wav`;
  await answered(server, address);
  return {
    address,
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGTERM');
      await gone;
    },
  };
}

/** Waits until a server answers. @throws Error when it ends before */
async function answered(server: ChildProcess, address: string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error('nginx did not start');
    try {
      await drain(address);
      return;
    } catch {
      await pause(20);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

export const download: Row<'rate'> = {
  name: 'download',
  lines: {
    rate: {
      what: `secure download, ${MEGABYTES} MB, ${AT_ONCE} at once, encrypted`,
      peer: 'nginx, plain',
      unit: 'MB/s',
      aim: { of: 'ratio', atLeast: 0.6 },
    },
  },
  async measure(bench) {
    const engine = bench.server === '' ? 'embedded' : 'postgresql';
    const env = { LINK_DOWNLOADS: '100' };
    const options = { chiefs: 1, calls: 1, callBytes: BYTES + 100_000, env };
    const world = await openWorld(bench, engine, options);
    const nginx = await startNginx(bench);
    try {
      const { grants, headers } = await openLink(world);
      const ours = async (): Promise<number> => {
        const hrefs: string[] = [];
        while (hrefs.length < AT_ONCE) {
          const { body } = await ask('POST', `${world.bot.origin}${grants}`, { body: {}, headers });
          hrefs.push(JSON.parse(body).href);
        }
        return rateOf(() => drain(`${world.bot.origin}${hrefs.pop()}`, headers));
      };
      const samples = Math.min(MOST_SAMPLES, bench.scale.samples);
      await ours();
      if (nginx !== undefined) {
        return { rate: await inTurn(samples, ours, () => rateOf(() => drain(nginx.address))) };
      }
      const alone: number[] = [];
      while (alone.length < samples) alone.push(await ours());
      return { rate: { ours: alone, note: 'peer not installed: nginx' } satisfies Samples };
    } finally {
      await nginx?.stop();
      await world.close();
    }
  },
};
