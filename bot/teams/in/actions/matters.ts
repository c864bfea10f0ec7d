import { z } from 'zod/v4';
import { AppError } from '../../../errors.js';
import { FieldFaults, type Typed } from '../../../matters/fields.js';
import { descriptionOf, verbOfMatter } from '../../../matters/kinds/index.js';
import type { MatterDescription, MatterVerb } from '../../../matters/matter.js';
import { takeMatterStep } from '../../../matters/step.js';
import { MATTER_KINDS } from '../../../rule/matters.js';
import { FIELD_PREFIX } from '../../cards/matters.js';
import { messageCard } from '../../cards/message.js';
import { matterFormView, mattersView, matterView } from '../../views/matters.js';
import { ALREADY, type Handler, read } from './shared.js';

const KIND = z.enum(MATTER_KINDS);
const LIST = z.object({ kind: KIND, page: z.coerce.number().int().min(1).max(100_000).catch(1) });
const SHOW = z.object({ matterId: z.guid(), until: z.coerce.number().int().min(1).max(100_000).optional() });
const ASK = z.object({ kind: KIND, does: z.string().max(40), matterId: z.guid().optional() });
const DO = z
  .object({ kind: KIND, does: z.string().max(40), matterId: z.guid(), version: z.coerce.number().int().optional() })
  .catchall(z.unknown());

/** No field takes more, and no card is larger. */
const MOST_TYPED = 4000;

/** A kind and its verb by the names on a card. @throws AppError for what no card of ours sends */
function named(kind: z.output<typeof KIND>, does: string): { description: MatterDescription; verb: MatterVerb } {
  const description = descriptionOf(kind);
  const verb = verbOfMatter(description, does);
  if (verb === undefined || verb.inner)
    throw new AppError(
      'unreadable',
      'unknown step of a matter',
      'このカードは古くなっています。もう一度お試しください。',
    );
  return { description, verb };
}

/** What was typed into the fields of a form. */
function typedIn(data: Readonly<Record<string, unknown>>): Typed {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) =>
      key.startsWith(FIELD_PREFIX) && typeof value === 'string'
        ? [[key.slice(FIELD_PREFIX.length), value.slice(0, MOST_TYPED)]]
        : [],
    ),
  );
}

/** Presses about matters (第7条 and others): one set for all kinds. */
const ACTIONS: Record<string, Handler> = {
  async matter_list(turn, data) {
    const { kind, page } = read(LIST, data);
    return mattersView(turn, kind, page);
  },
  async matter_show(turn, data) {
    const { matterId, until } = read(SHOW, data);
    return matterView(turn, matterId, until === undefined ? {} : { until });
  },
  async matter_ask(turn, data) {
    const { kind, does, matterId } = read(ASK, data);
    const { description, verb } = named(kind, does);
    return matterFormView(turn, description, verb, matterId);
  },
  async matter_do(turn, data) {
    const { kind, does, matterId, version, ...rest } = read(DO, data);
    const { description, verb } = named(kind, does);
    const typed = typedIn(rest);
    try {
      const input = { matterId, version, typed };
      const taken = await takeMatterStep(turn.ctx, turn.actor, turn.via, description, verb, input);
      const shown = taken.kind === 'done' ? { headline: verb.afterwards } : { notice: ALREADY };
      return await matterView(turn, taken.matter.id, shown);
    } catch (error) {
      if (error instanceof FieldFaults) {
        const which = verb === description.begins ? undefined : matterId;
        return matterFormView(turn, description, verb, which, { typed, faults: error.faults, fresh: matterId });
      }
      if (!(error instanceof AppError && (error.code === 'wrong_state' || error.code === 'invalid_input'))) throw error;
      // What cannot be begun now keeps its form; of what somebody else closed meanwhile is shown how it stands.
      if (error.code === 'invalid_input') {
        const which = verb === description.begins ? undefined : matterId;
        return matterFormView(turn, description, verb, which, { typed, notice: error.forPerson, fresh: matterId });
      }
      return verb === description.begins
        ? matterFormView(turn, description, verb, undefined, { typed, notice: error.forPerson, fresh: matterId })
        : matterView(turn, matterId, { notice: error.forPerson });
    }
  },
};

/** The same for their own chats only: what is written about citizens is not for those who read along in a channel. */
export const MATTER_ACTIONS: Record<string, Handler> = Object.fromEntries(
  Object.entries(ACTIONS).map(([name, handler]) => [
    name,
    async (turn, data) =>
      turn.personal
        ? handler(turn, data)
        : messageCard(
            '個人チャットでお送りください',
            '内容は、このボットとの1対1のチャットでご記入・ご覧いただけます。',
          ),
  ]),
);
