import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../../bot/context.js';
import { findActor } from '../../bot/directory/people.js';
import { AppError } from '../../bot/errors.js';
import { agreementsOf } from '../../bot/evidence/agreement.js';
import { gather } from '../../bot/evidence/gather.js';
import { civilDate } from '../../bot/japanese/civil.js';
import { attachedTo } from '../../bot/recordings/attached.js';
import { attachRecording } from '../../bot/requests/attach.js';
import { endDeputy, setDeputy } from '../../bot/requests/deputise.js';
import { openDraft } from '../../bot/requests/draft.js';
import { linkEdition } from '../../bot/requests/links.js';
import { candidatesOf } from '../../bot/requests/reads/examine.js';
import { takeStep } from '../../bot/requests/step.js';
import { approve } from '../../bot/requests/verbs/approve.js';
import { detach } from '../../bot/requests/verbs/detach.js';
import { hand } from '../../bot/requests/verbs/hand.js';
import { handBack } from '../../bot/requests/verbs/handBack.js';
import { nudge } from '../../bot/requests/verbs/nudge.js';
import { receive } from '../../bot/requests/verbs/receive.js';
import { refuse } from '../../bot/requests/verbs/refuse.js';
import { register } from '../../bot/requests/verbs/register.js';
import { reissue } from '../../bot/requests/verbs/reissue.js';
import { reopenRequest } from '../../bot/requests/verbs/reopen.js';
import { returnToChief } from '../../bot/requests/verbs/return.js';
import { revoke } from '../../bot/requests/verbs/revoke.js';
import { share } from '../../bot/requests/verbs/share.js';
import { submitting } from '../../bot/requests/verbs/submit.js';
import { withdraw } from '../../bot/requests/verbs/withdraw.js';
import type { Actor } from '../../bot/rule/actor.js';
import { many, runs } from '../helpers/chance.js';
import { forgetDeputies, forgetRequests } from '../helpers/reset.js';
import { createWorld, PEOPLE, type World } from '../helpers/world.js';

/**
 * Random people do random things in a random order, and after every step the database must agree with a model that is written
 * down here once more, independently of `bot/rule`.
 */
type State =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'approved'
  | 'answered'
  | 'received'
  | 'registered'
  | 'refused'
  | 'withdrawn';
type Section = 'citizens' | 'welfare' | 'property';
type Act =
  | 'hand'
  | 'handBack'
  | 'submit'
  | 'approve'
  | 'refuse'
  | 'reopen'
  | 'return'
  | 'withdraw'
  | 'receive'
  | 'register'
  | 'reissue'
  | 'revoke'
  | 'share'
  | 'nudge'
  | 'attach'
  | 'detach';

interface ModelRequest {
  id: string;
  section: Section;
  preparer: Player;
  /** Who has the draft in hand; null while it waits for the chief. */
  holder: Player | null;
  filers: Set<Player>;
  state: State;
  /** Decisions that hold: an approval that was taken back is none. */
  decisions: number;
  reopened: number;
  nudged: boolean;
  attached: boolean;
  /** True once the answer was sent. */
  told: boolean;
  stopped: boolean;
  sharedWith: Set<Player>;
}

interface Model {
  requests: ModelRequest[];
  deputised: boolean;
}

const PEOPLE_IN_PLAY = ['chief', 'staff', 'otherChief', 'manager', 'deputy', 'operator', 'auditor'] as const;
type Player = (typeof PEOPLE_IN_PLAY)[number];
const HEADS: Partial<Record<Player, Section>> = { chief: 'citizens', otherChief: 'welfare', manager: 'property' };
/** Somebody of each section to whom its chief may hand the files, and everybody else of it. */
const COLLEAGUE: Partial<Record<Section, Player>> = { citizens: 'staff', property: 'operator' };
const VIA = { channel: 'chat' } as const;
const ENTRIES = {
  callDate: '2026-09-15',
  callTime: '10:15',
  durationMinutes: '1',
  otherNumber: '090-1234-5678',
  cityNumber: '12345',
  purpose: '1',
  documentNumber: '123',
};

