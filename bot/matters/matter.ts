import type { Json } from '../audit/canonical.js';
import type { SpokenMatter } from '../chat/spoken.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import type { Matter } from '../db/generated/client.js';
import type { Job } from '../jobs/queue.js';
import type { Actor } from '../rule/actor.js';
import type { MatterKind } from '../rule/matters.js';
import type { MatterField, Typed } from './fields.js';

/** What a step leaves to be logged and done. */
export interface MatterStepTaken {
  audit?: { [key: string]: Json };
  jobs?: readonly Job[];
}

/** Whom a step tells, and what the message says first. */
interface Tells {
  headline: string;
  /** Ids of people; whoever did it is told nothing. */
  readers(ctx: Pick<Context, 'clock' | 'directory'>, matter: Matter): readonly string[];
}

/**
 * One thing that is done to a matter. Its right stands in `rule/matters.ts` under the same name; card, log, messages, chat and what
 * people are told derive from this.
 */
export interface MatterVerb {
  readonly name: string;
  /** What it is called, done or to be done. */
  readonly done: string;
  /** No card of ours has a button for it: the bot does it, or another verb with it. */
  readonly inner?: true;
  /** The button that opens its form; `does` is the one that does it. */
  readonly title: string;
  readonly does: string;
  readonly headline: string;
  readonly lead: string;
  readonly fields: readonly MatterField[];
  /** What the card says first to whoever has done it. */
  readonly afterwards: string;
  readonly tells?: Tells;
  /** What is wrong with what was entered as a whole, by field. */
  assert?(values: Typed): Typed;
  /** What stands in its form beforehand; without it what its fields begin with. */
  prefill?(tx: Tx, ctx: Pick<Context, 'clock' | 'config'>, matter: Matter | null): Promise<Typed>;
  /** What can be chosen in its fields of which that is `asked`, by field: values and their titles. */
  choices?(
    tx: Tx,
    ctx: Pick<Context, 'clock' | 'config'>,
    matter: Matter | null,
  ): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>>;
  /** What was entered takes the place of what was entered when the matter was begun. */
  readonly revises?: true;
  /** What changes besides, in the same transaction, before the matter itself. @throws AppError where it cannot be done now */
  before?(tx: Tx, matter: Matter | null, now: Date): Promise<void>;
  /** What is done besides, in the same transaction, once the matter is as it will be. @throws AppError where it cannot be done */
  also?(step: { tx: Tx; ctx: Context; matter: Matter }): Promise<MatterStepTaken>;
  /** What is done once it is committed, before the person is answered. */
  settled?(ctx: Pick<Context, 'db' | 'config'>): Promise<void>;
  /** How it is said about a matter that is named: 「苦情R8-1に回答」. It opens the form and does nothing. */
  readonly said?: RegExp;
}

/** Lines about what belongs to a matter, and the requests of which they tell. */
export interface BesideMatter {
  lines: readonly { label: string; value: string }[];
  requests: readonly string[];
  /** Pages for this reader alone. */
  links?: readonly { title: string; url: string }[];
}

/** That one has to be begun, in the words of the message. */
interface MatterDue {
  /** Of the same time nobody is told twice. */
  mark: string;
  headline: string;
  lead: string;
  readers: readonly string[];
}

/** All that is particular to one kind of matter. */
export interface MatterDescription {
  readonly kind: MatterKind;
  /** What begins one. */
  readonly begins: MatterVerb;
  /** What is done with one that is there; buttons stand in this order. */
  readonly verbs: readonly MatterVerb[];
  /** Fields that only those who see all of it are shown. */
  readonly withheld: readonly string[];
  /** The field by which it is told apart in a list. */
  readonly subject: string;
  /** There is one of it alone, under this id. */
  readonly onlyId?: string;
  /** What was in its fields before anybody wrote them. */
  baseline?(config: Context['config']): Typed;
  /** What holds now, which is shown in the place of what was entered, and also before there is a matter. */
  now?(config: Context['config']): readonly { field: MatterField; value: string; note: string }[];
  /** What belongs to a matter and stands elsewhere, as far as its reader may see it. */
  beside?(tx: Tx, ctx: Pick<Context, 'config'>, actor: Actor, matter: Matter): Promise<BesideMatter>;
  /** Pages about a matter. */
  links?(matter: Matter): readonly { title: string; path: string }[];
  /** Whether one has to be begun now, of which people are told; null while it need not. */
  due?(tx: Tx, ctx: Pick<Context, 'clock' | 'config' | 'directory'>): Promise<MatterDue | null>;
  /** What a sentence may say for fields of its form. */
  readonly says?: SpokenMatter['fields'];
}
