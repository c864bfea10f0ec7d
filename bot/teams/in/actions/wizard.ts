import { z } from 'zod/v4';
import { addFacts, findDraft, openDraft, saveStep } from '../../../requests/draft.js';
import { type Draft, draftOf } from '../../../requests/draftForm.js';
import { findHanded, formInHand, listPrepared } from '../../../requests/reads/prepared.js';
import { type Taken, takeStep } from '../../../requests/step.js';
import { copy } from '../../../requests/verbs/copy.js';
import { discard } from '../../../requests/verbs/discard.js';
import { hand } from '../../../requests/verbs/hand.js';
import { handBack } from '../../../requests/verbs/handBack.js';
import { PLEDGE, submitting } from '../../../requests/verbs/submit.js';
import { take } from '../../../requests/verbs/take.js';
import { OF_REQUEST, OF_VERSION } from '../../../requests/verbs/verb.js';
import { sectionsToApplyFor } from '../../../rule/actor.js';
import { type Entries, FIELDS, type Field, type GaveWay, type Step } from '../../../rule/form.js';
import { askCard } from '../../cards/ask.js';
import { discardCard, draftExistsCard, messageCard, returnedExistsCard, usualButtons } from '../../cards/message.js';
import type { CardContent } from '../../cards/render.js';
import { fieldRows } from '../../cards/rows.js';
import { receiptsOf } from '../../cards/status.js';
import { askView } from '../../views/ask.js';
import type { Turn } from '../../views/turn.js';
import { preparedView, statusView, wizardView } from '../../views/views.js';
import { ALREADY, FACTS, type Handler, orAgain, read } from './shared.js';

const OF_STEP = OF_VERSION.extend({ step: z.coerce.number().int().min(1).max(4) });
const AFRESH = OF_VERSION.partial().extend({ facts: FACTS.default({}), section: z.string().max(200).optional() });

const leave =
  (move: 'next' | 'back'): Handler =>
  async (turn, data) => {
    const { requestId, step, version } = read(OF_STEP, data);
    const typed: Entries = FACTS.catch({}).parse(onlyFields(data));
    const { draft, errors, stale, gaveWay } = await saveStep(
      turn.ctx,
      turn.actor,
      { requestId, version },
      step as Step,
      typed,
      move,
    );
    const notice = stale ? NEWER : gaveWay && GAVE_WAY[gaveWay];
    return wizardView(turn, draft, { errors, ...(notice ? { notice } : {}) });
  };

const CHANGED = '内容が変わっています。もう一度ご確認ください。';
const NEWER =
  '別のカードでより新しい内容が入力されているため、このカードの内容は反映していません。現在の内容を表示しました。';

/** What somebody is told of whose answer one half excluded the other. */
const GAVE_WAY: Record<GaveWay, string> = {
  otherNumber: '「非通知」を選ばれたため、相手方電話番号を空欄にしました。',
  withheld: '相手方電話番号が入力されたため、「非通知」の選択を外しました。',
};

function onlyFields(data: unknown): Record<string, unknown> {
  const record = z.record(z.string(), z.unknown()).catch({}).parse(data);
  return Object.fromEntries(
    FIELDS.flatMap((field) => (record[field] === undefined ? [] : [[field, String(record[field])]])),
  );
}

