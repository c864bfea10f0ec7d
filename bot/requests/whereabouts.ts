import type { Request } from '../db/generated/client.js';
import { formatMoment } from '../japanese/wareki.js';

/** Who has the request now and since when, and what is expected next. */
export interface Whereabouts {
  now: string;
  next: string;
}

/**
 * Answers "where is it?" for a filed request in two short sentences.
 *
 * @param deciders names of those who may decide it
 */
export function whereaboutsOf(request: Request, deciders: string[], linkExpires: Date | null): Whereabouts {
  const since = formatMoment(request.answeredAt ?? request.decidedAt ?? request.submittedAt ?? request.createdAt);
  const decider = deciders.length > 0 ? `管財課長 ${deciders.join('・')} 様` : '管財課';
  const chief = request.chiefName ? `${request.chiefName} 様` : `${request.section}の長`;
  const link = linkExpires ? `${formatMoment(linkExpires)}までに` : '';
  switch (request.status) {
    case 'draft':
      return { now: `${request.preparedByName} 様が作成中です`, next: '申請' };
    case 'submitted':
      return { now: `${decider}が審査しています（${since}から）`, next: '承認または不交付の決定' };
    case 'returned':
      return { now: `${chief}へ差し戻されています（${since}から）`, next: '内容を直しての再申請' };
    case 'approved':
      return {
        now: `システムが回答書と複製データを準備しています（${since}から）`,
        next: '回答書の送付（通常1分以内）',
      };
    case 'answered':
      return {
        now: `${chief}へ交付済みです（${since}）`,
        next: `${chief}が${link}録音を受け取り、総合文書管理システムへ登録`,
      };
    case 'received':
      return { now: `${chief}が受領済みです（${since}）`, next: '総合文書管理システムへの登録' };
    case 'filed':
      return { now: `手続はすべて終わりました（${since}）`, next: 'ありません' };
    case 'refused':
      return request.answeredAt
        ? { now: `${chief}へ不交付を回答しました（${since}）`, next: 'ありません' }
        : { now: `システムが回答書を準備しています（${since}から）`, next: '回答書の送付（通常1分以内）' };
    case 'withdrawn':
      return { now: `${chief}が取り下げました`, next: 'ありません' };
  }
}
