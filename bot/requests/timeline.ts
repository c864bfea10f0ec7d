import type { Tx } from '../db/database.js';

/** One line of a request's history. */
export interface Happening {
  at: Date;
  /** What happened, in the words of the office. */
  what: string;
  /** Who did it; null for the system. */
  who: string | null;
  whoId: string | null;
  /** The action of the log. */
  action: string;
}

/** What the timeline tells of the audit log, and in which words; everything else stays in the log. */
const WORDS: Record<string, string> = {
  'request.hand': '課長へ確認依頼',
  'request.handBack': '担当者へ差戻し',
  'request.file': '申請',
  'request.refile': '再申請',
  'request.return': '差戻し',
  'request.withdraw': '取下げ',
  'request.approve': '承認',
  'request.reopen': '承認の取消し',
  'request.attach': '録音ファイルの添付',
  'request.detach': '添付の取消し',
  'request.succeed': '後任への引継ぎ',
  'request.refuse': '不交付の決定',
  'request.answer': '回答書の送付・交付',
  'request.reply': '回答書の送付',
  'link.opened': '取得リンクの確認',
  'link.download': '録音の取得',
  'request.nudge': '審査の催促',
  'request.receive': '受領',
  'request.reissue': 'リンクの再発行',
  'request.revoke': 'リンクの失効',
  'request.share': '課内への引渡し',
  'copy.delete': '複製データの削除',
  'request.register': '文書登録',
};

/** The history of a request from the audit log, oldest first; the same thing done again by the same person is told once. */
export async function timelineOf(tx: Tx, requestId: string): Promise<Happening[]> {
  const entries = await tx.auditEntry.findMany({
    where: { requestId, action: { in: Object.keys(WORDS) } },
    orderBy: { seq: 'asc' },
  });
  // Whoever examines opens the application by a link, too; that is no part of the request's history.
  const others = await tx.link.findMany({ where: { requestId, kind: 'application' }, select: { id: true } });
  const ofApplication = new Set<unknown>(others.map(({ id }) => id));
  const told = new Set<string>();
  return entries.flatMap(({ at, action, actorId, actorName, data }) => {
    if (action === 'link.opened' && ofApplication.has((data as { link?: unknown }).link)) return [];
    const key = `${action}\0${actorName}`;
    if (action.startsWith('link.') && told.has(key)) return [];
    told.add(key);
    return [{ at, what: WORDS[action] ?? action, who: actorName, whoId: actorId, action }];
  });
}
