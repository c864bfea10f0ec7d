import type { CardContent, CardName } from '../../bot/teams/cards/render.js';
import { DECISION_SAMPLES } from './decisionSamples.js';
import { LIFE_SAMPLES } from './lifeSamples.js';
import { NOTICE_SAMPLES } from './noticeSamples.js';
import { STATUS_SAMPLES } from './statusSamples.js';
import { WIZARD_SAMPLES } from './wizardSamples.js';

/** Every template with fictitious people in it, as the bot itself fills it: for pictures and tests. */
export const SAMPLES: Record<CardName, Record<string, CardContent>> = {
  ...WIZARD_SAMPLES,
  ...DECISION_SAMPLES,
  ...STATUS_SAMPLES,
  ...NOTICE_SAMPLES,
  ...LIFE_SAMPLES,
};
