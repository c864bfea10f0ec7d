import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { AppError } from '../errors.js';
import { formatWareki } from '../japanese/wareki.js';
import { MANAGER, OFFICE } from '../rule/office.js';
import { CITY } from '../rule/profile/city.js';
import { type CallOnLetter, callRows, ruledTable } from './callTable.js';
import { choice } from './circle.js';
import {
  atRight,
  chiefName,
  head,
  ki,
  letterPage,
  paragraph,
  printedName,
  sealNote,
  title,
  underSender,
} from './layout.js';
import { printable } from './printable.js';
import { renderLetter } from './render.js';

const FORM = CITY.forms.answer;
const CHOICE_WIDTH = 24;

/** What 様式第2号 says; dates are `YYYY-MM-DD`. */
export interface AnswerLetter {
  /** 文書記号 and number of the answer. */
  answerSymbol: string;
  answerNumber: string;
  answerDate: string;
  section: string;
  /** The addressee's post, 市民課長; a bare 課長 or 室長 is completed with the section. */
  chiefTitle: string;
  applicationDate: string;
  documentSymbol: string;
  documentNumber: string;
  /** Whether the recording is on the recorder: the 〇 goes round 有 or 無. */
  stored: boolean;
  /** One for each recording handed over; for a refusal the call as applied for. */
  calls: CallOnLetter[];
  /** Sentences saying that no copy is given and why (第6条第2項ただし書); null when copies are given. */
  refusal: string | null;
  /** A small line under the sender, such as who decided in the manager's absence; null for none. */
  deputyNote: string | null;
  /** Whether 〔公印省略〕 stands under the sender, because the letter goes out without the official seal. */
  sealOmitted: boolean;
}

function sender({ sealOmitted, deputyNote }: AnswerLetter): Content[] {
  const note = deputyNote === null ? [] : [underSender(printable(deputyNote))];
  return [atRight([MANAGER], { above: 12, below: 0 }), ...sealNote(sealOmitted), ...note];
}

function storedLine(stored: boolean): Content {
  const choices = [choice('有', stored, CHOICE_WIDTH), choice('・', false, 12), choice('無', !stored, CHOICE_WIDTH)];
  return {
    columns: [
      { width: 118, text: FORM.storedHeading, tag: { type: 'H2' } },
      { columns: choices, tag: { type: 'P' } },
    ],
    margin: [0, 0, 0, 8],
  };
}

function callTables(calls: CallOnLetter[]): Content[] {
  return calls.map((call, index) => {
    const which = calls.length === 1 ? [] : [`（${index + 1}件目）`];
    const rows = callRows([...FORM.callHeading, ...which], call, '');
    return { stack: [ruledTable(rows)], margin: [0, 2, 0, 6] };
  });
}

/**
 * 様式第2号 as a document definition: words, order and rings of the form, nothing drawn yet.
 *
 * @throws AppError `invalid_input` when no call is named: the form has no meaning without its table
 */
export function answerDefinition(letter: AnswerLetter, producedAt: Date): TDocumentDefinitions {
  if (letter.calls.length === 0) {
    throw new AppError('invalid_input', 'answer letter without a call', '回答書に記載する通話がありません。');
  }
  const number = printedName(letter.answerSymbol, letter.answerNumber);
  const applied = printedName(letter.documentSymbol, letter.documentNumber);
  const body = FORM.body.replace('{日付}', formatWareki(letter.applicationDate)).replace('{番号}', applied);
  const refusal: Content[] =
    letter.refusal === null
      ? []
      : [{ stack: letter.refusal.split('\n').map((line) => paragraph(printable(line))), margin: [0, 5, 0, 0] }];
  return letterPage(`${FORM.name}（${number}）`, producedAt, [
    ...head(`${FORM.label}${FORM.under}`, number, letter.answerDate),
    { text: `${chiefName(letter.section, letter.chiefTitle)}　様` },
    { text: CITY.forms.applicant },
    ...sender(letter),
    title(FORM.name),
    paragraph(body),
    ki(),
    storedLine(letter.stored),
    { text: FORM.callsHeading, margin: [0, 0, 0, 2], tag: { type: 'H2' } },
    ...callTables(letter.calls),
    ...refusal,
    {
      stack: [
        { text: '以上', alignment: 'right', margin: [0, 4, 11, 0] },
        atRight([FORM.inquiries, OFFICE], { above: 20, below: 0 }),
      ],
      unbreakable: true,
    },
  ]);
}

/**
 * Draws 様式第2号, 電話録音データ取出し回答書 (第6条第2項), as a PDF. The same letter and moment give the same bytes.
 * A character the font lacks is printed as 〓.
 *
 * @param producedAt the moment written into the file as its creation date
 * @throws AppError `invalid_input` when no call is named
 */
export function drawAnswerLetter(letter: AnswerLetter, producedAt: Date): Promise<Buffer> {
  return renderLetter(answerDefinition(letter, producedAt));
}
