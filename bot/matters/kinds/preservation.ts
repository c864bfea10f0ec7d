import type { Tx } from '../../db/database.js';
import type { Matter, MatterStep, Recording } from '../../db/generated/client.js';
import { decidersOn } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { addDays, civilDate } from '../../japanese/civil.js';
import { formatWareki } from '../../japanese/wareki.js';
import { findCandidates } from '../../recordings/candidates.js';
import type { Match } from '../../recordings/match.js';
import type { Actor } from '../../rule/actor.js';
import { MANAGER, ruleCites } from '../../rule/office.js';
import { maySee } from '../../rule/permission.js';
import { formatReceipt } from '../../rule/receipt.js';
import { keptSince } from '../../rule/retention.js';
import type { MatterField, Typed } from '../fields.js';
import { typedOf } from '../load.js';
import type { BesideMatter, MatterDescription, MatterStepTaken, MatterVerb } from '../matter.js';
import { CALL, NO_REQUEST, soughtBy, titleOf } from './call.js';

/** For so many days a recording is preserved where nobody says otherwise. */
const USUAL_DAYS = 90;

const REASON: MatterField = {
  id: 'reason',
  word: '保全の理由',
  input: { kind: 'text', maxLength: 300, placeholder: '例：審査中に保存期間が終わるため', multiline: true },
};

const RELEASE: MatterField = {
  id: 'releaseOn',
  word: '保全の期限',
  input: { kind: 'date', future: true },
  first: (today) => addDays(today, USUAL_DAYS),
};

/** A chief, or who prepares for one, wishes that a recording is not lost before the form is complete. */
const wish: MatterVerb = {
  name: 'wish',
  done: '保全の希望',
  title: '保全を希望する',
  does: `${MANAGER}へ希望を送る`,
  headline: 'どの通話の録音を残したいですか',
  lead: `保存期間が終わる前に申請が間に合わないとき、録音を残すよう${MANAGER}に希望します。録音は再生されません。交付を受けるには、別に申請が必要です。`,
  fields: [...CALL, { ...REASON, word: '残したい理由' }],
  afterwards: `保全の希望を${MANAGER}へ送りました`,
  tells: {
    headline: '録音の保全の希望が届きました。お急ぎください',
    readers: ({ clock, directory }) => decidersOn(directory, civilDate(clock.now())).map(({ id }) => id),
  },
};

/** Whoever decides has the recordings of a request copied while it waits; begun by the request's own button. */
export const order: MatterVerb = {
  name: 'order',
  inner: true,
  done: '録音の保全',
  title: '保全する',
  does: '保全する',
  headline: '録音を保全しますか',
  lead: '',
  fields: [REASON, RELEASE],
  afterwards: '録音の保全を始めました',
};

const toOpener = {
  readers: (_ctx: unknown, { openedById }: { openedById: string }) => [openedById],
};

const keep: MatterVerb = {
  name: 'keep',
  done: '録音の保全',
  title: '保全する…',
  does: '保全する',
  headline: '録音を保全しますか',
  lead: `${ruleCites('preservation')}により、通話の情報が一致する録音を複製して保管します。再生はできません。交付は、申請を審査して決定します。`,
  fields: [REASON, RELEASE],
  prefill: async (_tx, _ctx, matter) => ({ reason: matter === null ? '' : (typedOf(matter).reason ?? '') }),
  async also({ tx, ctx, matter }) {
    const found = await findCandidates(
      tx,
      NO_REQUEST,
      soughtBy(ctx, typedOf(matter)),
      keptSince(ctx.clock.now(), ctx.config.retention),
    );
    return hold(tx, matter.id, meant(found.found));
  },
  afterwards: '録音の保全を始めました',
  tells: { ...toOpener, headline: '録音の保全が決まりました' },
  said: /保全し|保全する|残し/,
};

const decline: MatterVerb = {
  name: 'decline',
  done: '保全の見送り',
  title: '見送る…',
  does: '保全を見送る',
  headline: '保全を見送りますか',
  lead: '録音は、保存期間が終わると残りません。',
  fields: [{ ...REASON, word: '見送る理由' }],
  afterwards: '保全を見送りました',
  tells: { ...toOpener, headline: '録音の保全は見送りとなりました' },
  said: /見送|却下/,
};

const extend: MatterVerb = {
  name: 'extend',
  done: '保全の期限の変更',
  title: '期限を変える…',
  does: '期限を変える',
  headline: '保全の期限を変えますか',
  lead: '期限を過ぎると、保全した録音は自動で削除されます。',
  fields: [REASON, RELEASE],
  afterwards: '保全の期限を変えました',
  said: /期限|延長/,
};

