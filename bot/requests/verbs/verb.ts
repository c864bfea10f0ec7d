import { z } from 'zod/v4';
import type { Spoken } from '../../chat/verbs.js';
import type { Context } from '../../context.js';
import type { Request } from '../../db/generated/client.js';
import { AppError } from '../../errors.js';
import { tidySentence } from '../../japanese/text.js';
import type { Actor } from '../../rule/actor.js';
import type { VerbRule } from '../../rule/states.js';
import type { OfRequest, Steppable } from '../step.js';

/** What a card sends that names a request. What it rests on is no text that could have changed: it names no version. */
export const OF_REQUEST = z.object({ requestId: z.guid() });
/** What a card about a text sends: the version that was looked at is named. */
export const OF_VERSION = z.object({ requestId: z.guid(), version: z.coerce.number().int() });
/** What the card of a question sends: one text, one choice. */
export const ANSWER = z.object({
  requestId: z.guid(),
  words: z.string().max(2000).default(''),
  choice: z.string().max(2000).default(''),
});

/** What a status card knows beside the request. */
export interface Around {
  /** How many files extracted by hand are attached. */
  attached: number;
  /** Its recordings are preserved (保全). */
  preserved: boolean;
  /** The reader has an open link to the answer, to 様式第1号. */
  link: boolean;
  formLink: boolean;
}

/** The button of a verb on the status card. */
interface VerbButton {
  title: string;
  /** In the first row; the others stand apart at the card's end. */
  atHand?: true;
  /** Shown only when this holds, besides the permission. */
  offered?(around: Around): boolean;
  /** Is it what is expected of the reader now? */
  expected?(request: Request, around: Around): boolean;
}

/** What is asked before a verb is done: what it does, and what it still needs. */
interface Question {
  headline: string;
  /** What stands after the receipt number. */
  lead: string;
  input?: { label: string; placeholder: string; multiline: boolean };
  choice?: Choice;
  /** What the button sends besides. */
  carries?(ctx: Context, request: Request, actor: Actor): Promise<{ [key: string]: number | string }>;
  /** The button that does it; `stays` is the way back, to the status card or to the press that is named. */
  title: string;
  stays?: string;
  backTo?: string;
  /** What cannot be undone: then the way back is the prominent one. */
  hard?: true;
}

/** Something to choose from, as it stands now. */
interface Choice {
  label: string;
  /** Several may be chosen, or none. */
  several?: true;
  options(
    ctx: Context,
    request: Request,
    actor: Actor,
  ): Promise<readonly { value: string; title: string; name?: string }[]>;
  /** What is said where there is nothing to choose. */
  none?(request: Request): string;
  /** Where there is nothing to choose, nothing is asked. */
  required?: true;
  /** The first is chosen beforehand. */
  first?: true;
}

/** How a verb that names no request finds the one that is meant, and how it is offered beside each of several. */
export interface Meant {
  /** What they have in common, as it is said: 「催促のできる申請」. */
  which: string;
  /** The button beside each of several. */
  title: string;
  /** What to do, where a button alone does not. */
  hint?: string;
  /** Those with which this may be done are meant, where it is not the verb itself. */
  among?: VerbRule;
  /** Which of them are meant before the others, where there are any. */
  prefer?(request: Request): boolean;
}

/**
 * One verb: somebody does something to a request. Everything that is said of it or asks for it derives from this: the card's
 * handler and buttons, the timeline, the evidence sheet, permissions, and what chat does with it.
 */
export interface Verb<I extends OfRequest = OfRequest, R = unknown> extends Steppable<I, R> {
  /** Its names in rows of the log that earlier versions wrote. */
  readonly formerly?: readonly string[];
  /** False for what is no part of the history that the parties are told. */
  readonly told?: false;
  readonly button?: VerbButton;
  readonly question?: Question;
  readonly meant?: Meant;
  /** How it is said, where it is only obeyed when plainly ordered. */
  readonly said?: Spoken;
  /**
   * What the card says first to whoever has done it; a verb without such words is not done by a card, or is answered by a card of
   * its own.
   */
  readonly afterwards?: string | Told<R>;
  /** What it says where it was done before. */
  readonly already?: string;
  /** A decision, after which whoever made it goes on to the next application that waits. */
  readonly decides?: true;
}

/** Words that depend on what came of it. */
interface Told<R> {
  words(result: R): string;
}

/** Nothing to tell but that it was done. */
export const DONE = { result: undefined } as const;

/** Somebody acted, never the system. */
export function actorOf({ actor }: { actor: Actor | null }): Actor {
  if (actor === null) throw new Error('the system does not do this');
  return actor;
}

/** What a person wrote for others to read. @throws AppError `invalid_input` when it is missing or too long */
export function wordsFrom(typed: string, most: number, what: string, missing: string): string {
  const words = tidySentence(typed);
  if (words === '') throw new AppError('invalid_input', 'words missing', missing);
  if (words.length > most)
    throw new AppError('invalid_input', 'words too long', `${what}は${most}字以内で入力してください。`);
  return words;
}
