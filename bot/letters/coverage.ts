const FORMAT_ALL_PLANES = 12;

/** Where a table of a TrueType font begins (OpenType specification, "Organization of an OpenType Font"). */
function tableOffset(font: Buffer, tag: string): number {
  const tables = font.readUInt16BE(4);
  for (let i = 0; i < tables; i++) {
    const record = 12 + i * 16;
    if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8);
  }
  throw new Error(`font without table ${tag}`);
}

/** Where the subtable that covers all planes of Unicode begins (OpenType specification, "cmap"). */
function subtableOffset(font: Buffer): number {
  const cmap = tableOffset(font, 'cmap');
  const subtables = font.readUInt16BE(cmap + 2);
  for (let i = 0; i < subtables; i++) {
    const offset = cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4);
    if (font.readUInt16BE(offset) === FORMAT_ALL_PLANES) return offset;
  }
  throw new Error('font without a cmap of format 12');
}

/**
 * The code points a TrueType font has a glyph for, read from its `cmap` table of format 12. The PDF library does not tell:
 * it draws a character the font lacks as an empty box and carries on.
 *
 * @throws Error when the font has no such table, which for the font shipped with the program is a defect
 */
export function codePointsOf(font: Buffer): ReadonlySet<number> {
  const subtable = subtableOffset(font);
  const groups = font.readUInt32BE(subtable + 12);
  const found = new Set<number>();
  for (let i = 0; i < groups; i++) {
    const group = subtable + 16 + i * 12;
    const first = font.readUInt32BE(group);
    const last = font.readUInt32BE(group + 4);
    for (let codePoint = first; codePoint <= last; codePoint++) found.add(codePoint);
  }
  return found;
}
