import layoutBuilder, { type Line } from 'pdfmake/js/LayoutBuilder.js';
import type { PDFDocument } from 'pdfmake/js/PDFDocument.js';
import renderer from 'pdfmake/js/Renderer.js';
import type { Element, Words } from './structure.js';

type Mark = PDFDocument.StructureContent;

/** Lays a letter out as the library does; every line remembers the node whose words it has. */
export class TracedLayout extends layoutBuilder.default {
  override buildNextLine(node: object): Line | null {
    const line = super.buildNextLine(node);
    if (line !== null) line.node = node;
    return line;
  }
}

/**
 * Draws as the library does, and marks all that it draws: words of the structure as such, once; everything else (rules, rings,
 * page numbers, a table's head on its further pages) as an artifact, which a screen reader passes over.
 */
export class TaggedRenderer extends renderer.default {
  private readonly drawn = new WeakSet<object>();

  constructor(
    private readonly document: PDFDocument,
    private readonly words: ReadonlyMap<object, Words<Mark>>,
  ) {
    super(document);
  }

  override renderLine(line: Line, x: number, y: number): void {
    const words = line.node === undefined || this.drawn.has(line.inlines) ? undefined : this.words.get(line.node);
    this.drawn.add(line.inlines);
    if (words === undefined) this.document.markContent('Artifact', { type: 'Pagination' });
    else words.marks.push(this.document.markStructureContent(words.type));
    super.renderLine(line, x, y);
    this.document.endMarkedContent();
  }

  override renderVector(vector: object): void {
    this.document.markContent('Artifact', { type: 'Layout' });
    super.renderVector(vector);
    this.document.endMarkedContent();
  }
}

/** Writes a letter's structure into the file, after its pages were drawn. */
export function writeStructure(document: PDFDocument, root: Element<Mark>): void {
  function written(element: Element<Mark>): PDFDocument.StructureElement {
    const structure = document.struct(element.type, { actual: element.spoken });
    if (Object.keys(element.cell).length > 0) structure.dictionary.data.A = { O: 'Table', ...element.cell };
    for (const child of element.children) {
      if ('marks' in child) for (const mark of child.marks) structure.add(mark);
      else structure.add(written(child));
    }
    return structure;
  }
  document.addStructure(written(root));
}
