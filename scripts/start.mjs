/**
 * `npm start`: makes the checkout ready and starts the bot. With no `BOT_ID` it is the demo: two Microsoft 365 Agents
 * Playgrounds are started beside it, one as a section chief and one as the recording manager, unless `PLAYGROUND=off`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDemo } from './demo.mjs';
import { setUpOrExit } from './setup.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Calls `stop` for Ctrl-C, a polite kill, a closed terminal, and the end of the npm that started us: npm's shell does not
 * pass a kill on, and the demo would go on unseen, holding its ports.
 */
function whenToldToStop(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 500).unref();
}

/** The bot alone, in the foreground, with its log on the terminal; ends as the bot ends. */
function runBot() {
  const bot = spawn(process.execPath, ['dist/bot/main.js'], { cwd: ROOT, stdio: 'inherit' });
  whenToldToStop(() => bot.kill('SIGTERM'));
  bot.on('close', (code) => process.exit(code ?? 1));
}

await setUpOrExit();
const settings = join(ROOT, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);

if ((process.env.BOT_ID ?? '') !== '' || process.env.PLAYGROUND === 'off') {
  runBot();
} else {
  const dataDir = resolve(ROOT, process.env.DATA_DIR || '.data');
  const stop = new AbortController();
  // npm passes Ctrl-C on as well, so it may arrive twice: aborting twice is harmless, and stopping is bounded in time.
  whenToldToStop(() => stop.abort());
  process.exitCode = await runDemo({ root: ROOT, dataDir, shown: relative(ROOT, dataDir), stopped: stop.signal });
}
