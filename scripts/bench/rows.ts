import type { Row } from './row.js';
import { approval } from './rows/approval.js';
import { audit } from './rows/audit.js';
import { download } from './rows/download.js';
import { idleEmbedded, idleOnServer } from './rows/idle.js';
import { importing } from './rows/importing.js';
import { letter } from './rows/letter.js';
import { memory } from './rows/memory.js';
import { notice } from './rows/notice.js';
import { start } from './rows/start.js';
import { wizard } from './rows/wizard.js';
import { years } from './rows/years.js';

/** All that is measured, in the order of the table. */
export const ROWS: readonly Row[] = [
  approval('postgresql', 0.25),
  approval('embedded', 0.15),
  wizard('postgresql'),
  wizard('embedded'),
  notice('postgresql'),
  notice('embedded'),
  download,
  years,
  importing,
  letter,
  start('postgresql'),
  start('embedded'),
  memory('postgresql', 220),
  memory('embedded', 400),
  idleOnServer,
  idleEmbedded,
  audit,
];
