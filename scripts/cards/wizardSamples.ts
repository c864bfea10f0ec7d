import type { Request } from '../../bot/db/generated/client.js';
import { draftOf } from '../../bot/requests/draftForm.js';
import { type Entries, errorsOfStep, FIELDS, type Step } from '../../bot/rule/form.js';
import type { CardContent } from '../../bot/teams/cards/render.js';
import { wizardCard } from '../../bot/teams/cards/wizard.js';
import { CONFIG, draftRequest, ENTRIES, LONG, NOW } from './fiction.js';

/** A step of the wizard as it opens, or, with `pressed`, as it comes back after 「次へ」 or 「申請する」. */
function step(at: Step, entries: Entries, pressed = false, changes: Partial<Request> = {}): CardContent {
  const draft = draftOf({ clock: { now: () => NOW }, config: CONFIG }, draftRequest(at, entries, changes));
  return wizardCard(draft, pressed ? { errors: errorsOfStep(draft.form, at) } : {});
}

const STARTED: Entries = {
  applicationDate: '2026-11-23',
  contactSection: '文化市民局市民課',
  contactName: '試験 花子',
};
const OTHER: Entries = { ...ENTRIES, purpose: '4', purposeOther: '個人情報の開示請求への対応' };
const OLD: Entries = { ...ENTRIES, callDate: '2026-08-20' };

/** Every field as long as a person can type it, and nothing in it right. */
const LONGEST: Entries = Object.fromEntries(
  FIELDS.map((field) => [field, '非常に長い入力'.repeat(300).slice(0, 2000)]),
);

/** The four steps of 様式第1号 in every state worth looking at. */
export const WIZARD_SAMPLES = {
  form: {
    call_empty: step(1, STARTED),
    call_filled: step(1, ENTRIES),
    call_withheld: step(1, { ...ENTRIES, otherNumber: '', withheld: 'true' }),
    call_one_left: step(1, { ...ENTRIES, cityNumber: '' }, true),
    call_with_faults: step(
      1,
      { ...STARTED, callDate: '2026-11-24', otherNumber: '0120-12', cityNumber: '１２３' },
      true,
    ),
    call_older_than_90_days: step(1, OLD),
    call_longest: step(1, LONGEST, true),
    purpose_empty: step(2, { ...ENTRIES, purpose: '', purposeOther: '' }),
    purpose_filled: step(2, OTHER),
    purpose_with_faults: step(2, { ...ENTRIES, purpose: '4' }, true),
    purpose_outside: step(2, { ...ENTRIES, purpose: '3', outsideBody: '熊本東警察署' }, true),
    purpose_nothing_chosen: step(2, { ...ENTRIES, purpose: '' }, true),
    purpose_longest: step(2, LONGEST, true),
    applicant_prefilled: step(3, { ...ENTRIES, documentNumber: '124' }),
    applicant_empty: step(3, { ...ENTRIES, documentNumber: '' }),
    applicant_with_faults: step(
      3,
      { ...ENTRIES, documentNumber: '市民発', applicationDate: '2026-12-24', contactSection: '', contactName: '' },
      true,
    ),
    applicant_longest: step(3, LONGEST, true, {
      section: LONG.section,
      chiefTitle: `${LONG.section}長`,
      chiefName: LONG.name,
    }),
    confirm_ready: step(4, { ...ENTRIES, pledged: '' }),
    confirm_not_pledged: step(4, { ...ENTRIES, pledged: '' }, true),
    confirm_older_than_90_days: step(4, { ...OLD, pledged: '' }),
    confirm_incomplete: step(4, { ...ENTRIES, cityNumber: '', pledged: '' }, true),
    confirm_longest: step(
      4,
      {
        ...ENTRIES,
        purpose: '4',
        purposeOther: LONG.purposeOther,
        contactSection: LONG.section,
        contactName: LONG.name,
        pledged: '',
      },
      true,
      { section: LONG.section, chiefTitle: `${LONG.section}長`, chiefName: LONG.name },
    ),
  },
} satisfies Record<string, Record<string, CardContent>>;
