import type { Context } from '../../context.js';
import type { Request } from '../../db/generated/client.js';
import { AppError } from '../../errors.js';
import type { Actor } from '../../rule/actor.js';
import { mayDo, type Refusal } from '../../rule/permission.js';
import { loadRequest } from '../load.js';
import type { Verb } from '../verbs/verb.js';

/** What a verb asks before it is done, for one request and one reader. */
export type Asking =
  | {
      request: Request;
      options: readonly { value: string; title: string; name?: string }[];
      carries: { [key: string]: number | string };
    }
  /** Too early, too late, or nothing to choose: why, in a sentence for the person. */
  | { notNow: string };

/** The sentence for whoever comes too early or too late. @throws AppError `not_allowed` for whoever may never do it */
export function notNow({ because, forPerson }: Refusal): string {
  if (because === 'state') return forPerson;
  throw new AppError('not_allowed', `asked: ${because}`, forPerson);
}

/**
 * Whether a verb can be asked about now, and what there is to choose.
 *
 * @throws AppError `not_found`; `not_allowed` for whoever may never do it
 */
export async function askingOf(ctx: Context, actor: Actor, verb: Verb, requestId: string): Promise<Asking> {
  const request = await loadRequest(ctx.db.client, actor, requestId);
  const permission = mayDo(actor, verb, request);
  if (!permission.allowed) return { notNow: notNow(permission) };
  const { choice, carries } = verb.question ?? {};
  const options = (await choice?.options(ctx, request, actor)) ?? [];
  if (choice?.required && options.length === 0) return { notNow: choice.none?.(request) ?? '' };
  return { request, options, carries: (await carries?.(ctx, request, actor)) ?? {} };
}