const release: MatterVerb = {
  name: 'release',
  done: '保全の解除',
  title: '保全を解除…',
  does: '保全を解除する',
  headline: '保全を解除しますか',
  lead: '保全した録音は削除されます。保存期間を過ぎた録音は、もう残りません。',
  fields: [{ ...REASON, word: '解除の理由' }],
  afterwards: '保全を解除しました。録音は削除されます',
  tells: { ...toOpener, headline: '録音の保全が解除されました' },
  said: /解除/,
};

/** The bot itself: the copies were made. */
export const kept: MatterVerb = {
  name: 'kept',
  inner: true,
  done: '保全の完了',
  title: '',
  does: '',
  headline: '',
  lead: '',
  fields: [],
  afterwards: '',
};

/** The bot itself: the time is over, or the request came to its end. */
export const lapse: MatterVerb = {
  name: 'lapse',
  inner: true,
  done: '保全の終了',
  title: '',
  does: '',
  headline: '',
  lead: '',
  fields: [REASON],
  afterwards: '',
  tells: { ...toOpener, headline: '録音の保全が終わりました' },
};

/** 保全: the copy that 第5条第2号 allows, made before the 90 days are over; nobody's to play. */
export const preservation: MatterDescription = {
  kind: 'preservation',
  begins: wish,
  verbs: [keep, decline, extend, release, order, kept, lapse],
  withheld: ['otherNumber', 'reason'],
  subject: 'callDate',
  beside: heldBy,
};

/** Those that are surely meant, or else the one that fits best: no more is copied than may be needed (第5条). */
export function meant(found: readonly Match<Recording>[]): Recording[] {
  const sure = found.filter(({ preselected }) => preselected);
  return (sure.length > 0 ? sure : found.slice(0, 1)).map(({ recording }) => recording);
}

/** What a matter holds, until when, and for which request. */
async function heldBy(tx: Tx, _ctx: unknown, actor: Actor, matter: Matter): Promise<BesideMatter> {
  const held = await tx.preserved.findMany({
    where: { matterId: matter.id },
    include: { recording: true },
    orderBy: { position: 'asc' },
  });
  const steps = await tx.matterStep.findMany({ where: { matterId: matter.id }, orderBy: { id: 'asc' } });
  const until = releaseDate({ steps });
  const request = matter.requestId === null ? null : await tx.request.findUnique({ where: { id: matter.requestId } });
  const receipt =
    request === null || request.fiscalYear === null || request.serial === null || !maySee(actor, request)
      ? []
      : [{ label: '申請', value: formatReceipt({ fiscalYear: request.fiscalYear, serial: request.serial }) }];
  return {
    lines: [
      ...receipt,
      ...(until === undefined || held.length === 0 ? [] : [{ label: '保全の期限', value: formatWareki(until) }]),
      ...held.map(({ recording, storeKey }, at) => ({
        label: at === 0 ? '保全する録音' : '',
        value: `${titleOf(recording)}${storeKey === null ? '（準備中）' : ''}`,
      })),
    ],
    requests: request === null ? [] : [request.id],
  };
}

/**
 * Holds recordings for a matter and has them copied.
 *
 * @throws AppError `invalid_input` where there is none
 */
export async function hold(tx: Tx, matterId: string, recordings: readonly Recording[]): Promise<MatterStepTaken> {
  if (recordings.length === 0) {
    throw new AppError(
      'invalid_input',
      'no recording to preserve',
      '保全できる録音が見つかりません。通話の日付・時間・番号をご確認ください。保存期間を過ぎた録音は保全できません。',
    );
  }
  await tx.preserved.createMany({
    data: recordings.map(({ id: recordingId, sha256, size }, at) => ({
      matterId,
      recordingId,
      position: at + 1,
      sha256,
      size,
    })),
  });
  return {
    audit: { recordings: recordings.map(({ sha256 }) => sha256) },
    jobs: [{ name: 'preserve', data: { matterId } }],
  };
}

/** Until which civil date a matter is preserved: what was decided last. */
export function releaseDate({ steps }: { steps: readonly Pick<MatterStep, 'entries'>[] }): string | undefined {
  const dates = steps.map(({ entries }) => (entries as Typed).releaseOn).filter((one) => one !== undefined);
  return dates.at(-1);
}

/** A reason and a release date where one press orders it. */
export function usualOrder(today: string): Typed {
  return { reason: '審査中に保存期間が終わるため', releaseOn: addDays(today, USUAL_DAYS) };
}
