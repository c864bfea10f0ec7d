import type { Recording, Request } from '../../bot/db/generated/client.js';
import { addDays, civilDate, momentOf } from '../../bot/japanese/civil.js';
import { addressOf } from '../../bot/links/issue.js';
import { rankMatches } from '../../bot/recordings/match.js';
import type { Examined } from '../../bot/requests/reads/examine.js';
import { submittedFields } from '../../bot/requests/submitted.js';
import { examine } from '../../bot/rule/examination.js';
import { retentionOf } from '../../bot/rule/retention.js';
import { channelCard, decideCard, refuseCard } from '../../bot/teams/cards/decision.js';
import type { CardContent } from '../../bot/teams/cards/render.js';
import { CONFIG, LONG, NOW, recording, request, TRANSFERRED } from './fiction.js';

/** What the examination finds when these recordings are on the recorder. */
function prepared(of: Request, recordings: Recording[]): Examined {
  const fields = submittedFields(of);
  const retention = retentionOf(fields.callDate, civilDate(NOW), CONFIG.retention);
  const candidates = rankMatches(fields, recordings);
  const found = {
    candidates: candidates.length,
    preselected: candidates.filter((match) => match.preselected).length,
    attached: 0,
    ownAttached: 0,
    bestReasons: candidates[0]?.reasons ?? '',
  };
  const examination = examine(retention, found, fields.purpose, fields.purposeOther);
  return { candidates, retention, examination, answerSymbol: '管財発', answerNumber: '45' };
}

const APPLICATION = addressOf(CONFIG, { id: 'c2FtcGxlLWxpbmstaWQtMg' });

function decide(of: Request, recordings: Recording[], shown: Parameters<typeof decideCard>[2] = {}): CardContent {
  const links = [{ title: '申請書（PDF）を開く', url: APPLICATION, style: 'default' as const }];
  return decideCard(of, prepared(of, recordings), { links, ...shown });
}

const PLAIN = request();
const OTHERS = [
  recording({ fileName: '20261122_131500_12345.wav', startedAt: momentOf('2026-11-22', '13:15'), otherNumber: null }),
  recording({ fileName: '20261122_142200_12345.wav', startedAt: momentOf('2026-11-22', '14:22'), otherNumber: null }),
  recording({ fileName: '20261122_151800_12345.wav', startedAt: momentOf('2026-11-22', '15:18'), otherNumber: null }),
];
const OLD_DATE = addDays(civilDate(NOW), -95);
const OLD = request({ callDate: OLD_DATE, callAt: momentOf(OLD_DATE, '14:05') });
const LONGEST = request({
  section: LONG.section,
  chiefTitle: `${LONG.section}長`,
  chiefName: LONG.name,
  contactSection: LONG.section,
  contactName: LONG.name,
  purpose: 4,
  purposeOther: LONG.purposeOther,
  documentNumber: '123456の12',
});

const NOTE =
  '決裁は、管理責任者（管財課長）または代決期間中の代決者のみが行えます。電話番号などの内容は個人チャットに届いています。';

function inChannel(of: Request, recordings: Recording[]): CardContent {
  return channelCard(of, prepared(of, recordings), { headline: '', note: NOTE, buttons: true });
}

/** The manager's two cards, and the one that others read along in the decision channel. */
export const DECISION_SAMPLES = {
  decide: {
    one_match: decide(PLAIN, [recording()]),
    transferred: decide(PLAIN, [recording(), TRANSFERRED, ...OTHERS.slice(0, 1)]),
    choose: decide(request({ otherNumber: null }), OTHERS),
    nothing_found: decide(PLAIN, []),
    older_than_90_days: decide(OLD, []),
    disclosure_request: decide(request({ purpose: 4, purposeOther: '個人情報の開示請求への対応' }), [recording()]),
    with_fault: decide(PLAIN, [recording()], {
      typed: { recordingIds: recording().id, ground: '2', answerNumber: '44' },
      notice: '回答書の番号「44」はR8-11で使われています。別の番号を入力してください。',
    }),
    longest: decide(LONGEST, [recording(), TRANSFERRED, ...OTHERS]),
  },
  refuse: {
    from_fold: refuseCard(PLAIN, prepared(PLAIN, [recording()])),
    not_stored: refuseCard(PLAIN, prepared(PLAIN, []), { suggestion: 'not_stored' }),
    with_fault: refuseCard(PLAIN, prepared(PLAIN, [recording()]), {
      typed: { reason: 'no_ground', words: '', answerNumber: '45' },
      notice: '要件に適合しない場合は、回答書に記載する理由を入力してください。',
    }),
    longest: refuseCard(LONGEST, prepared(LONGEST, []), {
      typed: { reason: 'no_ground', words: LONG.refusal, answerNumber: '123456の12' },
    }),
  },
  channel: {
    one_click: inChannel(PLAIN, [recording()]),
    to_choose: inChannel(request({ otherNumber: null }), OTHERS),
    nothing_found: inChannel(PLAIN, []),
    decided: channelCard(PLAIN, undefined, {
      headline: '「承認・準備中」です　管財課長　11月23日（月）10時05分',
      note: '内容は、決裁される方の個人チャットでご覧いただけます。',
      buttons: false,
    }),
    longest: inChannel(LONGEST, [recording(), TRANSFERRED, ...OTHERS]),
  },
} satisfies Record<string, Record<string, CardContent>>;
