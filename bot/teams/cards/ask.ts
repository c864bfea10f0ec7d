import type { Button, CardContent } from './render.js';

/** One question: words to type, one choice to make, or only a confirmation. */
export interface Asked {
  headline: string;
  lead: string;
  notice?: string;
  input?: { label: string; placeholder: string; value: string; multiline: boolean };
  choice?: { label: string; value: string; multi: boolean; options: { title: string; value: string }[] };
  buttons: Button[];
}

/** The card for one question before a step is taken. */
export function askCard({ headline, lead, notice = '', input, choice, buttons }: Asked): CardContent {
  return {
    card: 'ask',
    data: { headline, lead, notice, inputs: input ? [input] : [], choices: choice ? [choice] : [], buttons },
  };
}
