import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { codePointsOf } from './coverage.js';

/** The font file of every letter: BIZ UD明朝 (OFL), a 明朝 made to be read easily in public documents. */
export const MINCHO_FILE = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/biz-udmincho/400Regular/BIZUDMincho_400Regular.ttf',
);

/** The name under which the letters' layout asks for the font. */
export const MINCHO = 'Mincho';

/** Every character the font can draw. Read once at start, so that a missing font is noticed then and not at the first letter. */
export const MINCHO_CHARACTERS: ReadonlySet<number> = codePointsOf(readFileSync(MINCHO_FILE));
