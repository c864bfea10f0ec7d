import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type AnswerLetter, drawAnswerLetter } from '../../../bot/letters/answer.js';
import { installed } from '../machine.js';
import { inTurn, type Row } from '../row.js';

const TOGETHER = 20;
const PRODUCED_AT = new Date('2026-11-24T01:05:00Z');

const LETTER: AnswerLetter = {
  answerSymbol: '管財発',
  answerNumber: '45',
  answerDate: '2026-11-24',
  section: '市民課',
  chiefTitle: '市民課長',
  applicationDate: '2026-11-23',
  documentSymbol: '市民発',
  documentNumber: '123',
  stored: true,
  calls: [
    {
      callDate: '2026-11-20',
      callTime: '14:05',
      durationMinutes: 3,
      otherNumber: '+81963282111',
      cityNumber: '21234',
    },
  ],
  refusal: null,
  deputyNote: null,
  sealOmitted: false,
};

const LINES = [
  '様式第2号（第6条関係）',
  '管財発第45号',
  '令和8年（2026年）11月24日',
  '市民課長　様',
  '管財課長',
  '電話録音データ取出し回答書',
  '令和8年（2026年）11月23日付市民発第123号で申請のあったことについて、下記のとおり回答します。',
  '記',
  '1. 音声データの有無　有・無',
  '2. 音声データ概要',
];
const ROWS = [
  ['日付', '令和8年（2026年）11月20日'],
  ['時間', '14時05分'],
  ['通話時間', '約3分'],
  ['相手方電話番号', '（096）328-2111'],
  ['市側電話番号', '21234'],
];

/** The same letter as a flat OpenDocument text: what an office would fill in and have LibreOffice turn into a PDF. */
function openDocument(): string {
  const paragraph = (text: string) => `<text:p>${text}</text:p>`;
  const cell = (text: string) => `<table:table-cell office:value-type="string">${paragraph(text)}</table:table-cell>`;
  const rows = ROWS.map((cells) => `<table:table-row>${cells.map(cell).join('')}</table:table-row>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text>${LINES.map(paragraph).join('')}
<table:table table:name="call"><table:table-column table:number-columns-repeated="2"/>${rows.join('')}</table:table>
${['以上', '問合せ先', '総務局管財課'].map(paragraph).join('')}</office:text></office:body></office:document>`;
}

/** Letters a second, drawn one after the other. */
async function drawn(count: number): Promise<number> {
  const started = performance.now();
  for (let done = 0; done < count; done++) await drawAnswerLetter(LETTER, PRODUCED_AT);
  return (count * 1000) / (performance.now() - started);
}

const against = (how: string, atLeast: number) => ({
  what: `letter (様式第2号), against ${how}`,
  peer: `LibreOffice headless, ${how}`,
  unit: 'letters/s',
  aim: { of: 'ratio', atLeast } as const,
});

export const letter: Row<'single' | 'together'> = {
  name: 'letter',
  lines: { single: against('one call each', 40), together: against(`${TOGETHER} in one call`, 10) },
  async measure({ scale, folder }) {
    await drawn(TOGETHER);
    const program = installed('soffice');
    if (program === undefined) {
      const ours: number[] = [];
      while (ours.length < scale.samples) ours.push(await drawn(TOGETHER));
      const alone = { ours, note: 'peer not installed: LibreOffice' };
      return { single: alone, together: alone };
    }
    const home = join(folder, 'letters');
    await mkdir(home, { recursive: true });
    const files = Array.from({ length: TOGETHER }, (_, number) => join(home, `letter${number}.fodt`));
    for (const file of files) await writeFile(file, openDocument());
    const convert = async (of: readonly string[]): Promise<number> => {
      const out = join(home, 'out');
      const profile = `-env:UserInstallation=${pathToFileURL(join(home, 'profile')).href}`;
      const started = performance.now();
      await promisify(execFile)(program, [profile, '--headless', '--convert-to', 'pdf', '--outdir', out, ...of]);
      const rate = (of.length * 1000) / (performance.now() - started);
      await rm(out, { recursive: true });
      return rate;
    };
    // The first call makes the profile.
    await convert(files.slice(0, 1));
    return {
      single: await inTurn(
        scale.samples,
        () => drawn(TOGETHER),
        () => convert(files.slice(0, 1)),
      ),
      together: await inTurn(
        scale.samples,
        () => drawn(TOGETHER),
        () => convert(files),
      ),
    };
  },
};
