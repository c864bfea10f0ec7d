import type { Request } from '../../db/generated/client.js';
import { formatMoment } from '../../japanese/wareki.js';
import { MANAGER, OFFICE, SECTION } from '../../rule/office.js';
import type { Status } from '../../rule/states.js';
import type { Decider } from '../deciders.js';
import type { Opening } from './opening.js';

/** An answer takes seconds; after so long something is wrong. */
const LATE_MS = 10 * 60_000;

/** Who has the request now and since when, and what is expected next. */
export interface Whereabouts {
  now: string;
  next: string;
}

/** What else the answer rests on. */
export interface Around {
  /** Those who may decide it today. */
  deciders: readonly Decider[];
  /** Who of them opened it first; null while nobody did. */
  opened: Opening | null;
  linkExpires: Date | null;
  /** When the copies were deleted because their time was over. */
  copiesGone: Date | null;
  /** Files cannot be kept now. */
  storageAway?: boolean;
  /** The moment of the question. */
  now: Date;
  /** The name of whoever heads the section now, after a change of office another than on the letter. */
  chiefNow?: string;
}

/** Answers "where is it?" for a request in two short sentences. */
export function whereaboutsOf(
  request: Request,
  { deciders, opened, linkExpires, copiesGone, storageAway, now, chiefNow }: Around,
): Whereabouts {
  const late = request.decidedAt !== null && now.getTime() - request.decidedAt.getTime() > LATE_MS;
  const since = formatMoment(sinceOf(request));
  const decider = deciders.length > 0 ? deciders.map(nameOf).join('・') : SECTION;
  const name = chiefNow ?? request.chiefName;
  const chief = name ? `${name} 様` : `${request.section}の長`;
  const link = linkExpires ? `${formatMoment(linkExpires)}までに` : '';
  switch (request.status) {
    case 'draft':
      return request.draftOwner === null
        ? { now: `${chief}の確認を待っています（${since}から）`, next: '申請' }
        : { now: '作成中の申請です', next: '申請' };
    case 'submitted':
      return {
        now: opened
          ? `${nameOf(opened.by)}が審査しています（${formatMoment(opened.at)}に内容を開きました）`
          : `審査待ちです（${since}から）。${decider}へお送りしています`,
        next: '承認または不交付の決定',
      };
    case 'returned':
      return { now: `${chief}へ差し戻されています（${since}から）`, next: '内容を直しての再申請' };
    case 'approved':
      if (storageAway) {
        return {
          now: `ファイルの保管先に不具合があるため、お渡しが遅れます（承認は${since}）`,
          next: '回答書の送付（直り次第、自動でお送りします）',
        };
      }
      if (late) {
        return {
          now: `録音を用意できず、システムがやり直しています（承認は${since}）`,
          next: '回答書の送付、または承認を取り消しての再審査',
        };
      }
      return {
        now: `システムが回答書と複製データを準備しています（${since}から）`,
        next: '回答書の送付（通常1分以内）',
      };
    case 'answered':
      if (request.linksStoppedAt !== null) {
        return {
          now: `${chief}へ交付済みですが、取得リンクは失効しています`,
          next: `必要なときは、${OFFICE}へのご相談`,
        };
      }
      if (copiesGone !== null) {
        return {
          now: `${chief}へ交付済みですが、複製データは保管期間が過ぎたため削除しました（${formatMoment(copiesGone)}）`,
          next: 'まだ受け取っていない録音が必要なときは、新しい申請',
        };
      }
      if (linkExpires !== null && linkExpires <= now) {
        return {
          now: `${chief}へ交付済みですが、取得リンクの期限が切れています`,
          next: '取得リンクの再発行と、録音の受取り',
        };
      }
      return {
        now: `${chief}へ交付済みです（${since}）`,
        next: `${chief}が${link}録音を受け取り、総合文書管理システムへ登録`,
      };
    case 'received':
      return { now: `${chief}が受領済みです（${since}）`, next: '総合文書管理システムへの登録' };
    case 'registered':
      return { now: `手続はすべて終わりました（${since}）`, next: 'ありません' };
    case 'refused':
      return request.answeredAt
        ? { now: `${chief}へ不交付を回答しました（${since}）`, next: 'ありません' }
        : { now: `システムが回答書を準備しています（${since}から）`, next: '回答書の送付（通常1分以内）' };
    case 'withdrawn':
      return { now: `${chief}が取り下げました`, next: 'ありません' };
  }
}

function nameOf({ name, deputy }: Decider): string {
  return `${deputy ? '代決者' : MANAGER} ${name} 様`;
}

/** When the request came to where it is now. */
function sinceOf(request: Request): Date {
  const moments: Record<Status, Date | null> = {
    draft: request.handedAt,
    submitted: request.submittedAt,
    returned: request.returnedAt,
    approved: request.decidedAt,
    answered: request.answeredAt,
    received: request.receivedAt,
    registered: request.registeredAt,
    refused: request.answeredAt ?? request.decidedAt,
    withdrawn: request.withdrawnAt,
  };
  return moments[request.status] ?? request.updatedAt;
}
