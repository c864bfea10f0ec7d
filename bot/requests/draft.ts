import type { Context, Via } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Request } from '../db/generated/client.js';
import { chiefsOfSection } from '../directory/people.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { fiscalYearOf } from '../japanese/wareki.js';
import { type Actor, type PostFact, sectionsToApplyFor } from '../rule/actor.js';
import {
  answerOfStep,
  type Entries,
  errorsOfStep,
  FIELDS,
  type Field,
  firstOpenStep,
  type GaveWay,
  readForm,
  type Step,
} from '../rule/form.js';
import { ACT } from '../rule/office.js';
import { assertInHand, type Draft, draftOf, entriesOf, formContext, notInHandAnyMore } from './draftForm.js';
import { lockRequest } from './load.js';
import { proposeDocumentNumber } from './numbers.js';
import { takeStepIn } from './step.js';
import { discard } from './verbs/discard.js';

/** Of the person's own sections: somebody who moved leaves their forms behind. */
function ofSections({ posts }: Actor): { OR: { bureau: string; section: string }[] } {
  return { OR: posts.map(({ bureau, section }) => ({ bureau, section })) };
}

/** The form the person has in hand, the one touched last: a draft, or an application that was returned. */
export async function findDraft(ctx: Context, actor: Actor): Promise<Draft | undefined> {
  const request = await ctx.db.client.request.findFirst({
    where: { draftOwner: actor.personId, status: { in: ['draft', 'returned'] }, ...ofSections(actor) },
    orderBy: { updatedAt: 'desc' },
  });
  return request ? draftOf(ctx, request) : undefined;
}

/**
 * The draft that the person prepared and has in hand, locked; a form that staff prepared and the chief has in hand is nobody's to
 * replace. Of two presses at once the second finds what the first left.
 */
async function draftInHand(tx: Tx, actor: Actor): Promise<Request | null> {
  for (;;) {
    const found = await tx.request.findFirst({
      where: { draftOwner: actor.personId, preparedById: actor.personId, status: 'draft', ...ofSections(actor) },
      orderBy: { updatedAt: 'desc' },
      select: { id: true },
    });
    if (found === null) return null;
    const locked = await lockRequest(tx, found.id);
    if (locked?.status === 'draft' && locked.draftOwner === actor.personId) return locked;
  }
}

/** What a new form is to begin with, besides what is known of the person. */
export interface Beginning {
  /** Bureau and section in one, for somebody with several posts (兼務). */
  section?: string;
  /** The draft to throw away for it, in the version that the person looked at. */
  instead?: { requestId: string; version: number };
}

/**
 * Opens the wizard: starts a draft with what is known filled in (section, chief, 文書記号, today) and what the first sentence
 * said. A draft that is there already is returned as it stands, unless the person asked, looking at that very version of it,
 * for a new one `instead`.
 *
 * @throws AppError `not_allowed` for whoever files no applications
 */
export function openDraft(
  ctx: Context,
  actor: Actor,
  via: Via,
  facts: Entries = {},
  beginning: Beginning = {},
): Promise<{ draft: Draft; existed: boolean }> {
  return ctx.db.transaction((tx) => openDraftIn(tx, ctx, actor, via, facts, beginning));
}

/** {@link openDraft} within the transaction of something larger. */
export async function openDraftIn(
  tx: Tx,
  ctx: Context,
  actor: Actor,
  via: Via,
  facts: Entries,
  { section, instead }: Beginning,
): Promise<{ draft: Draft; existed: boolean }> {
  const sections = sectionsToApplyFor(actor);
  const post = sections.find((one) => `${one.bureau}${one.section}` === section) ?? sections[0];
  if (post === undefined) {
    throw new AppError(
      'not_allowed',
      'the person may not file applications',
      `${ACT}申請は、主管課長（課長・室長）と申請担当者が行います。所属の課長・室長にご相談ください。`,
    );
  }
  const present = await draftInHand(tx, actor);
  if (present && instead?.requestId !== present.id) {
    // A press that Teams repeats: the old draft is gone, this is the new one.
    const repeated = instead !== undefined && (await tx.request.count({ where: { id: instead.requestId } })) === 0;
    return { draft: draftOf(ctx, present), existed: !repeated };
  }
  if (present) {
    const gone = { requestId: present.id, version: instead?.version };
    const taken = await takeStepIn(tx, ctx, actor, via, discard, gone);
    if (taken.kind !== 'done') return { draft: draftOf(ctx, present), existed: true };
  }
  const now = ctx.clock.now();
  const today = civilDate(now);
  const entries: Entries = {
    applicationDate: today,
    documentNumber: await proposeDocumentNumber(tx, post.documentSymbol, fiscalYearOf(today)),
    contactSection: `${post.bureau}${post.section}`,
    contactName: actor.name,
    ...onlyFields(facts),
  };
  const request = await tx.request.create({
    data: {
      entries,
      draftOwner: actor.personId,
      preparedById: actor.personId,
      preparedByName: actor.name,
      ...chiefOf(ctx, actor, post),
      bureau: post.bureau,
      section: post.section,
      documentSymbol: post.documentSymbol,
      createdAt: now,
      updatedAt: now,
    },
  });
  return { draft: draftOf(ctx, request), existed: false };
}

function onlyFields(entries: Entries): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([field]) => FIELDS.includes(field as Field)));
}

