import { join } from 'node:path';
import { addBot, playgroundReady, startPlayground } from './playground.mjs';
import { portFree } from './ports.mjs';
import { startProgram } from './processes.mjs';

const CHIEF_PORT = 56150;
const MANAGER_PORT = 56151;
const BOT_PATIENCE_MS = 180_000;

const say = (text) => process.stdout.write(`${text}\n`);

/** What to do about a port somebody else uses, or null: a playground would silently take another one instead. */
async function portProblem(botPort) {
  for (const port of [botPort, CHIEF_PORT, MANAGER_PORT]) {
    const onWait = () =>
      say(`Port ${port} still belongs to a connection that has ended. Waiting until it is released …`);
    if (!(await portFree(port, { onWait }))) {
      const other = port === botPort ? ', or choose another port for the bot with PORT=…,' : '';
      return `Port ${port} is in use. Is the demo running already? Stop what uses it${other} and start again.`;
    }
  }
  return null;
}

function instructions(shown) {
  return `
  デモを開始しました。ブラウザーで次の2つを開いてください。 / The demo is running. Open these two pages:

    http://localhost:${CHIEF_PORT}  試験 花子（主管課長。申請します）   Hanako, a section chief: files requests
    http://localhost:${MANAGER_PORT}  試験 太郎（管財課長。決裁します）   Taro, the recording manager: decides

  はじめに花子の画面で「昨日の14時ごろ、090-1234-5678からの電話の録音がほしい」と送信してください（続きは README にあります）。
  申請すると、太郎の画面の個人チャット（Personal Chat）に審査のカードが届きます。
  First send that sentence as Hanako; README.md tells how it goes on. Taro then gets the card to decide in his personal chat.

  ログ / log: ${shown}      終了 / stop: Ctrl-C
`;
}

/** Starts the bot and waits for its word that it listens; how it ends before that is the caller's to see. */
async function startBot({ root, log, stopped }, programs) {
  let heard = () => {};
  const ready = new Promise((resolve) => {
    heard = resolve;
  });
  const bot = startProgram({
    name: 'the bot',
    args: ['dist/bot/main.js'],
    cwd: root,
    env: process.env,
    log,
    onLine: (line) => line.includes('"msg":"ready"') && heard(),
  });
  programs.push(bot);
  const patience = AbortSignal.timeout(BOT_PATIENCE_MS);
  const late = new Promise((_, reject) => {
    patience.addEventListener('abort', () => reject(new Error('The bot is not ready after three minutes.')));
  });
  await Promise.race([ready, bot.ended, late]);
  stopped.throwIfAborted();
  return bot;
}

/** Starts everything; settles when one of the programs has ended, with that program. */
async function startAll({ root, dataDir, shown, botPort, stopped }, programs) {
  const bot = await startBot({ root, log: join(dataDir, 'bot.log'), stopped }, programs);
  if (bot.isRunning()) {
    const people = [
      { role: 'chief', port: CHIEF_PORT },
      { role: 'manager', port: MANAGER_PORT },
    ];
    const playgrounds = people.map(({ role, port }) => {
      const playground = startPlayground({ root, role, port, botPort, log: join(dataDir, `playground-${role}.log`) });
      programs.push(playground);
      return playgroundReady(playground, port);
    });
    await Promise.all(playgrounds);
    await addBot(MANAGER_PORT);
    stopped.throwIfAborted();
    say(instructions(join(shown, 'bot.log')));
  }
  return Promise.race(programs.map((program) => program.ended.then(() => program)));
}

/**
 * Runs the demo until somebody stops it or one of its programs ends; then stops all of it.
 *
 * @param {{ root: string, dataDir: string, shown: string, stopped: AbortSignal }} options `dataDir` takes the logs and is
 *   told to the person as `shown`
 * @returns {Promise<number>} the exit code: 0 when a person stopped it
 */
export async function runDemo({ root, dataDir, shown, stopped }) {
  const botPort = Number(process.env.PORT || 3978);
  const problem = await portProblem(botPort);
  if (problem !== null) {
    process.stderr.write(`${problem}\n`);
    return 1;
  }
  say('Starting the demo …');
  const programs = [];
  const aborted = new Promise((resolve) => stopped.addEventListener('abort', () => resolve(null), { once: true }));
  const all = startAll({ root, dataDir, shown, botPort, stopped }, programs);
  all.catch(() => {});
  try {
    const ended = await Promise.race([all, aborted]);
    if (ended === null) {
      say('\n終了しています… / Stopping …');
      return 0;
    }
    process.stderr.write(`\n${ended.tail().join('\n')}\n\nThe demo stopped because ${ended.name} ended. `);
    process.stderr.write(`Its last lines are above; the logs are in ${shown}.\n`);
    return 1;
  } catch (error) {
    process.stderr.write(`${error.message} The logs are in ${shown}.\n`);
    return 1;
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
}
