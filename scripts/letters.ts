/**
 * Draws the forms of a city as PDF files: `npm run letters`, in the folder `pictures/letters/`, of the city that `CITY_PROFILE` names. Whoever
 * writes a profile lays them beside the city's own forms (docs/your-city.md). The people and calls on them are made up.
 */
import '../bot/namedCity.js';

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawAnswerLetter } from '../bot/letters/answer.js';
import { drawApplicationLetter } from '../bot/letters/application.js';
import type { CallOnLetter } from '../bot/letters/callTable.js';
import { ROOT } from '../bot/paths.js';
import { CITY, CITY_ID, cityFaults } from '../bot/rule/profile/city.js';
import { OTHER_PURPOSE, refusalSentence } from '../bot/rule/purposes.js';
import { NOW } from './cards/fiction.js';

const CALL: CallOnLetter = {
  callDate: '2026-11-22',
  callTime: '14:05',
  durationMinutes: 5,
  otherNumber: null,
  cityNumber: '12345',
};
const SECTION = {
  section: '市民課',
  chiefTitle: '市民課長',
  documentSymbol: '市民発',
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
      purpose: OTHER_PURPOSE ?? 1,
      purposeOther: '公文書の開示請求への対応',
      contactBureau: '市民局',
      contactSection: '市民課',
      contactName: '試験 一郎',
    },
    NOW,
  ),
  answer: drawAnswerLetter(
    { ...ANSWER, answerNumber: '45', stored: true, calls: [CALL], refusal: null, deputyNote: null },
    NOW,
  ),
  refusal: drawAnswerLetter(
    {
      ...ANSWER,
      answerNumber: '46',
      stored: true,
      calls: [CALL],
      refusal: refusalSentence('no_ground', '利用目的が目的の範囲を超えるため'),
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
