import { z } from 'zod/v4';
import { listDeputies, periodWords } from '../../../directory/deputies.js';
import { folded } from '../../../directory/people.js';
import { formatDay, formatMoment } from '../../../japanese/wareki.js';
import { endDeputy, setDeputy } from '../../../requests/deputise.js';
import { listDeputised } from '../../../requests/reads/list.js';
import { hasRole } from '../../../rule/actor.js';
import { KEEPER } from '../../../rule/office.js';
import { messageCard } from '../../cards/message.js';
import type { Button, CardContent } from '../../cards/render.js';
import { receiptsOf } from '../../cards/status.js';
import type { Turn } from '../../views/turn.js';
import { type Handler, orAgain, read } from './shared.js';

const HOW = '「12月1日から5日まで代決者を試験四郎に」のように送ると設定できます。';

/** The periods of 代決 that run or are to come, each with a button to end it. */
export async function deputiesView(turn: Turn, notice = ''): Promise<CardContent> {
  const periods = await listDeputies(turn.ctx, turn.actor);
  const sets = hasRole(turn.actor, 'manager');
  const buttons: Button[] = (sets ? periods : []).map((period) => ({
    // Two periods of one person are told apart by their days.
    title: `${period.name} 様の代決を終了（${formatDay(period.fromDate)}から）`,
    verb: 'deputy_end',
    data: { periodId: period.id },
    style: 'default',
  }));
  const decided = await listDeputised(turn.ctx, turn.actor);
  const lines = [
    ...periods.map((period) => `${period.name} 様　${periodWords(period)}`),
    ...decided.map((request) => {
      const what = request.refusalReason ? '不交付' : '承認';
      const when = request.decidedAt ? formatMoment(request.decidedAt) : '';
      return `代決済　${receiptsOf(request).short}　${what}　${request.decidedByName ?? ''} 様　${when}`;
    }),
  ];
  const how = sets ? HOW : `代決の設定は、${KEEPER}が行います。`;
  const card = messageCard(
    notice || (periods.length === 0 ? '代決の設定はありません' : '代決の設定'),
    how,
    buttons,
    lines,
  );
  return { ...card, shows: { list: 'deputy.list', requests: decided } };
}

/** 「12月1日から5日まで代決者を試験四郎に」. What is missing is asked for with an example. */
export async function setDeputyBySentence(
  turn: Turn,
  wanted: { name?: string; from?: string; to?: string },
): Promise<CardContent> {
  const { name, from, to } = wanted;
  if (name === undefined || from === undefined || to === undefined) {
    return messageCard('代決者と期間をお知らせください', HOW);
  }
  return orAgain(
    async () => {
      const period = await setDeputy(turn.ctx, turn.actor, turn.via, { name, from, to });
      return deputiesView(turn, `${period.name} 様を代決者に設定しました（${periodWords(period)}）`);
    },
    (notice) => messageCard('ご確認ください', notice),
  );
}

/** 「代決を終了」: the period that is meant; of several, each with its button. */
export async function endDeputyBySentence(turn: Turn, name: string | undefined): Promise<CardContent> {
  const periods = await listDeputies(turn.ctx, turn.actor);
  const meant = periods.filter((period) => name === undefined || folded(period.name) === folded(name));
  const [only] = meant;
  if (only === undefined) return deputiesView(turn, '終了する代決の設定はありません');
  if (meant.length > 1) return deputiesView(turn, '終了する代決の期間をお選びください');
  await endDeputy(turn.ctx, turn.actor, turn.via, only.id);
  return deputiesView(turn, '代決を終了しました');
}

/** The verbs of 代決. */
export const DEPUTY_ACTIONS: Record<string, Handler> = {
  deputies: (turn) => deputiesView(turn),
  async deputy_end(turn, data) {
    const { periodId } = read(z.object({ periodId: z.guid() }), data);
    const ended = await endDeputy(turn.ctx, turn.actor, turn.via, periodId);
    return deputiesView(turn, ended ? '代決を終了しました' : 'その代決は、すでに終了しています');
  },
};