interface Rule {
  from: State[];
  to?: State;
  who: (player: Player, request: ModelRequest, model: Model) => boolean;
  /** What else must hold. */
  when?: (request: ModelRequest, player: Player, model: Model) => boolean;
  /** What it does beside the state; returns false when there was nothing left to do. */
  effect?: (request: ModelRequest, player: Player) => boolean;
}

const office = (player: Player): boolean => player === 'manager' || player === 'operator';
const once = (request: ModelRequest, flag: 'nudged' | 'attached' | 'stopped', value = true): boolean => {
  const changes = request[flag] !== value;
  request[flag] = value;
  return changes;
};

/** What the rule allows, said once more: from which states, to which state, to whom, and with what effect. */
const STEPS: Record<Act, Rule> = {
  hand: {
    from: ['draft'],
    who: (player, { preparer }) => player === preparer,
    when: ({ holder, section }, player) => (holder === player || holder === null) && headOf(section) !== undefined,
    effect: (request) => give(request, null),
  },
  handBack: {
    from: ['draft'],
    who: heads,
    effect: (request) => give(request, request.preparer),
  },
  submit: {
    from: ['draft', 'returned'],
    to: 'submitted',
    who: heads,
    when: ({ state, holder }, player) => state === 'returned' || holder === null || holder === player,
    effect: ({ filers }, player) => Boolean(filers.add(player)),
  },
  withdraw: { from: ['submitted', 'returned'], to: 'withdrawn', who: heads },
  approve: {
    from: ['submitted'],
    to: 'approved',
    who: decides,
    effect: (request) => Boolean(++request.decisions),
  },
  refuse: { from: ['submitted'], to: 'refused', who: decides, effect: (request) => Boolean(++request.decisions) },
  reopen: {
    from: ['approved'],
    to: 'submitted',
    who: decides,
    effect: (request) => {
      request.decisions--;
      return Boolean(++request.reopened);
    },
  },
  return: { from: ['submitted'], to: 'returned', who: decides },
  receive: { from: ['answered'], to: 'received', who: heads },
  register: { from: ['answered', 'received'], to: 'registered', who: heads },
  reissue: {
    from: ['answered', 'received', 'registered', 'refused'],
    who: heads,
    when: ({ told, stopped }) => told && !stopped,
  },
  revoke: {
    from: ['answered', 'received', 'registered', 'refused'],
    who: (player) => player === 'manager',
    when: ({ told, stopped }) => told && !stopped,
    effect: (request) => once(request, 'stopped'),
  },
  share: {
    from: ['answered', 'received', 'registered'],
    who: heads,
    when: ({ section, stopped }) => COLLEAGUE[section] !== undefined && !stopped,
    effect: ({ section, sharedWith }) => {
      const colleague = COLLEAGUE[section];
      if (colleague === undefined || sharedWith.has(colleague)) return false;
      return Boolean(sharedWith.add(colleague));
    },
  },
  nudge: {
    from: ['submitted'],
    who: heads,
    when: (request, _player, model) =>
      !request.nudged && (decides('manager', request, model) || decides('deputy', request, model)),
    effect: (request) => once(request, 'nudged'),
  },
  attach: { from: ['submitted'], who: office, effect: (request) => once(request, 'attached') },
  detach: {
    from: ['submitted'],
    who: office,
    when: ({ attached }) => attached,
    effect: (request) => once(request, 'attached', false),
  },
};

function headOf(section: Section): Player | undefined {
  return PEOPLE_IN_PLAY.find((player) => HEADS[player] === section);
}

function give(request: ModelRequest, holder: Player | null): boolean {
  const changes = request.holder !== holder;
  request.holder = holder;
  return changes;
}

function heads(player: Player, request: ModelRequest): boolean {
  return HEADS[player] === request.section;
}

function decides(player: Player, request: ModelRequest, model: Model): boolean {
  const own = request.preparer === player || request.filers.has(player);
  return (player === 'manager' || (player === 'deputy' && model.deputised)) && !own;
}

