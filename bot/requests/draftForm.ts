import { z } from 'zod/v4';
import type { Context } from '../context.js';
import type { Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import type { Actor } from '../rule/actor.js';
import { type Entries, FIELDS, type FormContext, type ReadForm, readForm, type Step } from '../rule/form.js';
import { maySee } from '../rule/permission.js';

/** A draft with its form as read now. */
export interface Draft {
  request: Request;
  form: ReadForm;
  step: Step;
}

const ENTRIES = z.partialRecord(z.enum(FIELDS), z.string());

/** The stored entries of a request, as typed. */
export function entriesOf(request: Pick<Request, 'entries'>): Entries {
  return ENTRIES.parse(request.entries);
}

export function formContext({ clock, config }: Pick<Context, 'clock' | 'config'>): FormContext {
  return { now: clock.now(), areaCode: config.areaCode, retention: config.retention };
}

/** The draft as the wizard shows it. */
export function draftOf(ctx: Pick<Context, 'clock' | 'config'>, request: Request): Draft {
  const form = readForm(entriesOf(request), formContext(ctx));
  return { request, form, step: Math.min(4, Math.max(1, request.step)) as Step };
}

/** @throws AppError `stale`, or `not_allowed` for whoever may not see the draft of another, when the person has not this form in hand */
export function assertInHand(request: Request, actor: Actor): void {
  const inHand = request.draftOwner === actor.personId && (request.status === 'draft' || request.status === 'returned');
  // Who has gone to another section has let go of it, whether or not somebody took it over.
  if (inHand && maySee(actor, request)) return;
  // Whoever may not see the draft of another is told no more than of one that is gone.
  throw notInHandAnyMore(maySee(actor, request) ? 'stale' : 'not_allowed');
}

export function notInHandAnyMore(code: 'stale' | 'not_allowed'): AppError {
  return new AppError(code, 'no such draft in hand', 'この下書きは、すでに申請されたか、破棄されています。');
}

/** What somebody is told who acts on a form that another person is working on. */
export function notInHand(): AppError {
  return new AppError(
    'stale',
    'somebody else has the form in hand',
    'この申請書は、いまほかの方が作成・確認しています。「続き」でご確認ください。',
  );
}
