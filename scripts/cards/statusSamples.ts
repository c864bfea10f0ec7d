import type { Request } from '../../bot/db/generated/client.js';
import { momentOf } from '../../bot/japanese/civil.js';
import type { RequestStatus } from '../../bot/requests/reads/status.js';
import type { Happening } from '../../bot/requests/reads/timeline.js';
import { whereaboutsOf } from '../../bot/requests/reads/whereabouts.js';
import { VERBS } from '../../bot/requests/verbs/index.js';
import type { Status } from '../../bot/rule/states.js';
import type { CardContent } from '../../bot/teams/cards/render.js';
import { listCard, statusCard } from '../../bot/teams/cards/status.js';
import { CONFIG, idOf, LINK, LONG, NOW, request } from './fiction.js';

const happened = (time: string, what: string, who: string | null): Happening => ({
  at: momentOf('2026-11-23', time),
  what,
  who,
  whoId: who && idOf(who),
  action: '',
});

const SUBMITTED = happened('09:40', '申請', '試験 花子');
const APPROVED = [SUBMITTED, happened('10:05', '承認', '試験 太郎')];
const ANSWERED = [...APPROVED, happened('10:05', '回答書と複製データの交付', null)];
const RECEIVED = [
  ...ANSWERED,
  happened('10:12', '取得リンクの確認', '試験 花子'),
  happened('10:13', '録音の取得', '試験 花子'),
  happened('10:13', '受領', '試験 花子'),
];

const DECIDED: Partial<Request> = {
  decidedAt: momentOf('2026-11-23', '10:05'),
  decidedByName: '試験 太郎',
  decidedById: idOf('試験 太郎'),
  answerNumber: '45',
};
const GIVEN: Partial<Request> = { ...DECIDED, ground: 2, answeredAt: momentOf('2026-11-23', '10:05') };
const REFUSED: Partial<Request> = {
  ...DECIDED,
  refusalReason: 'no_ground',
  refusalWords: '利用目的が要綱の目的の範囲を超えるため',
  answeredAt: momentOf('2026-11-23', '10:05'),
};

const RETURNED: Partial<Request> = {
  returnedAt: momentOf('2026-11-23', '10:05'),
  returnWords: '通話の日付をご確認ください。前日の通話ではありませんか。',
  returnFields: ['callDate'],
};

const offered = (...names: string[]) => VERBS.filter(({ name }) => names.includes(name));

/** What the chief may do once the answer is there. */
const GIVEN_OUT = offered('register', 'reissue', 'share');
/** All that the state allows, to somebody who is everything at once. */
const EVERYTHING = VERBS.filter(({ button, from }) => button && from.includes('answered'));

function status(
  state: Status,
  changes: Partial<Request>,
  timeline: Happening[],
  more: Partial<RequestStatus> & Parameters<typeof statusCard>[2] = {},
): CardContent {
  const { headline, notice, ...facts } = more;
  const of = request({ status: state, ...changes });
  const whereabouts = whereaboutsOf(of, {
    deciders: [{ id: 'taro', name: '試験 太郎', deputy: false }],
    opened: null,
    linkExpires: state === 'answered' ? LINK.expiresAt : null,
    copiesGone: null,
    now: NOW,
  });
  const shown = { ...(headline ? { headline } : {}), ...(notice ? { notice } : {}) };
  return statusCard(
    CONFIG,
    {
      request: of,
      whereabouts,
      timeline,
      link: null,
      formLink: LINK,
      mayAttach: false,
      copiesGone: null,
      revokedBecause: null,
      mayDecide: false,
      offered: [],
      around: { attached: 0, preserved: false, link: facts.link != null, formLink: facts.formLink !== null },
      noted: true,
      sight: { number: 'whole', words: true },
      ...facts,
    },
    shown,
  );
}

const many = (count: number, changes: Partial<Request> = {}) =>
  Array.from({ length: count }, (_, index) =>
    request({
      id: idOf(`request ${index}`),
      serial: 12 - index,
      status:
        (['submitted', 'approved', 'answered', 'received', 'registered', 'refused'] as const)[index % 6] ?? 'submitted',
      ...changes,
    }),
  );

