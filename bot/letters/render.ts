import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { MINCHO, MINCHO_FILE } from './fonts.js';

/**
 * Turns a letter's definition into the bytes of a PDF with the used part of the font embedded. Nothing is fetched, and of the
 * disk only the font is read, whatever the letter says. The definition is used up: the library writes into it.
 */
export async function renderLetter(definition: TDocumentDefinitions): Promise<Buffer> {
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === MINCHO_FILE);
  pdfmake.setFonts({ [MINCHO]: { normal: MINCHO_FILE } });
  return pdfmake.createPdf(definition).getBuffer();
}
