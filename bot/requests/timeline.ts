import type { Tx } from '../db/database.js';
import { actionsOf, VERBS } from './verbs/index.js';

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

/** What else than verbs the history tells of; everything but these stays in the log. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['request.succeed', '後任への引継ぎ'],
  ['link.opened', '取得リンクの確認'],
  ['link.download', '録音の取得'],
  ['copy.delete', '複製データの削除'],
];

const WORDS: ReadonlyMap<string, string> = new Map([
  ...VERBS.flatMap((verb) =>
    verb.told === false ? [] : actionsOf(verb).map((action) => [action, verb.done] as const),
  ),
  ...OTHERS,
]);

/** The history of a request from the audit log, oldest first; the same thing done again by the same person is told once. */
export async function timelineOf(tx: Tx, requestId: string): Promise<Happening[]> {
  const entries = await tx.auditEntry.findMany({
    where: { requestId, action: { in: [...WORDS.keys()] } },
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
    return [{ at, what: WORDS.get(action) ?? action, who: actorName, whoId: actorId, action }];
  });
}