let world: World;
let ctx: Context;
let wave: Buffer;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  ctx = world.app.ctx;
  wave = await readFile(join(world.recorder, '20260915_140510_23456.wav'));
});
afterAll(() => world.close());

const actorOf = (player: Player) => findActor(ctx.directory, PEOPLE[player].id, civilDate(ctx.clock.now()));

async function attempt(player: Player, act: Act, request: ModelRequest): Promise<void> {
  const actor = await actorOf(player);
  const row = await ctx.db.client.request.findUniqueOrThrow({ where: { id: request.id } });
  const input = { requestId: row.id, version: row.version };
  const numbers = { answerNumber: '', proposedNumber: '' };
  switch (act) {
    case 'hand':
      await takeStep(ctx, actor, VIA, hand, { ...input, pledged: true });
      return;
    case 'handBack':
      await takeStep(ctx, actor, VIA, handBack, { requestId: row.id, words: '時間をご確認ください' });
      return;
    case 'reopen':
      await reopenRequest(ctx, actor, VIA, { requestId: row.id });
      return;
    case 'share': {
      const colleague = COLLEAGUE[request.section] ?? 'auditor';
      await takeStep(ctx, actor, VIA, share, { requestId: row.id, choice: PEOPLE[colleague].id });
      return;
    }
    case 'nudge':
      await takeStep(ctx, actor, VIA, nudge, { requestId: row.id });
      return;
    case 'attach':
      await attachRecording(ctx, () => actor, VIA, row.id, Readable.from([wave]));
      return;
    case 'detach': {
      const [newest] = await attachedTo(ctx.db.client, row.id);
      await takeStep(ctx, actor, VIA, detach, { requestId: row.id, choice: newest?.id ?? row.id });
      return;
    }
    case 'submit':
      await takeStep(ctx, actor, VIA, submitting, { ...input, pledged: true });
      return;
    case 'approve': {
      const { candidates } = row.callAt ? await candidatesOf(ctx.db.client, ctx, row) : { candidates: [] };
      const recordingIds = candidates.filter(({ preselected }) => preselected).map(({ recording }) => recording.id);
      const chosen = { recordingIds: recordingIds.join(','), ground: '2' };
      await takeStep(ctx, actor, VIA, approve, { ...input, ...numbers, ...chosen });
      return;
    }
    case 'refuse': {
      const refusal = { reason: 'no_ground', words: '目的の範囲外のため' };
      await takeStep(ctx, actor, VIA, refuse, { ...input, ...numbers, ...refusal });
      return;
    }
    case 'return':
      await takeStep(ctx, actor, VIA, returnToChief, { ...input, words: '時間をご確認ください', choice: 'callTime' });
      return;
    case 'withdraw':
      await takeStep(ctx, actor, VIA, withdraw, input);
      return;
    case 'receive':
      await takeStep(ctx, actor, VIA, receive, { requestId: row.id });
      return;
    case 'register':
      await takeStep(ctx, actor, VIA, register, { requestId: row.id, words: 'R8-1' });
      return;
    case 'reissue': {
      const edition = await linkEdition(ctx.db.client, row.id, actor.personId);
      await takeStep(ctx, actor, VIA, reissue, { requestId: row.id, edition });
      return;
    }
    case 'revoke':
      await takeStep(ctx, actor, VIA, revoke, { requestId: row.id, words: '誤りのため' });
  }
}

/** Runs a use case; a foreseen refusal is an answer like any other. */
async function refusedOr(work: () => Promise<unknown>): Promise<AppError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function agree(model: Model): Promise<void> {
  const rows = await ctx.db.client.request.findMany({ select: { id: true, status: true } });
  const states = new Map(rows.map(({ id, status }) => [id, status]));
  expect(model.requests.map(({ id }) => states.get(id))).toEqual(model.requests.map(({ state }) => state));
}

