import { z } from 'zod/v4';
import { AppError } from '../../errors.js';
import { CITES } from '../../rule/office.js';
import { GROUND_CHOICES } from '../../rule/purposes.js';
import { candidatesOf } from '../reads/examine.js';
import { DECISION, decided } from './decision.js';
import { actorOf, DONE, type Verb } from './verb.js';

const APPROVAL = DECISION.extend({ recordingIds: z.string().max(4000).default(''), ground: z.string().default('') });

/** Wishes addressed to the one who decides, not orders of the one who decides. */
const WISH_OF_APPLICANT =
  /もらえ|いただけ|頂け|ほしい|欲しい|もらいた|いただきたい(?!です?が)|頂きた|くれますか|くださいますか|^(?:を|の)?(?:よろしく)?(?:ご)?(?:お願|依頼|希望|願)/;

const OWN_EXTRACT =
  'ご自身で添付・提案された録音は、承認できません。取扱者が添付・提案するか、代決者が審査してください。';

/**
 * 承認 (第6条第2項本文): the purpose fits a ground of 第5条, and the named recordings (ids, joined by commas) are to be copied. Only
 * recordings that the examination itself found for this application can be chosen, and none that the decider attached by hand:
 * between a foreign file and its hand-over stand two people.
 */
export const approve: Verb<z.output<typeof APPROVAL>, undefined> = {
  name: 'approve',
  from: ['submitted'],
  to: 'approved',
  by: ['decider'],
  article: CITES.approval,
  done: '承認',
  headLeaves: true,
  decides: true,
  input: APPROVAL,
  async apply(step) {
    const { tx, ctx, request, input } = step;
    const ground = Number(input.ground);
    if (!GROUND_CHOICES.some(({ value }) => value === input.ground)) {
      throw new AppError(
        'invalid_input',
        'no ground',
        `${CITES.grounds}の要件を選んでから「承認する」を押してください。`,
      );
    }
    const chosen = [...new Set(input.recordingIds.split(',').filter((id) => id !== ''))];
    if (chosen.length === 0) {
      throw new AppError(
        'invalid_input',
        'no recording chosen',
        '交付する録音を1件以上選んでから「承認する」を押してください。',
      );
    }
    const { candidates } = await candidatesOf(tx, ctx, request);
    const matches = candidates.filter(({ recording }) => chosen.includes(recording.id));
    const found = matches.map(({ recording }) => recording);
    if (found.length !== chosen.length) {
      throw new AppError(
        'invalid_input',
        'a chosen recording is no candidate',
        '選ばれた録音が候補にありません。もう一度お選びください。',
      );
    }
    const { personId } = actorOf(step);
    if (matches.some(({ recording, proposedById }) => [recording.attachedById, proposedById].includes(personId))) {
      throw new AppError('invalid_input', 'a recording that the decider attached', OWN_EXTRACT);
    }
    found.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
    await tx.chosenRecording.createMany({
      data: found.map(({ id: recordingId }, index) => ({ requestId: request.id, recordingId, position: index + 1 })),
    });
    const { data, audit, jobs } = await decided(step);
    return {
      ...DONE,
      data: { ...data, ground, stored: true },
      audit: { ...audit, ground, recordings: found.map(({ sha256 }) => sha256) },
      jobs,
    };
  },
  meant: { which: '審査を待っている申請', title: '審査する' },
  afterwards: '承認しました',
  said: {
    stem: /(?<![不非未])(?:承認|しょうにん(?!ず))(?!待|まち|一覧)/g,
    strict: true,
    unless: WISH_OF_APPLICANT,
  },
};
