import type { SpokenMatter } from '../../chat/spoken.js';
import { MATTER_KINDS, type MatterKind, matterRule } from '../../rule/matters.js';
import type { MatterDescription, MatterVerb } from '../matter.js';
import { caseFile } from './case.js';
import { complaint } from './complaint.js';
import { lock } from './lock.js';
import { notice } from './notice.js';
import { playback } from './playback.js';
import { preservation } from './preservation.js';
import { settings } from './settings.js';

const DESCRIPTIONS: Readonly<Record<MatterKind, MatterDescription>> = {
  complaint,
  preservation,
  playback,
  case: caseFile,
  notice,
  lock,
  settings,
};

/** All kinds, in the order in which they are offered. */
export const MATTERS_KEPT: readonly MatterDescription[] = MATTER_KINDS.map((kind) => DESCRIPTIONS[kind]);

/** What is particular to a kind. */
export function descriptionOf(kind: MatterKind): MatterDescription {
  return DESCRIPTIONS[kind];
}

/** The verb of a name; undefined where the kind has none. */
export function verbOfMatter({ begins, verbs }: MatterDescription, name: string): MatterVerb | undefined {
  return [begins, ...verbs].find((verb) => verb.name === name);
}

/** How matters are spoken of. */
export const SPOKEN_MATTERS: readonly SpokenMatter[] = MATTERS_KEPT.map(({ kind, says = [], verbs }) => ({
  kind,
  word: matterRule(kind).word,
  fields: says,
  verbs: verbs.flatMap(({ name, said: how }) => (how === undefined ? [] : [{ name, said: how }])),
}));