/** The chief who is to file: the person, or whoever heads the section of the staff who prepare. */
function chiefOf({ directory }: Context, actor: Actor, post: PostFact) {
  if (post.role !== 'staff') return { chiefId: actor.personId, chiefName: actor.name, chiefTitle: post.title };
  const [head] = chiefsOfSection(directory, post);
  return { chiefId: head?.id ?? null, chiefName: head?.name ?? null, chiefTitle: head?.title ?? `${post.section}長` };
}

/** Where the wizard goes when a step is left. */
export type Move = 'next' | 'back' | 'stay';

/** What came of a step's card. */
export interface SavedStep {
  draft: Draft;
  /** The faults of the step that was left, if any. */
  errors: Partial<Record<Field, string>>;
  /** The card was older than the draft and held something else: nothing of it was taken over. */
  stale: boolean;
  /** What of the card's answer excluded something else and was emptied. */
  gaveWay?: GaveWay;
}

/**
 * Stores what a step's fields hold, exactly as typed, and moves on if they are without fault. A card older than the draft
 * changes nothing.
 *
 * @param typed the card's answer, of which what is missing is empty; undefined when no card was pressed
 */
export async function saveStep(
  ctx: Context,
  actor: Actor,
  card: { requestId: string; version?: number },
  step: Step,
  typed: Entries | undefined,
  move: Move,
): Promise<SavedStep> {
  return ctx.db.transaction(async (tx) => {
    const request = await ownDraft(tx, actor, card.requestId);
    const present = entriesOf(request);
    const { answer, gaveWay } =
      typed === undefined ? { answer: {} as Entries, gaveWay: undefined } : answerOfStep(step, present, typed);
    if (card.version !== undefined && card.version < request.version) {
      // A press that Teams repeats brings nothing new; anything else on an old card must not undo what was entered since.
      // Of a number and 非通知 in one answer either half may have held when it came first.
      const halves: Entries[] = gaveWay === undefined ? [{}] : [{ otherNumber: '' }, { withheld: '' }];
      const differs = halves.every((half) => saysOtherwise(ctx, { ...answer, ...typed, ...half }, answer, present));
      const draft = draftOf(ctx, request);
      const errors = move === 'next' && draft.step === step && !differs ? errorsOfStep(draft.form, step) : {};
      return { draft, errors, stale: differs };
    }
    const entries: Entries = { ...present, ...answer };
    const form = readForm(entries, formContext(ctx));
    const errors = move === 'next' ? errorsOfStep(form, step) : {};
    const faulty = Object.keys(errors).length > 0;
    const target = move === 'back' ? step - 1 : move === 'next' && !faulty ? step + 1 : step;
    const updated = await tx.request.update({
      where: { id: request.id },
      data: {
        entries: faulty || move === 'back' ? entries : form.tidied,
        step: Math.min(4, Math.max(1, target)),
        ...editedBy(request, actor),
        version: { increment: 1 },
        updatedAt: ctx.clock.now(),
      },
    });
    return { draft: draftOf(ctx, updated), errors, stale: false, ...(gaveWay && { gaveWay }) };
  });
}

/** Does a card's answer say anything else than the entries that are kept? */
function saysOtherwise(
  ctx: Pick<Context, 'clock' | 'config'>,
  read: Entries,
  asked: Entries,
  present: Entries,
): boolean {
  const known = readForm(read, formContext(ctx)).tidied;
  return (Object.keys(asked) as Field[]).some((field) => !alike(field, known[field], present[field]));
}

/** Do two entries of a field say the same? An unticked box is written in two ways. */
function alike(field: Field, one = '', other = ''): boolean {
  const ticked = field === 'withheld' || field === 'pledged';
  return ticked ? (one === 'true') === (other === 'true') : one === other;
}

/** Fills in facts that were said in a sentence, and opens the first step that still lacks something. */
export async function addFacts(ctx: Context, actor: Actor, requestId: string, facts: Entries): Promise<Draft> {
  return ctx.db.transaction(async (tx) => {
    const request = await ownDraft(tx, actor, requestId);
    const entries: Entries = { ...entriesOf(request), ...onlyFields(facts) };
    // The number and 非通知 exclude each other: what was said last holds.
    if (facts.otherNumber !== undefined) delete entries.withheld;
    if (facts.withheld !== undefined) delete entries.otherNumber;
    const form = readForm(entries, formContext(ctx));
    const updated = await tx.request.update({
      where: { id: request.id },
      data: {
        entries: form.tidied,
        step: firstOpenStep(form),
        ...editedBy(request, actor),
        version: { increment: 1 },
        updatedAt: ctx.clock.now(),
      },
    });
    return draftOf(ctx, updated);
  });
}

/** Whoever changes a form that somebody else prepared is remembered: nobody decides on what they wrote. */
function editedBy({ preparedById, editedByIds }: Request, { personId }: Actor): { editedByIds?: string[] } {
  const known = personId === preparedById || editedByIds.includes(personId);
  return known ? {} : { editedByIds: [...editedByIds, personId] };
}

async function ownDraft(tx: Tx, actor: Actor, requestId: string): Promise<Request> {
  // Locked: filing, saving and discarding at the same moment must each see what the one before did.
  const request = await lockRequest(tx, requestId);
  if (request === null) throw notInHandAnyMore('stale');
  assertInHand(request, actor);
  return request;
}
