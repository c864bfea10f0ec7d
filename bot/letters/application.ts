import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { MANAGER } from '../rule/office.js';
import { CITY } from '../rule/profile/city.js';
import { OTHER_PURPOSE, PURPOSES, type Purpose } from '../rule/purposes.js';
import { type CallOnLetter, callRows, headingCell, ruledTable, WIDE_CELL } from './callTable.js';
import { choice } from './circle.js';
import {
  atRight,
  chiefName,
  head,
  ki,
  LINE_HEIGHT,
  letterPage,
  paragraph,
  printedName,
  sealNote,
  title,
} from './layout.js';
import { printable } from './printable.js';
import { renderLetter } from './render.js';

const FORM = CITY.forms.application;
const NUMBER_WIDTH = 22;
const ABOVE = 1;
const BELOW = 2;
const PURPOSE_HEIGHT = LINE_HEIGHT + ABOVE + BELOW;

/** What 様式第1号 says; dates are `YYYY-MM-DD`. */
export interface ApplicationLetter extends CallOnLetter {
  /** 文書記号 of the applying section, such as 市民発. */
  documentSymbol: string;
  /** Number within the 年度, with its branch if it has one: `123`, `12の2`. */
  documentNumber: string;
  applicationDate: string;
  section: string;
  /** The sender as signed, 市民課長; a bare 課長 or 室長 is completed with the section. */
  chiefTitle: string;
  purpose: Purpose;
  /** What stands in the brackets of その他; printed only when that purpose is chosen. */
  purposeOther: string | null;
  contactBureau: string;
  contactSection: string;
  contactName: string;
  /** Whether 〔公印省略〕 stands under the sender, because the letter goes out without the official seal. */
  sealOmitted: boolean;
}

function purposeLine(number: number, text: string, chosen: boolean): Content {
  // A fixed width, because a flexible column grows with a long word and would run out of the page.
  const columns = [choice(String(number), chosen, NUMBER_WIDTH), { width: WIDE_CELL - NUMBER_WIDTH, text }];
  return { columns, margin: [0, ABOVE, 0, BELOW], tag: { type: 'P' } };
}

function purposeRow(letter: ApplicationLetter): TableCell[] {
  const other = letter.purpose === OTHER_PURPOSE ? printable(letter.purposeOther ?? '') : '';
  const lines = [...PURPOSES].map(([purpose, words]) => {
    const text = purpose === OTHER_PURPOSE ? `${words}（${other === '' ? '　　　　　　　　' : other}）` : words;
    return purposeLine(purpose, text, letter.purpose === purpose);
  });
  return [headingCell(FORM.purposeHeading, lines.length * PURPOSE_HEIGHT), { stack: lines, colSpan: 2 }, {}];
}

/** 様式第1号 as a document definition: words, order and rings of the form, nothing drawn yet. */
export function applicationDefinition(letter: ApplicationLetter, producedAt: Date): TDocumentDefinitions {
  const number = printedName(letter.documentSymbol, letter.documentNumber);
  const contact = `${printable(letter.contactBureau)}${printable(letter.contactSection)}　${printable(letter.contactName)}`;
  return letterPage(`${FORM.name}（${number}）`, producedAt, [
    ...head(`${FORM.label}${FORM.under}`, number, letter.applicationDate),
    { text: `${MANAGER}　様` },
    atRight([chiefName(letter.section, letter.chiefTitle), CITY.forms.applicant], { above: 12, below: 0 }),
    ...sealNote(letter.sealOmitted),
    title(FORM.name),
    paragraph(FORM.request),
    ki(),
    ruledTable([...callRows(FORM.callHeading, letter, FORM.ownNumberNote), purposeRow(letter)]),
    {
      text: FORM.note,
      margin: [0, 9, 0, 0],
    },
    { stack: [atRight([FORM.contact, contact], { above: 22, below: 0 })], unbreakable: true },
  ]);
}

/**
 * Draws 様式第1号, 電話録音データ取出し申請書 (第6条第1項), as a PDF. The same letter and moment give the same bytes.
 * A character the font lacks is printed as 〓.
 *
 * @param producedAt the moment written into the file as its creation date
 */
export function drawApplicationLetter(letter: ApplicationLetter, producedAt: Date): Promise<Buffer> {
  return renderLetter(applicationDefinition(letter, producedAt));
}
