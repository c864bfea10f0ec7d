import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
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

const NAME = '電話録音データ取出し申請書';
const PURPOSES = ['クレーム、カスハラ対応', '対応内容確認', '外部機関対応'] as const;
const OTHER = 4;
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
  purpose: 1 | 2 | 3 | 4;
  /** What stands in the brackets of 4 その他; printed only when that purpose is chosen. */
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
  const other = letter.purpose === OTHER ? printable(letter.purposeOther ?? '') : '';
  const texts = [...PURPOSES, `その他（${other === '' ? '　　　　　　　　' : other}）`];
  const lines = texts.map((text, index) => purposeLine(index + 1, text, letter.purpose === index + 1));
  return [
    headingCell(['利用目的', '（最も近いもの1', 'つに〇付け）'], lines.length * PURPOSE_HEIGHT),
    { stack: lines, colSpan: 2 },
    {},
  ];
}

/** 様式第1号（第6条関係） as a document definition: words, order and rings of the form, nothing drawn yet. */
export function applicationDefinition(letter: ApplicationLetter, producedAt: Date): TDocumentDefinitions {
  const number = printedName(letter.documentSymbol, letter.documentNumber);
  const contact = `${printable(letter.contactBureau)}${printable(letter.contactSection)}　${printable(letter.contactName)}`;
  return letterPage(`${NAME}（${number}）`, producedAt, [
    ...head('様式第1号（第6条関係）', number, letter.applicationDate),
    { text: '管財課長　様' },
    atRight([chiefName(letter.section, letter.chiefTitle), '（申請課（室）の長）'], { above: 12, below: 0 }),
    ...sealNote(letter.sealOmitted),
    title(NAME),
    paragraph('下記のとおり申請しますので、対応をお願いします。'),
    ki(),
    ruledTable([...callRows(['電話録音データの', '内容'], letter, '（本庁舎の場合は5桁）'), purposeRow(letter)]),
    {
      text: '※データ受領後は、総合文書管理システム上に保存し、公文書として適正に取り扱います。',
      margin: [0, 9, 0, 0],
    },
    { stack: [atRight(['申請担当者', contact], { above: 22, below: 0 })], unbreakable: true },
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
