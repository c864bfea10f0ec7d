import { type ReadingContext, readSentence, type Sentence } from '../../bot/chat/sentence.js';
import { momentOf } from '../../bot/japanese/civil.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';

/** A Monday morning, on which all examples are said. */
export const CONTEXT: ReadingContext = {
  now: momentOf('2026-11-23', '10:05'),
  areaCode: '096',
  verbs: SPOKEN,
  matters: SPOKEN_MATTERS,
};

/** A sentence as the readers read it. */
export const reading = (text: string): Sentence => readSentence(text, CONTEXT);
