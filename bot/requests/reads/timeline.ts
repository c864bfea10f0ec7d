import type { Tx } from '../../db/database.js';
import type { AuditEntry, Link } from '../../db/generated/client.js';
import { actionsOf, VERBS } from '../verbs/index.js';
import { VIEW } from './viewed.js';

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

/** The rows of the log from which the history of a request is told, oldest first, with those of who looked at it. */
export function rowsOf(tx: Tx, requestId: string): Promise<AuditEntry[]> {
  return tx.auditEntry.findMany({
    where: { requestId, action: { in: [...WORDS.keys(), VIEW] } },
    orderBy: { seq: 'asc' },
  });
}

/** The history of a request, oldest first; the same thing done again by the same person is told once. */
export function timelineFrom(rows: readonly AuditEntry[], links: readonly Pick<Link, 'id' | 'kind'>[]): Happening[] {
  // Whoever examines opens the application by a link, too; that is no part of the request's history.
  const ofApplication = new Set<unknown>(links.flatMap(({ id, kind }) => (kind === 'application' ? [id] : [])));
  const told = new Set<string>();
  return rows.flatMap(({ at, action, actorId, actorName, data }) => {
    const what = WORDS.get(action);
    if (what === undefined) return [];
    if (action === 'link.opened' && ofApplication.has((data as { link?: unknown }).link)) return [];
    const key = `${action}\0${actorName}`;
    if (action.startsWith('link.') && told.has(key)) return [];
    told.add(key);
    return [{ at, what, who: actorName, whoId: actorId, action }];
  });
}