class Draft implements fc.AsyncCommand<Model, object> {
  constructor(readonly player: Player) {}
  check = () => true;
  async run(model: Model): Promise<void> {
    const section = HEADS[this.player];
    const refused = await refusedOr(async () => {
      const { draft, existed } = await openDraft(ctx, await actorOf(this.player), VIA, ENTRIES);
      if (existed) return;
      model.requests.push({
        id: draft.request.id,
        section: section ?? 'citizens',
        preparer: this.player,
        holder: this.player,
        filers: new Set(),
        state: 'draft',
        decisions: 0,
        reopened: 0,
        nudged: false,
        attached: false,
        told: false,
        stopped: false,
        sharedWith: new Set(),
      });
    });
    expect(refused === undefined).toBe(section !== undefined || this.player === 'staff');
  }
  toString = () => `${this.player} begins a form`;
}

class Step implements fc.AsyncCommand<Model, object> {
  constructor(
    readonly player: Player,
    readonly act: Act,
    readonly which: number,
    readonly twice: boolean,
  ) {}
  check = (model: Readonly<Model>) => model.requests.length > 0;
  async run(model: Model): Promise<void> {
    const request = model.requests[this.which % model.requests.length];
    if (request === undefined) return;
    const possible = isPossible(this.player, this.act, request, model);
    const rows = () => ctx.db.client.auditEntry.count({ where: { requestId: request.id } });
    const before = await rows();
    const tries = this.twice ? [1, 2] : [1];
    const answers = await Promise.all(tries.map(() => refusedOr(() => attempt(this.player, this.act, request))));
    if (possible) expect(answers.some((answer) => answer === undefined)).toBe(true);
    const expected = before + apply(this.player, this.act, request, model);
    // A link asked for twice, each time looking at the newest, is issued twice; everything else happens once.
    if (!possible || this.act !== 'reissue') expect(await rows()).toBe(expected);
    await agree(model);
  }
  toString = () => `${this.player} does ${this.act} with request ${this.which}${this.twice ? ' twice at once' : ''}`;
}

function isPossible(player: Player, act: Act, request: ModelRequest, model: Model): boolean {
  const { from, who, when } = STEPS[act];
  return from.includes(request.state) && who(player, request, model) && (when?.(request, player, model) ?? true);
}

/** What one person does with a request in the model; returns the rows it leaves in the log. */
function apply(player: Player, act: Act, request: ModelRequest, model: Model): number {
  if (!isPossible(player, act, request, model)) return 0;
  const { to, effect } = STEPS[act];
  const done = effect?.(request, player) ?? true;
  if (to !== undefined) request.state = to;
  return done ? 1 : 0;
}

/** Two people do two things with one request at the same moment: it must look as if one had come after the other. */
class Rush implements fc.AsyncCommand<Model, object> {
  constructor(
    readonly one: readonly [Player, Act],
    readonly other: readonly [Player, Act],
    readonly which: number,
  ) {}
  check = (model: Readonly<Model>) => model.requests.length > 0;
  async run(model: Model): Promise<void> {
    const index = this.which % model.requests.length;
    const request = model.requests[index];
    if (request === undefined) return;
    // The second may also find its card old, and do nothing.
    const orders = [[this.one, this.other], [this.other, this.one], [this.one], [this.other]];
    const outcomes = orders.map((order) => {
      const then = structuredClone(request);
      const rows = order.reduce((sum, [player, act]) => sum + apply(player, act, then, model), 0);
      return { then, rows };
    });
    const rows = () => ctx.db.client.auditEntry.count({ where: { requestId: request.id } });
    const before = await rows();
    await Promise.all([this.one, this.other].map(([player, act]) => refusedOr(() => attempt(player, act, request))));
    const { status } = await ctx.db.client.request.findUniqueOrThrow({ where: { id: request.id } });
    const added = (await rows()) - before;
    const outcome = outcomes.find(({ then, rows: expected }) => then.state === status && expected === added);
    expect([status, added, outcome !== undefined]).toEqual([status, added, true]);
    if (outcome !== undefined) model.requests[index] = outcome.then;
    await agree(model);
  }
  toString = () => `${this.one.join(' does ')} while ${this.other.join(' does ')} with request ${this.which}`;
}