/** The verbs of the form: from the first card to filing, for the chief and for staff who prepare. */
export const WIZARD_ACTIONS: Record<string, Handler> = {
  apply: (turn, data) => beginDraft(turn, read(z.object({ facts: FACTS.default({}) }), data ?? {}).facts),
  async apply_for(turn, data) {
    const { choice, facts } = read(
      z.object({ choice: z.string().max(200).default(''), facts: FACTS.default({}) }),
      data,
    );
    return choice === '' ? beginDraft(turn, facts) : beginDraft(turn, facts, choice);
  },
  async draft_resume(turn) {
    const draft = await findDraft(turn.ctx, turn.actor);
    if (draft) return wizardView(turn, draft);
    const [waiting] = await listPrepared(turn.ctx, turn.actor);
    return waiting ? preparedView(turn, waiting.id) : noDraft(turn);
  },
  async draft_afresh(turn, data) {
    const { facts, section, requestId, version } = read(AFRESH, data);
    const instead = requestId === undefined || version === undefined ? {} : { instead: { requestId, version } };
    return openForm(turn, facts, { ...(section === undefined ? {} : { section }), ...instead });
  },
  async draft_fill(turn, data) {
    const { facts, requestId } = read(z.object({ facts: FACTS.default({}), requestId: z.string().optional() }), data);
    const draft = await findDraft(turn.ctx, turn.actor);
    if (!draft) return noDraft(turn);
    // It was asked about another form.
    if (requestId !== undefined && requestId !== draft.request.id) return wizardView(turn, draft);
    return fillIn(turn, draft, facts);
  },
  draft_next: leave('next'),
  draft_back: leave('back'),
  async discard_ask(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    const draft = await formInHand(turn.ctx, turn.actor, requestId);
    return draft ? discardCard(draft) : statusView(turn, requestId);
  },
  async discard(turn, data) {
    await takeStep(turn.ctx, turn.actor, turn.via, discard, read(OF_REQUEST, data));
    return messageCard(
      '下書きを破棄しました',
      '「申請」と送ると、いつでも新しく始められます。',
      usualButtons(turn.actor),
    );
  },
  submit: (turn, data) => submitForm(turn, read(PLEDGE, data)),
  resubmit: (turn, data) => submitForm(turn, read(PLEDGE, data)),
  hand: (turn, data) => handForm(turn, read(PLEDGE, data)),
  async copy(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    const taken = await takeStep(turn.ctx, turn.actor, turn.via, copy, { requestId });
    if (taken.kind === 'stale') return statusView(turn, requestId);
    const { draft, existed, entries, section } = taken.result;
    if (existed) return draftExistsCard(draft, entries, section);
    return wizardView(turn, draft, { done: `${receiptsOf(taken.request).long}の内容を写しました。` });
  },
  async draft_prepared(turn, data) {
    return preparedView(turn, read(OF_REQUEST, data).requestId);
  },
  async take(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    const { request } = await takeStep(turn.ctx, turn.actor, turn.via, take, { requestId });
    return wizardView(turn, draftOf(turn.ctx, request));
  },
  async handBack(turn, data) {
    const input = read(handBack.input, data);
    return orAgain(
      async () => {
        const { kind, request } = await takeStep(turn.ctx, turn.actor, turn.via, handBack, input);
        return kind === 'done'
          ? messageCard(
              '担当者へ戻しました',
              `${request.preparedByName} 様に、ことばを添えてお知らせしました。直り次第、もう一度届きます。`,
            )
          : messageCard(
              'すでに担当者が作成しています',
              `${request.preparedByName} 様が作成しています。出来上がると、もう一度届きます。`,
            );
      },
      (notice) => askView(turn, handBack, input.requestId, { words: input.words, notice }),
    );
  },
};

/** Begins a form; somebody with several posts (兼務) says first for which section. */
export async function beginDraft(turn: Turn, facts: Entries, section?: string): Promise<CardContent> {
  const sections = sectionsToApplyFor(turn.actor);
  const present = await findDraft(turn.ctx, turn.actor);
  if (sections.length > 1 && section === undefined && present?.request.status !== 'draft') {
    return askCard({
      headline: 'どの課（室）の申請ですか',
      lead: '複数の課（室）を兼務されているため、申請する課（室）をお選びください。',
      choice: {
        label: '申請課（室）',
        value: `${sections[0]?.bureau}${sections[0]?.section}`,
        multi: false,
        options: sections.map((post) => ({
          title: `${post.section}　${post.title}`,
          value: `${post.bureau}${post.section}`,
        })),
      },
      buttons: [{ title: '次へ', verb: 'apply_for', data: { facts }, style: 'positive' }],
    });
  }
  if (present?.request.status === 'returned') {
    return returnedExistsCard(present, facts, section);
  }
  return openForm(turn, facts, section === undefined ? {} : { section });
}

