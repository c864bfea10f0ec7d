import type { Button, CardContent } from './render.js';

/** One question: words to type, one choice to make, or only a confirmation. */
export interface Asked {
  headline: string;
  lead: string;
  notice?: string;
  input?: { label: string; optional?: true; placeholder: string; value: string; multiline: boolean };
  choice?: {
    label: string;
    optional?: true;
    value: string;
    multi: boolean;
    options: { title: string; value: string }[];
  };
  buttons: Button[];
}

/** What is asked has to be answered, unless the question says otherwise; the label says so in words. */
function required<T extends { label: string; optional?: true }>({ optional, ...asked }: T): Omit<T, 'optional'> {
  return { ...asked, label: optional ? asked.label : `${asked.label}（必須）` };
}

/** The card for one question before a step is taken. */
export function askCard({ headline, lead, notice = '', input, choice, buttons }: Asked): CardContent {
  return {
    card: 'ask',
    data: {
      headline,
      lead,
      notice,
      inputs: input ? [required(input)] : [],
      choices: choice ? [required(choice)] : [],
      buttons,
    },
  };
}