/** How one request stands, in every state, and the lists. */
export const STATUS_SAMPLES = {
  status: {
    submitted: status('submitted', {}, [SUBMITTED], {
      headline: '申請を受け付けました',
      offered: offered('withdraw', 'nudge'),
    }),
    submitted_to_decide: status('submitted', {}, [SUBMITTED], { mayDecide: true }),
    returned: status('returned', RETURNED, [SUBMITTED, happened('10:05', '差戻し', '試験 太郎')]),
    withdrawn: status('withdrawn', { withdrawnAt: momentOf('2026-11-23', '09:55') }, [
      SUBMITTED,
      happened('09:55', '取下げ', '試験 花子'),
    ]),
    approved: status('approved', { ...DECIDED, ground: 2 }, APPROVED, { headline: '承認しました' }),
    answered: status('answered', GIVEN, ANSWERED, {
      link: LINK,
      offered: offered('register', 'reissue', 'share', 'receive'),
    }),
    answered_link_over: status('answered', GIVEN, ANSWERED, {
      offered: offered('register', 'reissue', 'share', 'receive'),
    }),
    answered_for_manager: status('answered', GIVEN, ANSWERED, { offered: offered('revoke') }),
    everything_allowed: status('answered', GIVEN, ANSWERED, { link: LINK, mayDecide: true, offered: EVERYTHING }),
    received: status('received', GIVEN, RECEIVED, { link: LINK, offered: GIVEN_OUT }),
    registered: status('registered', GIVEN, [...RECEIVED, happened('10:30', '文書登録', '試験 花子')]),
    refused: status('refused', REFUSED, [SUBMITTED, happened('10:05', '不交付の決定', '試験 太郎')], { link: LINK }),
    came_second: status('approved', { ...DECIDED, ground: 2 }, APPROVED, {
      notice: 'このカードは古くなっています。現在の状況を表示しました。',
    }),
    longest: status(
      'refused',
      {
        ...REFUSED,
        section: LONG.section,
        chiefTitle: `${LONG.section}長`,
        chiefName: LONG.name,
        decidedByName: LONG.name,
        contactSection: LONG.section,
        contactName: LONG.name,
        purpose: 4,
        purposeOther: LONG.purposeOther,
        refusalWords: LONG.refusal,
      },
      RECEIVED.map((line) => ({ ...line, who: LONG.name })),
      { link: LINK },
    ),
  },
  list: {
    mine: listCard({ headline: '申請の一覧', lead: '11月23日（月）現在', empty: '' }, { requests: many(3), total: 3 }),
    open: listCard(
      { headline: '未処理の申請', lead: '11月23日（月）現在', empty: '' },
      { requests: many(1, { status: 'submitted' }), total: 1 },
    ),
    more_than_shown: listCard(
      {
        headline: '申請の一覧',
        lead: '全34件のうち11件目から20件目　11月2日（月）から11月8日（日）までに提出された申請です。',
        empty: '',
        search: '市民課',
        buttons: ['絞り込む', '前の10件', '次の10件'].map((title) => ({
          title,
          verb: 'list',
          data: {},
          style: 'default',
        })),
      },
      { requests: many(10), total: 34 },
    ),
    to_choose: listCard(
      {
        headline: 'どの申請についてでしょうか',
        lead: '取得リンクの再発行のできる申請です。ボタンでお選びください。',
        empty: '',
        choose: { title: '再発行…', verb: 'reissue_ask' },
      },
      { requests: many(2, { status: 'answered' }), total: 2 },
    ),
    longest: listCard(
      { headline: '申請の一覧', lead: '11月23日（月）現在', empty: '' },
      { requests: many(10, { section: LONG.section, chiefName: LONG.name }), total: 4352 },
    ),
  },
} satisfies Record<string, Record<string, CardContent>>;
