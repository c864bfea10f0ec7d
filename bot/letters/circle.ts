import type { Column, Content } from 'pdfmake/interfaces.js';
import { FONT_SIZE } from './layout.js';

const RADIUS = 8.2;
const LINE_WIDTH = 0.9;

/**
 * A choice printed on the form, with the 〇 drawn round it when it is the chosen one (様式第1号「〇付け」, 様式第2号「有・無」).
 * A drawn ring and not the character 〇, because the printed choice has to stay readable inside it. Read aloud, it is said.
 *
 * @param width width of the choice in points, inside which its text is centred
 */
export function choice(text: string, chosen: boolean, width: number): Column {
  const label: Content = { text, alignment: 'center' };
  if (!chosen) return { width, stack: [label], tag: { type: 'Span' } };
  const ring: Content = {
    canvas: [{ type: 'ellipse', x: 0, y: 0, r1: RADIUS, r2: RADIUS, lineWidth: LINE_WIDTH }],
    relativePosition: { x: width / 2, y: FONT_SIZE / 2 },
  };
  return { width, stack: [ring, label], tag: { type: 'Span', spoken: `${text}（〇）` } };
}
