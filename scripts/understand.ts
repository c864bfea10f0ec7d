/**
 * How well sentences are understood: `npm run understand -- FILE.tsv …` prints a table by intent for the bot as it is and one for what was learned
 * from the examples, each with what was taken for what. A line of a file is a label of bot/chat/learned/labels.ts, a tab, and a sentence.
 * `--facts FILE` measures what is read of a call, and with `--misread` lists the sentences that were misread. `--train` learns the weights anew from bot/chat/examples/, `--folds` measures them by five-fold cross-validation.
 * `--page` writes docs/what-you-can-say.md. `--unread` prints how many sentences of people were not understood, and those that were kept masked.
 */
import '../bot/namedCity.js';

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WEIGHTS_FILE } from '../bot/chat/learned/model.js';
import { runCommand, withDatabase } from '../bot/commands/frame.js';
import { printUnread } from '../bot/commands/unread.js';
import { ROOT } from '../bot/paths.js';
import { factsIn, misread, readOf } from './understand/facts.js';
import { confusions, table } from './understand/measure.js';
import { crossValidated, examplesOf, learn } from './understand/train.js';

const args = process.argv.slice(2);
if (args.includes('--train')) {
  writeFileSync(WEIGHTS_FILE, `${JSON.stringify(learn(examplesOf()))}\n`);
  process.stdout.write(`${WEIGHTS_FILE}\n`);
} else if (args.includes('--folds')) {
  const pairs = crossValidated(examplesOf());
  process.stdout.write(`${table(pairs)}${confusions(pairs)}`);
} else if (args.includes('--unread')) {
  await runCommand(process, { sentence: '読み取れなかった文を表示できませんでした。' }, async ({ config, out }) => {
    await withDatabase(config, { of: '読み取れなかった文のデータベースがありません。', changes: false }, (db) =>
      printUnread({ db, config }, out),
    );
    return 0;
  });
} else if (args.includes('--page')) {
  const { sayingsPage } = await import('./understand/page.js');
  const page = join(ROOT, 'docs', 'what-you-can-say.md');
  writeFileSync(page, sayingsPage());
  process.stdout.write(`${page}\n`);
} else if (args[0] === '--facts') {
  for (const file of args.slice(1).filter((arg) => !arg.startsWith('--'))) {
    const told = factsIn(readFileSync(file, 'utf8'));
    const pairs = told.flatMap(readOf).map(({ field, right }) => ({ wanted: field, got: right ? field : 'wrong' }));
    const which = args.includes('--misread') ? misread(told) : '';
    process.stdout.write(`\n${file}, what is read of a call\n${table(pairs)}${which}`);
  }
} else {
  // Reads the weights that the other two make.
  const { learned, understood } = await import('./understand/understood.js');
  for (const file of args) {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const said = lines.map((line) => line.split('\t'));
    for (const [name, read] of [
      ['the bot', understood],
      ['the examples alone', learned],
    ] as const) {
      const pairs = said.map(([wanted = '', sentence = '']) => ({ wanted, got: read(sentence, wanted) }));
      process.stdout.write(`\n${file}, ${name}\n${table(pairs)}${confusions(pairs)}`);
    }
  }
}
