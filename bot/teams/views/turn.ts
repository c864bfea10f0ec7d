import type { Context, Via } from '../../context.js';
import type { Actor } from '../../rule/actor.js';
import type { Asks } from '../cards/render.js';

/** What was said last in a person's own chat, and what the answer asked. */
export interface Said {
  /** The sentence, where it was not surely understood: what follows may belong to it. */
  text?: string;
  asks?: Asks;
}

/** One turn of an authenticated person: who, from where, and what the use cases work with. */
export interface Turn {
  ctx: Context;
  actor: Actor;
  via: Via;
  /** True in the person's own chat with the bot; a channel is read by others too. */
  personal: boolean;
  /** True in a channel of a team; false in every chat. */
  inTeam: boolean;
  conversationId: string;
  /** What was said and asked before in the person's own chat. */
  before?: Said;
}
