import { z } from 'zod/v4';
import type { Tx } from '../../db/database.js';
import type { Request } from '../../db/generated/client.js';
import { civilDate } from '../../japanese/civil.js';
import { fiscalYearOf } from '../../japanese/wareki.js';
import { type Actor, submittingPosts } from '../../rule/actor.js';
import { type Application, callMoment, completeForm } from '../../rule/form.js';
import { CITES } from '../../rule/office.js';
import { type Draft, draftOf, entriesOf, notInHand } from '../draftForm.js';
import { takeReceiptNumber } from '../numbers.js';
import type { Change, Step, Unchanged } from '../step.js';
import { actorOf, OF_VERSION, type Verb } from './verb.js';

/** What the card with the pledge sends. */
export const PLEDGE = OF_VERSION.extend({
  pledged: z.coerce
    .string()
    .default('')
    .transform((text) => text === 'true'),
});

type Input = z.output<typeof PLEDGE>;

export type Submitted =
  /** Filed, now or by the same press before. */
  | { kind: 'submitted' }
  /** The form has faults. */
  | { kind: 'open'; draft: Draft };

const COMMON: Omit<Verb<Input, Submitted>, 'name' | 'from' | 'done'> = {
  to: 'submitted',
  by: ['chief'],
  article: CITES.application,
  input: PLEDGE,
  apply: file,
  before: ({ status }) => (status === 'draft' || status === 'returned' ? undefined : { kind: 'submitted' }),
  afterwards: '申請を受け付けました',
};

/**
 * 申請 (第6条第1項): gives the receipt number, freezes the form, and has 様式第1号 drawn and the manager told. The version is that of the
 * draft which the person looked at when confirming.
 */
export const submit: Verb<Input, Submitted> = {
  ...COMMON,
  name: 'submit',
  formerly: ['file'],
  from: ['draft'],
  done: '申請',
  said: {
    stem: /(?:(?:この|上記の)?(?:内容|とおり|通り|まま)|これ|以上|こちら)で(?:再?申請|提出)|提出|再申請/g,
    strict: true,
    common: true,
    alone: true,
  },
};

/** 再申請: an application that was returned is filed again under its number. */
export const resubmit: Verb<Input, Submitted> = {
  ...COMMON,
  name: 'resubmit',
  formerly: ['refile'],
  from: ['returned'],
  done: '再申請',
};

/** Which of the two the form needs. */
export const submitting = ({ status }: Pick<Request, 'status'>): Verb<Input, Submitted> =>
  status === 'returned' ? resubmit : submit;

async function file(step: Step<Input>): Promise<Change<Submitted> | Unchanged<Submitted>> {
  const { tx, ctx, request: found, input, now } = step;
  const actor = actorOf(step);
  if (found.status === 'draft' && found.draftOwner !== null && found.draftOwner !== actor.personId) throw notInHand();
  const draft = draftOf(ctx, { ...found, entries: { ...entriesOf(found), pledged: String(input.pledged) } });
  const application = completeForm(draft.form);
  if (application === undefined) return { unchanged: true, result: { kind: 'open', draft } };
  const callAt = callMoment(application);
  const moved = found.status === 'returned' ? await moveAttached(tx, found, application, callAt) : [];
  const { preparedById } = found;
  const about = String(found.version);
  return {
    result: { kind: 'submitted' },
    ...(moved.length > 0 ? { audit: { moved } } : {}),
    data: {
      ...application,
      callAt,
      draftOwner: null,
      entries: draft.form.tidied,
      pledgedAt: now,
      submittedAt: now,
      ...(found.status === 'draft' ? await newReceipt(tx, now) : {}),
      ...filer(actor, found),
    },
    jobs: [{ name: 'submitted', data: { requestId: found.id } }],
    notices: preparedById === actor.personId ? [] : [{ kind: 'submitted', personId: preparedById, about }],
  };
}

/**
 * The call data of a file attached by hand are the application's; where that now tells of another call, the log tells from when to
 * when a file was moved, and whether numbers changed.
 */
async function moveAttached(
  tx: Tx,
  { id }: Request,
  { otherNumber, cityNumber }: Pick<Application, 'otherNumber' | 'cityNumber'>,
  startedAt: Date,
): Promise<{ sha256: string; from: string; to: string; numbers: boolean }[]> {
  const attached = await tx.recording.findMany({ where: { attachedToId: id, detachedAt: null } });
  await tx.recording.updateMany({
    where: { attachedToId: id, detachedAt: null },
    data: { startedAt, otherNumber, cityNumber },
  });
  return attached.flatMap((before) => {
    const numbers = before.otherNumber !== otherNumber || before.cityNumber !== cityNumber;
    if (!numbers && before.startedAt.getTime() === startedAt.getTime()) return [];
    const { sha256 } = before;
    return [{ sha256, from: before.startedAt.toISOString(), to: startedAt.toISOString(), numbers }];
  });
}

/** The receipt number of a first filing; a refiled application keeps its own. */
async function newReceipt(tx: Tx, now: Date): Promise<{ fiscalYear: number; serial: number }> {
  const fiscalYear = fiscalYearOf(civilDate(now));
  return { fiscalYear, serial: await takeReceiptNumber(tx, fiscalYear) };
}

/** Whoever files is named on the letter, with the title held in the section of the application. */
function filer(actor: Actor, { bureau, section, submittedByIds }: Request) {
  const post = submittingPosts(actor).find((one) => one.bureau === bureau && one.section === section);
  return {
    submittedByIds: [...new Set([...submittedByIds, actor.personId])],
    chiefId: actor.personId,
    chiefName: actor.name,
    chiefTitle: post?.title ?? null,
  };
}
