// The parts of pdfmake that a letter is drawn with. Its own types cover only the whole; versions are exact, so these hold.

declare module 'pdfmake/js/PDFDocument.js' {
  import type { Readable } from 'node:stream';

  namespace PDFDocument {
    /** A run of marked content on a page. */
    interface StructureContent {
      readonly refs: readonly unknown[];
    }

    interface StructureElement {
      readonly dictionary: { readonly data: Record<string, unknown> };
      add(child: StructureElement | StructureContent): this;
    }
  }

  /** A font whose used part is embedded in one document. */
  interface EmbeddedFont {
    /** What was read of the font's file; documents may share it. */
    readonly font: object;
    readonly constructor: new (document: PDFDocument, font: object, id: string) => EmbeddedFont;
  }

  class PDFDocument extends Readable {
    /** The font chosen last. */
    readonly _font: EmbeddedFont | null;
    /** The fonts of the document by their files and names. */
    readonly _fontFamilies: Record<string, EmbeddedFont>;
    constructor(
      fonts: Record<string, { normal: string }>,
      images: Record<string, never>,
      patterns: Record<string, never>,
      attachments: Record<string, never>,
      options: Record<string, unknown>,
      virtualFiles: null,
      localAccessPolicy: (path: string) => boolean,
    );
    font(file: string): this;
    markContent(tag: 'Artifact', options: { type: 'Pagination' | 'Layout' }): this;
    markStructureContent(tag: string): PDFDocument.StructureContent;
    endMarkedContent(): this;
    struct(type: string, options: { actual?: string | undefined }): PDFDocument.StructureElement;
    addStructure(element: PDFDocument.StructureElement): this;
    end(): void;
  }

  const module: { default: typeof PDFDocument };

  export type { EmbeddedFont, PDFDocument };
  export default module;
}

declare module 'pdfmake/js/LayoutBuilder.js' {
  import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
  import type { PDFDocument } from 'pdfmake/js/PDFDocument.js';

  /** A line as it stands on a page. Where it stands on several, as the head of a long table does, `inlines` is the same. */
  interface Line {
    readonly inlines: readonly object[];
    /** The node whose words it has; set by our layout. */
    node?: object;
  }

  interface Page {
    readonly items: readonly unknown[];
  }

  class LayoutBuilder {
    constructor(
      pageSize: { width: number; height: number },
      margins: { left: number; top: number; right: number; bottom: number },
      svgMeasure: undefined,
    );
    layoutDocument(
      content: Content,
      document: PDFDocument,
      styles: Record<string, never>,
      defaultStyle: TDocumentDefinitions['defaultStyle'],
      background: undefined,
      header: undefined,
      footer: TDocumentDefinitions['footer'],
      watermark: undefined,
      pageBreakBefore: TDocumentDefinitions['pageBreakBefore'],
    ): Page[];
    buildNextLine(node: object): Line | null;
  }

  const module: { default: typeof LayoutBuilder };

  export type { Line, Page };
  export default module;
}

declare module 'pdfmake/js/Renderer.js' {
  import type { Line, Page } from 'pdfmake/js/LayoutBuilder.js';
  import type { PDFDocument } from 'pdfmake/js/PDFDocument.js';

  class Renderer {
    constructor(document: PDFDocument);
    renderPages(pages: readonly Page[]): void;
    renderLine(line: Line, x: number, y: number): void;
    renderVector(vector: object): void;
  }

  const module: { default: typeof Renderer };
  export default module;
}

declare module 'pdfmake/js/PageSize.js' {
  import type { Margins, PageOrientation, PageSize } from 'pdfmake/interfaces.js';

  export function normalizePageSize(
    size: PageSize | undefined,
    orientation: PageOrientation | undefined,
  ): { width: number; height: number };
  export function normalizePageMargin(margins: Margins | undefined): {
    left: number;
    top: number;
    right: number;
    bottom: number;
  };
}
