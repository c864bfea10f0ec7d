import type { Context } from '../../context.js';
import type { Tx } from '../../db/database.js';
import type { Matter, Recording } from '../../db/generated/client.js';
import { decidersOn } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { addDays, civilDate, momentOf } from '../../japanese/civil.js';
import { formatWareki } from '../../japanese/wareki.js';
import { addressOf, endLinks, issuePlaybackLink } from '../../links/issue.js';
import { findCandidates } from '../../recordings/candidates.js';
import type { Match } from '../../recordings/match.js';
import type { Actor } from '../../rule/actor.js';
import { MANAGER, ruleCites } from '../../rule/office.js';
import { keptSince, retentionOf } from '../../rule/retention.js';
import { FieldFaults, type MatterField } from '../fields.js';
import { typedOf } from '../load.js';
import type { BesideMatter, MatterDescription, MatterVerb } from '../matter.js';
import { CALL, NO_REQUEST, soughtBy, titleOf } from './call.js';

/** For so many days somebody may listen where nobody says otherwise. */
const USUAL_DAYS = 7;

const GROUNDS = { crime: '犯罪が発生した場合', need: 'その他、特に必要な場合' };

const text = (placeholder: string, maxLength = 500): MatterField['input'] => ({
  kind: 'text',
  maxLength,
  placeholder,
  multiline: true,
});

const wish: MatterVerb = {
  name: 'wish',
  done: '再生の希望',
  title: '再生の許可を求める',
  does: `${MANAGER}へ送る`,
  headline: 'どの通話を、なぜ再生しますか',
  lead: `通話録音データは、犯罪が発生した場合その他管理責任者が特に必要と認めた場合を除き、再生できません（${ruleCites('playback')}）。許可されるのは、ご本人による、期間内の再生です。複製データが必要なときは、申請をご利用ください。`,
  fields: [
    ...CALL,
    { id: 'ground', word: '再生を要する場合', input: { kind: 'choice', choices: GROUNDS } },
    { id: 'reason', word: '必要とする事情', input: text('何が起きたか、再生して何を確かめるか') },
  ],
  afterwards: `再生の希望を${MANAGER}へ送りました`,
  tells: {
    headline: '録音の再生の希望が届きました。ご判断をお願いします',
    readers: ({ clock, directory }) => decidersOn(directory, civilDate(clock.now())).map(({ id }) => id),
  },
};

const toOpener = {
  readers: (_ctx: unknown, { openedById }: { openedById: string }) => [openedById],
};

/** Which of the recordings that may be meant. */
const RECORDING: MatterField = {
  id: 'recordingId',
  word: '再生できる録音',
  input: { kind: 'choice', choices: {}, asked: true },
  // Where there is none, that is what is said, and not that one has to be chosen.
  optional: true,
  unshown: true,
};

/** So many fit on a card. */
const MOST_OFFERED = 5;

const UNTIL: MatterField = {
  id: 'until',
  word: '再生できる最後の日',
  input: { kind: 'date', future: true, today: true },
  first: (today) => addDays(today, USUAL_DAYS),
};

const permit: MatterVerb = {
  name: 'permit',
  done: '再生の許可',
  title: '再生を許可…',
  does: '再生を許可する',
  headline: '再生を許可しますか',
  lead: '通話の情報が一致する録音を、希望した方だけが、期間内に再生できるようになります。複製データは作成されません。再生は、1回ごとに記録されます。',
  fields: [
    { id: 'words', word: '許可の理由', input: text('例：脅迫に当たる発言の有無を確かめるため', 300) },
    UNTIL,
    RECORDING,
  ],
  async prefill(tx, ctx, matter) {
    const found = await meantBy(tx, ctx, matter);
    const sure = found.filter(({ preselected }) => preselected);
    const [only] = sure;
    const today = civilDate(ctx.clock.now());
    const [first] = found;
    const lastDay = first && retentionOf(civilDate(first.recording.startedAt), today, ctx.config.retention).lastDay;
    const usual = addDays(today, USUAL_DAYS);
    const until = lastDay !== undefined && lastDay < usual ? lastDay : usual;
    // Of several that fit equally well it is for whoever decides to say which.
    return only !== undefined && sure.length === 1 ? { until, [RECORDING.id]: only.recording.id } : { until };
  },
  async choices(tx, ctx, matter) {
    const found = await meantBy(tx, ctx, matter);
    return { [RECORDING.id]: Object.fromEntries(found.map((one) => [one.recording.id, titleOf(one.recording)])) };
  },
  async also({ tx, ctx, matter }) {
    const step = await tx.matterStep.findFirstOrThrow({ where: { matterId: matter.id }, orderBy: { id: 'desc' } });
    const { until = '', recordingId } = typedOf(step);
    const recording = await chosenOf(tx, ctx, matter, recordingId);
    const { lastDay } = retentionOf(civilDate(recording.startedAt), civilDate(ctx.clock.now()), ctx.config.retention);
    if (until > lastDay) {
      throw new FieldFaults({
        until: `録音の保存期間は${formatWareki(lastDay)}までです。それ以前の日付にしてください。`,
      });
    }
    await tx.playback.create({ data: { matterId: matter.id, recordingId: recording.id } });
    const link = await issuePlaybackLink(tx, ctx, {
      matterId: matter.id,
      recipientId: matter.openedById,
      expiresAt: momentOf(addDays(until, 1), '00:00'),
    });
    return { audit: { recording: recording.sha256, listener: matter.openedById, until, link: link.id } };
  },
  afterwards: '再生を許可しました',
  tells: { ...toOpener, headline: '録音の再生が許可されました' },
  said: /許可し|許可する/,
};