/** Opens a new form, or asks what to do with the one that is there. */
async function openForm(turn: Turn, facts: Entries, wanted: Parameters<typeof openDraft>[4]): Promise<CardContent> {
  const { draft, existed } = await openDraft(turn.ctx, turn.actor, turn.via, facts, wanted);
  return existed ? draftExistsCard(draft, facts, wanted?.section) : wizardView(turn, draft);
}

/** What the card with the pledge names. */
interface Pledged {
  requestId: string;
  version: number;
  pledged: boolean;
}

/** Files the form; shows the confirmation again where something is missing or was changed meanwhile. */
export async function submitForm(turn: Turn, input: Pledged): Promise<CardContent> {
  const taken = await takeStep(turn.ctx, turn.actor, turn.via, submitting, input);
  if (taken.kind !== 'stale' && taken.result.kind === 'submitted') {
    const waits = taken.request.status === 'submitted';
    return statusView(turn, taken.request, waits ? { headline: '申請を受け付けました' } : { notice: ALREADY });
  }
  const { request } = taken;
  const { draft, ...shown } = confirmationOf(turn, taken);
  if (request.draftOwner !== turn.actor.personId) return preparedView(turn, request.id, shown.notice);
  return wizardView(turn, draft, shown);
}

/** Staff hand the form to their chief. */
export async function handForm(turn: Turn, input: Pledged): Promise<CardContent> {
  return orAgain(
    async () => {
      const taken = await takeStep(turn.ctx, turn.actor, turn.via, hand, input);
      if (taken.kind === 'stale' || taken.result.kind === 'open') {
        const { draft, ...shown } = confirmationOf(turn, taken);
        return wizardView(turn, draft, shown);
      }
      return messageCard(
        '課長へ確認を依頼しました',
        `${taken.result.chiefs.map((name) => `${name} 様`).join('・')}が確認して申請します。申請されたときや、戻されたときにお知らせします。`,
        usualButtons(turn.actor),
      );
    },
    async (notice) => {
      const draft = await findDraft(turn.ctx, turn.actor);
      return draft ? wizardView(turn, draft, { notice }) : messageCard('ご確認ください', notice);
    },
  );
}

/** The last step of the form again: what is wrong with it, or that it was changed since the person looked at it. */
function confirmationOf(
  turn: Turn,
  taken: Taken<{ kind: 'open'; draft: Draft } | { kind: 'submitted' | 'handed' }>,
): { draft: Draft; errors?: Draft['form']['errors']; notice?: string } {
  const open = taken.kind !== 'stale' && taken.result.kind === 'open' ? taken.result.draft : undefined;
  const draft = draftOf(turn.ctx, { ...(open?.request ?? taken.request), step: 4 });
  return open === undefined ? { draft, notice: CHANGED } : { draft, errors: open.form.errors };
}

/** There is nothing to resume; a form that waits for the chief is shown as such. */
export async function noDraft(turn: Turn): Promise<CardContent> {
  const handed = await findHanded(turn.ctx, turn.actor);
  if (handed !== null) return preparedView(turn, handed.id);
  return messageCard('作成途中の申請はありません', '「申請」と送ると、新しく始められます。', usualButtons(turn.actor));
}

/** Fills in facts that were said, and says so; what cannot be right stands at its field. */
export async function fillIn(turn: Turn, draft: Draft, facts: Entries): Promise<CardContent> {
  const filled = await addFacts(turn.ctx, turn.actor, draft.request.id, facts);
  const said = Object.keys(facts) as (keyof Entries)[];
  const errors = Object.fromEntries(
    said.flatMap((field) => {
      const error = filled.form.errors[field];
      return error === undefined ? [] : [[field, error]];
    }),
  );
  const done = saidWords(
    filled,
    said.filter((field) => errors[field] === undefined),
  );
  return wizardView(turn, filled, { errors, ...(done === '' ? {} : { done }) });
}

/** What was filled in, for whoever said it: 「時間を10時20分にしました」. */
function saidWords({ form, request }: Draft, fields: readonly Field[]): string {
  const said = Object.fromEntries(fields.map((field) => [field, form.tidied[field] ?? '']));
  const rows = fieldRows(said, request.documentSymbol);
  return rows.length === 0 ? '' : `${rows.map(({ label, value }) => `${label}を「${value}」`).join('、')}にしました。`;
}
