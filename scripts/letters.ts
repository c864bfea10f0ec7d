/**
 * Draws the forms of a city as PDF files: `npm run letters`, in the folder `pictures/letters/`, of the city that `CITY_PROFILE` names. Whoever
 * writes a profile lays them beside the city's own forms (docs/your-city.md). The people and calls on them are made up.
 */
import '../bot/namedCity.js';

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { momentOf } from '../bot/japanese/civil.js';
import { drawAnswerLetter } from '../bot/letters/answer.js';
import { drawApplicationLetter } from '../bot/letters/application.js';
import type { CallOnLetter } from '../bot/letters/callTable.js';
import { ROOT } from '../bot/paths.js';
import { CITY, CITY_ID, cityFaults } from '../bot/rule/profile/city.js';
import { refusalSentence } from '../bot/rule/purposes.js';

const NOW = momentOf('2026-11-23', '10:05');

const CALL: CallOnLetter = {
  callDate: '2026-11-22',
  callTime: '14:05',
  durationMinutes: 5,
  otherNumber: null,
  cityNumber: '12345',
};
const SECTION = {
  section: '住民課',
  chiefTitle: '住民課長',
  documentSymbol: '住民発',
  documentNumber: '123',
  sealOmitted: false,
};
const ANSWER = {
  ...SECTION,
  answerSymbol: CITY.office.documentSymbol,
  answerDate: '2026-11-24',
  applicationDate: '2026-11-23',
};

const faults = cityFaults(process.env.CITY_PROFILE);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exit(1);
}
const folder = join(ROOT, 'pictures', 'letters', CITY_ID);
await mkdir(folder, { recursive: true });
const letters: Record<string, Promise<Buffer>> = {
  application: drawApplicationLetter(
    {
      ...SECTION,
      ...CALL,
      applicationDate: '2026-11-23',
      purpose: 1,
      purposeOther: null,
      contactBureau: '',
      contactSection: SECTION.section,
      contactName: '試験 一郎',
    },
    NOW,
  ),
  answer: drawAnswerLetter(
    { ...ANSWER, answerNumber: '45', stored: true, calls: [CALL], refusal: null, deputyNote: null },
    NOW,
  ),
  'not-stored': drawAnswerLetter(
    {
      ...ANSWER,
      answerNumber: '47',
      stored: false,
      calls: [CALL, { ...CALL, callTime: '14:20', otherNumber: '+815012345678' }],
      refusal: refusalSentence('not_stored', ''),
      deputyNote: '代決　試験 四郎',
      sealOmitted: true,
    },
    NOW,
  ),
  refusal: drawAnswerLetter(
    {
      ...ANSWER,
      answerNumber: '46',
      stored: true,
      calls: [CALL],
      refusal: refusalSentence('no_ground', '研修での利用に当たるため'),
      deputyNote: null,
    },
    NOW,
  ),
};
for (const [letter, drawn] of Object.entries(letters)) {
  const path = join(folder, `${letter}.pdf`);
  await writeFile(path, await drawn);
  process.stdout.write(`${path}\n`);
}
