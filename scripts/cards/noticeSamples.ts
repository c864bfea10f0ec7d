import type { Request } from '../../bot/db/generated/client.js';
import { momentOf } from '../../bot/japanese/civil.js';
import { draftOf } from '../../bot/requests/draftForm.js';
import {
  apologyCard,
  discardCard,
  draftExistsCard,
  greetingCard,
  helpCard,
  messageCard,
  usualButtons,
} from '../../bot/teams/cards/message.js';
import {
  answeredCard,
  codeCard,
  directoryFaultCard,
  directoryHeldCard,
  linkNewsCard,
  logFaultCard,
  olderStateCard,
  troubleCard,
} from '../../bot/teams/cards/notices.js';
import type { CardContent } from '../../bot/teams/cards/render.js';
import { listCard } from '../../bot/teams/cards/status.js';
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
    help_for_chief: helpCard(CONFIG, CHIEF),
    help_for_manager: helpCard(CONFIG, MANAGER),
    greeting_in_channel: greetingCard(CONFIG, MANAGER, false),
    greeting: messageCard(
      '試験 花子 様、お疲れさまです',
      '通話録音データの取出し申請をお手伝いします。',
      usualButtons(CHIEF),
    ),
    draft_exists: draftExistsCard(DRAFT, { callDate: '2026-11-22', callTime: '14:05' }),
    draft_exists_longest: draftExistsCard(DRAFT, { purposeOther: '非常に長い入力'.repeat(1500) }),
    discard: discardCard(DRAFT),
    apology: apologyCard(),
    trouble: troubleCard(GIVEN, 'integrity'),
    log_fault: logFaultCard(12_345),
    link_opened: linkNewsCard('openedAnew', GIVEN, NOW),
    link_guessed: linkNewsCard('guessing', GIVEN, NOW),
    link_stopped: linkNewsCard('guessedOut', GIVEN, NOW),
    directory_fault: directoryFaultCard('0123456789abcdef-1-8-12'),
    directory_held: directoryHeldCard(`${'0'.repeat(64)}-41-112`),
    older_state: olderStateCard(),
    disowned: troubleCard(GIVEN, 'disowned.x'),
    empty_list: listCard(
      { headline: '未処理の申請', lead: '11月23日（月）現在', empty: '未処理の申請はありません。' },
      { requests: [], total: 0 },
    ),
  },
} satisfies Record<string, Record<string, CardContent>>;
