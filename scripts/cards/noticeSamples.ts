import type { Request } from '../../bot/db/generated/client.js';
import { momentOf } from '../../bot/japanese/civil.js';
import { draftOf } from '../../bot/requests/draftForm.js';
import { NOTHING_IN_HAND } from '../../bot/requests/reads/inHand.js';
import { failedPressCard } from '../../bot/teams/cards/again.js';
import { helpCard, hintOf } from '../../bot/teams/cards/help.js';
import {
  apologyCard,
  discardCard,
  draftExistsCard,
  greetingCard,
  messageCard,
  usualButtons,
} from '../../bot/teams/cards/message.js';
import {
  answeredCard,
  clockJumpCard,
  codeCard,
  directoryFaultCard,
  directoryHeldCard,
  linkNewsCard,
  logCheckedCard,
  logFaultCard,
  olderStateCard,
  recordsDueCard,
  systemCard,
  troubleCard,
  uninstalledCard,
} from '../../bot/teams/cards/notices.js';
import { operationsCard } from '../../bot/teams/cards/operations.js';
import type { CardContent } from '../../bot/teams/cards/render.js';
import { listCard } from '../../bot/teams/cards/status.js';
import { unsureCard } from '../../bot/teams/cards/unsure.js';
import { actor, CONFIG, copyOf, LINK, LONG, NOW, recording, request, TRANSFERRED } from './fiction.js';

const CHIEF = actor('試験 花子', 'chief', '市民課', '市民課長');
const MANAGER = actor('試験 太郎', 'manager', '管財課', '管財課長');

const DRAFT = draftOf({ clock: { now: () => NOW }, config: CONFIG }, request({ status: 'draft', step: 2 }));

const DECIDED: Partial<Request> = {
  decidedAt: momentOf('2026-11-23', '10:05'),
  decidedByName: '試験 太郎',
  answeredAt: momentOf('2026-11-23', '10:05'),
  answerNumber: '45',
};
const GIVEN = request({ ...DECIDED, status: 'answered', ground: 2 });
const REFUSED = request({ ...DECIDED, status: 'refused', refusalReason: 'not_stored', refusalWords: '' });