class Jobs implements fc.AsyncCommand<Model, object> {
  check = () => true;
  async run(model: Model): Promise<void> {
    await world.app.runPending();
    for (const request of model.requests) {
      if (request.state === 'approved') request.state = 'answered';
      request.told ||= request.state === 'answered' || request.state === 'refused';
    }
    await agree(model);
  }
  toString = () => 'the jobs run';
}

class Deputy implements fc.AsyncCommand<Model, object> {
  constructor(
    readonly player: Player,
    readonly begins: boolean,
  ) {}
  check = () => true;
  async run(model: Model): Promise<void> {
    const actor = await actorOf(this.player);
    const period = { name: '試験四郎', from: '2026-09-16', to: '2026-09-30' };
    await refusedOr(() => (this.begins ? setDeputy(ctx, actor, VIA, period) : endRunning(actor)));
    if (this.player === 'manager') model.deputised = this.begins;
  }
  toString = () => `${this.player} ${this.begins ? 'sets' : 'ends'} the deputy`;
}

/** Ends the period that runs, if one does; whether somebody may end one is asked in any case. */
async function endRunning(actor: Actor): Promise<boolean> {
  const running = await ctx.db.client.deputyPeriod.findFirst({ where: { endedAt: null } });
  return endDeputy(ctx, actor, VIA, running?.id ?? randomUUID());
}

const player = fc.constantFrom(...PEOPLE_IN_PLAY);
/** Those who can do something come up more often, so that requests get far. */
const likely = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Player>('chief', 'manager', 'staff') },
  { weight: 2, arbitrary: player },
);
const act = fc.constantFrom(...(Object.keys(STEPS) as Act[]));
/** 再発行 names how many links each saw, which the model does not know. */
const rushed = fc.tuple(likely, fc.constantFrom(...(Object.keys(STEPS) as Act[]).filter((one) => one !== 'reissue')));
const commands = [
  likely.map((who) => new Draft(who)),
  fc.tuple(likely, fc.constant<Act>('submit'), fc.nat(3), fc.boolean()).map((args) => new Step(...args)),
  fc.tuple(likely, act, fc.nat(3), fc.boolean()).map((args) => new Step(...args)),
  fc.tuple(likely, act, fc.nat(3), fc.boolean()).map((args) => new Step(...args)),
  fc.tuple(rushed, rushed, fc.nat(3)).map((args) => new Rush(...args)),
  fc.constant(new Jobs()),
  fc.tuple(likely, fc.boolean()).map((args) => new Deputy(...args)),
];

const HISTORIES = runs(many(1000, 250));
jest.setTimeout(30_000 + HISTORIES * 1_200);

it(`${HISTORIES} random histories never leave the table, decide twice, or lose a notice`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 35 }), async (history) => {
      await forgetRequests(world);
      await forgetDeputies(world);
      const model: Model = { requests: [], deputised: false };
      await fc.asyncModelRun(() => ({ model, real: {} }), history);
      await new Jobs().run(model);
      for (const { id, state, decisions, reopened, sharedWith } of model.requests) {
        const decided = await ctx.db.client.auditEntry.count({
          where: { requestId: id, action: { in: ['request.approve', 'request.refuse'] } },
        });
        expect(decided).toBe(decisions + reopened);
        expect(decisions).toBeLessThanOrEqual(1);
        if ((await ctx.db.client.request.count({ where: { id, serial: { not: null } } })) > 0) {
          const { request, rows } = await gather(ctx.db, id);
          expect(agreementsOf(request, rows).filter(({ holds }) => !holds)).toEqual([]);
        }
        const notices = await ctx.db.client.notice.findMany({ where: { requestId: id } });
        expect(notices.every(({ state: sent }) => sent !== 'pending')).toBe(true);
        const answers = notices.filter(({ kind }) => kind === 'answered' || kind === 'refused');
        expect(answers).toHaveLength(decisions);
        expect(notices.filter(({ kind }) => kind === 'shared')).toHaveLength(sharedWith.size);
        if (state === 'submitted')
          expect(notices.some(({ kind }) => kind === 'decide' || kind === 'trouble')).toBe(true);
      }
    }),
    { numRuns: HISTORIES },
  );
});
