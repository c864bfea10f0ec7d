import { CITY } from './profile/city.js';

/** A file's name for old clients, and for all others. */
export interface FileName {
  ascii: string;
  japanese: string;
}

/** The name a saved recording gets; made of our own words and numbers only. */
export function fileNameOf(receipt: string, position: number): FileName {
  return { ascii: `recording-${receipt}-${position}.wav`, japanese: `通話録音データ_${receipt}_${position}.wav` };
}

/** What the two forms are called (様式第1号・第2号). */
export const FORM_NAMES: Record<1 | 2, string> = {
  1: CITY.forms.application.name,
  2: CITY.forms.answer.name,
};

/** What they are headed with: 様式第1号, 様式第2号. */
export const FORM_LABELS: Record<1 | 2, string> = {
  1: CITY.forms.application.label,
  2: CITY.forms.answer.label,
};

/** The name a saved letter gets. */
export function letterNameOf(receipt: string, form: number): FileName {
  return form === 1
    ? { ascii: `application-${receipt}.pdf`, japanese: `${FORM_NAMES[1]}_${receipt}.pdf` }
    : { ascii: `answer-${receipt}.pdf`, japanese: `${FORM_NAMES[2]}_${receipt}.pdf` };
}

/** The name the 文書登録一式 gets. */
export function packageNameOf(receipt: string): FileName {
  return { ascii: `registration-${receipt}.zip`, japanese: `文書登録一式_${receipt}.zip` };
}