/** What the bot sends by itself, and its short answers. */
export const NOTICE_SAMPLES = {
  answered: {
    one_file: answeredCard(CONFIG, GIVEN, LINK, [copyOf(recording(), 1)]),
    transferred: answeredCard(CONFIG, GIVEN, LINK, [copyOf(recording(), 1), copyOf(TRANSFERRED, 2)]),
    refused: answeredCard(CONFIG, REFUSED, LINK, []),
    longest: answeredCard(
      CONFIG,
      { ...GIVEN, decidedByName: LONG.name },
      LINK,
      Array.from({ length: 8 }, (_, index) => copyOf(recording({ fileName: `${index}.wav` }), index + 1)),
    ),
  },
  code: { code: codeCard('048151', 10) },
  message: {
    help_for_chief: helpCard(CONFIG, CHIEF, { ...NOTHING_IN_HAND, draft: true, handedOver: true }),
    help_for_manager: helpCard(CONFIG, MANAGER, { ...NOTHING_IN_HAND, waiting: true }),
    after_a_guess: {
      ...messageCard('お役に立てて何よりです', 'また必要なときにお声がけください。', usualButtons(CHIEF)),
      hint: hintOf('rule_retention'),
    },
    greeting_in_channel: greetingCard(),
    greeting: messageCard(
      '試験 花子 様、お疲れさまです',
      '通話録音データの取出し申請をお手伝いします。',
      usualButtons(CHIEF),
    ),
    draft_exists: draftExistsCard(DRAFT, { callDate: '2026-11-22', callTime: '14:05' }),
    draft_exists_longest: draftExistsCard(DRAFT, { purposeOther: '非常に長い入力'.repeat(1500) }),
    discard: discardCard(DRAFT),
    unsure: unsureCard('録音の件の一覧とか', ['preservation_list', 'search_recordings', 'list_mine'], undefined),
    unsure_one: unsureCard('録音の件の一覧とか', ['preservation_list'], undefined),
    unsure_longest: unsureCard(
      '非常に長い文'.repeat(66),
      ['preservation_new', 'rule_complaint', 'playback_new'],
      DRAFT,
    ),
    unsure_with_draft: unsureCard('録音の件のあれ', ['playback_new', 'rule_notice', 'link_broken'], DRAFT),
    apology: apologyCard(),
    apology_after_press: failedPressCard({
      verb: 'draft_next',
      data: {
        callDate: '2026-11-22',
        callTime: '14:05',
        purpose: '1',
        purposeOther: '○'.repeat(400),
      },
    }),
    apology_with_sentence: apologyCard('先月の申請を見せて'),
    trouble: troubleCard(GIVEN, 'integrity'),
    log_fault: logFaultCard(12_345),
    link_opened: linkNewsCard('openedAnew', GIVEN, NOW),
    link_guessed: linkNewsCard('guessing', GIVEN, NOW),
    link_stopped: linkNewsCard('guessedOut', GIVEN, NOW),
    directory_fault: directoryFaultCard('0123456789abcdef-1-8-12'),
    directory_held: directoryHeldCard(`${'0'.repeat(64)}-41-112`),
    older_state: olderStateCard(),
    clock_jump: clockJumpCard('jumped-1782000000000-1779300000000'),
    clock_differs: clockJumpCard('differs-1782000000000-1779300000000'),
    records_due: recordsDueCard({
      ...{ from: '2032-04-01', years: 5, held: 3 },
      requests: Array.from({ length: 12 }, (_, year) => ({ endedIn: 2015 + year, count: 1234 })),
      matters: [{ endedIn: 2026, count: 3 }],
    }),
    system_storage: systemCard('storage-away-1782000000000'),
    system_job: systemCard('job-answer-12'),
    system_recorder: systemCard('recorder-2026-11-23'),
    log_whole: logCheckedCard({ outcome: 'whole', from: 1, rows: 123_456, heads: 789 }),
    log_doubtful: logCheckedCard({ outcome: 'doubtful', from: 98_765, rows: 123_456, heads: 0 }),
    log_unread: logCheckedCard({ outcome: 'unread' }),
    secret_ends: systemCard('secret-BOT_PASSWORD-20261222-30'),
    secret_ours: systemCard('secret-MASTER_KEYS-20261222-30'),
    uninstalled: uninstalledCard({ name: '試験 花子', posts: [{ section: '市民課', title: '市民課長' }] }),
    operations: operationsCard(
      {
        ...{ databaseAway: false, storageAway: true, freeBytes: 12_345_678_901, linksHeld: false, clockDoubted: true },
        waiting: { jobs: 3, seconds: 310 },
        recorder: { files: 512_345, bytes: 123_456_789_012, oldestAt: NOW, lost: 12 },
        failed: { jobs: 1, newest: [{ name: 'answer', failedAt: NOW, request: { fiscalYear: 2026, serial: 12 } }] },
        messages: { pending: 2, unsent: 1 },
        unread: { unsure: 8, unknown: 3 },
        lastImport: { at: NOW, rows: 1234, added: 12, problems: 0 },
        secrets: [
          { name: 'BOT_PASSWORD', ends: '2026-11-28', daysLeft: 5, ours: false },
          { name: 'ENTRA_CLIENT_SECRET', ends: null, daysLeft: null, ours: false },
          { name: 'AUDIT_KEYS', ends: '2026-12-20', daysLeft: 27, ours: true },
        ],
        ...{ posts: 41, log: 'whole', recordsDue: { from: '2032-04-01', requests: 412, held: 3 } },
      },
      NOW,
    ),
    disowned: troubleCard(GIVEN, 'disowned.x'),
    empty_list: listCard(
      { headline: '未処理の申請', lead: '11月23日（月）現在', empty: '未処理の申請はありません。' },
      { requests: [], total: 0 },
    ),
  },
} satisfies Record<string, Record<string, CardContent>>;
