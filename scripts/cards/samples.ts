import type { CardContent, CardName } from '../../bot/teams/cards/render.js';
import { DECISION_SAMPLES } from './decisionSamples.js';
import { LIFE_SAMPLES } from './lifeSamples.js';
import { MATTER_FORMS, MATTER_LISTS, MATTER_SAMPLES } from './matterSamples.js';
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
  ...MATTER_SAMPLES,
  form: { ...WIZARD_SAMPLES.form, ...MATTER_FORMS },
  list: { ...STATUS_SAMPLES.list, ...MATTER_LISTS },
};
