/** Writes docs/verbs.md, who may do what with a request, from the verbs: `npm run verbs`, which has the formatter align it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bot/paths.js';
import { verbsPage } from './verbs/table.js';

const target = join(ROOT, 'docs', 'verbs.md');
writeFileSync(target, verbsPage());
process.stdout.write(`${target}\n`);
