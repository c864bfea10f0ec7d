import { buffer } from 'node:stream/consumers';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { normalizePageMargin, normalizePageSize } from 'pdfmake/js/PageSize.js';
import pdfDocument, { type EmbeddedFont, type PDFDocument } from 'pdfmake/js/PDFDocument.js';
import { MINCHO, MINCHO_FILE } from './fonts.js';
import { letterPage } from './layout.js';
import { structureOf } from './structure.js';
import { TaggedRenderer, TracedLayout, writeStructure } from './tagged.js';

/** An empty file with the letter's metadata. Of the disk it may read the font and nothing else; it knows no way to fetch. */
function emptyFile({ info, language, version, displayTitle }: TDocumentDefinitions): PDFDocument {
  return new pdfDocument.default(
    { [MINCHO]: { normal: MINCHO_FILE } },
    {},
    {},
    {},
    {
      pdfVersion: version,
      lang: language,
      displayTitle,
      tagged: true,
      fontLayoutCache: true,
      autoFirstPage: false,
      font: null,
      info: {
        Title: info?.title,
        Author: info?.author,
        Creator: info?.creator,
        Producer: info?.producer,
        CreationDate: info?.creationDate,
      },
    },
    null,
    (path) => path === MINCHO_FILE,
  );
}

/** The font, read once at the start: to read it takes longer than to draw a letter. Of the document that read it nothing is kept. */
const FONT = readFont();

function readFont(): Pick<EmbeddedFont, 'constructor' | 'font'> {
  const read = emptyFile(letterPage('', new Date(0), [])).font(MINCHO_FILE)._font;
  if (read === null) throw new Error('the font of the letters cannot be read');
  return { constructor: read.constructor, font: read.font };
}

/** An empty file into which the font will be embedded. */
function fileFor(definition: TDocumentDefinitions): PDFDocument {
  const document = emptyFile(definition);
  document._fontFamilies[MINCHO_FILE] = new FONT.constructor(document, FONT.font, 'F1');
  return document;
}

/**
 * Turns a letter's definition into the bytes of a tagged PDF with the used part of the font embedded. Nothing is fetched, and of
 * the disk only the font is read, once, whatever the letter says. The definition is used up: the library writes into it.
 *
 * @throws Error for content that has no place in the structure read aloud, a defect of the program
 */
export async function renderLetter(definition: TDocumentDefinitions): Promise<Buffer> {
  const document = fileFor(definition);
  const { root, words } = structureOf<PDFDocument.StructureContent>(definition.content);
  const layout = new TracedLayout(
    normalizePageSize(definition.pageSize, definition.pageOrientation),
    normalizePageMargin(definition.pageMargins),
    undefined,
  );
  const pages = layout.layoutDocument(
    definition.content,
    document,
    {},
    definition.defaultStyle,
    undefined,
    undefined,
    definition.footer,
    undefined,
    definition.pageBreakBefore,
  );
  new TaggedRenderer(document, words).renderPages(pages);
  writeStructure(document, root);
  document.end();
  return buffer(document);
}