const decline: MatterVerb = {
  name: 'decline',
  done: '再生の不許可',
  title: '許可しない…',
  does: '許可しない',
  headline: '再生を許可しませんか',
  lead: '希望した方に、理由とともにお知らせします。',
  fields: [{ id: 'words', word: '許可しない理由', input: text('例：通話の内容は、書面で確かめられるため', 300) }],
  afterwards: '再生を許可しないことを、希望した方にお知らせしました',
  tells: { ...toOpener, headline: '録音の再生は許可されませんでした' },
  said: /許可しない|不許可|却下|断/,
};

/** The listener writes down what they heard, at its place in the recording; on the page of the player. */
export const note: MatterVerb = {
  name: 'note',
  inner: true,
  done: '応対記録',
  title: '',
  does: '',
  headline: '',
  lead: '',
  fields: [
    { id: 'at', word: '再生位置', input: { kind: 'number', least: 0, most: 86_400, unit: '秒' } },
    { id: 'words', word: '記録', input: text('') },
  ],
  afterwards: '',
};

const end: MatterVerb = {
  name: 'end',
  done: '再生許可の終了',
  title: '再生を終了…',
  does: '再生を終了する',
  headline: 'この再生許可を終了しますか',
  lead: '再生のページは、すぐに使えなくなります。書き留めた応対記録は残ります。',
  fields: [{ id: 'words', word: '終了の理由', input: text('', 300), optional: true }],
  async also({ tx, ctx, matter }) {
    await endLinks(tx, ctx, matter.id);
    return {};
  },
  afterwards: '再生許可を終了しました',
  tells: {
    headline: '録音の再生許可が終了しました',
    readers: (ctx, { openedById }) => [
      openedById,
      ...decidersOn(ctx.directory, civilDate(ctx.clock.now())).map(({ id }) => id),
    ],
  },
  said: /終了|終わ|取り?消/,
};

/** The bot itself: its days are over, or its link was stopped. */
export const lapse: MatterVerb = {
  ...end,
  name: 'lapse',
  inner: true,
  title: '',
  fields: [{ id: 'words', word: '終わった理由', input: text('', 300) }],
  tells: { ...toOpener, headline: '録音の再生許可が終わりました' },
};

/** 再生許可 (第4条第3項): one recording, for one person and a time; everything else is played by nobody. */
export const playback: MatterDescription = {
  kind: 'playback',
  begins: wish,
  verbs: [permit, decline, end, note, lapse],
  withheld: ['otherNumber', 'reason', 'words'],
  subject: 'callDate',
  beside: besideOf,
};

/** The recordings that a wish may mean, best first, within their 90 days. */
async function meantBy(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'config'>,
  matter: Matter | null,
): Promise<readonly Match<Recording>[]> {
  if (matter === null) return [];
  const since = keptSince(ctx.clock.now(), ctx.config.retention);
  const { found } = await findCandidates(tx, NO_REQUEST, soughtBy(ctx, typedOf(matter)), since);
  return found.filter(({ recording }) => recording.startedAt >= since).slice(0, MOST_OFFERED);
}

/** The one of them that was chosen. @throws AppError `invalid_input` where there is none; FieldFaults where none was chosen */
async function chosenOf(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'config'>,
  matter: Matter,
  recordingId: string | undefined,
): Promise<Recording> {
  const found = await meantBy(tx, ctx, matter);
  if (found.length === 0) {
    throw new AppError(
      'invalid_input',
      'no recording fits the wish',
      '通話の情報が一致する録音が見つかりません。「許可しない…」で、日付・時間・番号の確認を希望した方にお伝えください。保存期間を過ぎた録音は再生できません。',
    );
  }
  const chosen = found.find(({ recording }) => recording.id === recordingId);
  if (chosen !== undefined) return chosen.recording;
  throw new FieldFaults({ [RECORDING.id]: '再生できる録音を選んでください。' });
}

/** The recording, until when, and for its listener the page. */
async function besideOf(
  tx: Tx,
  { config }: Pick<Context, 'config'>,
  actor: Actor,
  matter: Matter,
): Promise<BesideMatter> {
  const playback = await tx.playback.findUnique({ where: { matterId: matter.id }, include: { recording: true } });
  const link = await tx.link.findFirst({ where: { matterId: matter.id, revokedAt: null } });
  const lines = playback === null ? [] : [{ label: RECORDING.word, value: titleOf(playback.recording) }];
  const theirs = matter.status === 'permitted' && link !== null && link.recipientId === actor.personId;
  return {
    lines,
    requests: [],
    links: theirs ? [{ title: '再生のページを開く', url: addressOf(config, link) }] : [],
  };
}
