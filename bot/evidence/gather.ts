import type { AuditRow, ChainPlace } from '../audit/readLog.js';
import type { Database, Tx } from '../db/database.js';
import type { Copy, Disposal, Letter, Link, LinkFile, Recording, Request } from '../db/generated/client.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { formatWarekiShort } from '../japanese/wareki.js';
import { formatReceiptLong } from '../rule/receipt.js';

/** A request with its copies, letters and links, each in its order. */
export interface RequestWithAll extends Request {
  copies: (Copy & { recording: Recording })[];
  letters: Letter[];
  links: (Link & { files: LinkFile[] })[];
}

/** What the database knows of one request at one moment. */
export interface Gathered {
  request: RequestWithAll;
  /** Names of the links' recipients, by id. */
  names: ReadonlyMap<string, string>;
  /** Where the log ended at that moment; undefined when the head row is missing. */
  head: ChainPlace | undefined;
  /** Every row of the log up to there about the request or one of its links, in order. */
  rows: AuditRow[];
}

/**
 * Reads everything about one request that was filed. The head of the log is held meanwhile, so that nothing that is audited
 * happens between the tables' word and the log's.
 *
 * @throws AppError `not_found` when there is no such request, or it is a draft, which has no receipt number
 */
export async function gather(db: Database, requestId: string): Promise<Gathered> {
  const { request, names, head } = await db.transaction(async (tx) => {
    const [place] = await tx.$queryRaw<ChainPlace[]>`
      SELECT "seq", "hash" FROM "AuditHead" WHERE "id" = 1 FOR SHARE`;
    const found = await findSubmitted(tx, requestId);
    const ids = found.links.map(({ recipientId }) => recipientId);
    const people = await tx.person.findMany({ where: { id: { in: ids } } });
    return { request: found, names: new Map(people.map(({ id, name }) => [id, name])), head: place };
  });
  const links = request.links.map(({ id }) => id);
  return { request, names, head, rows: await readRows(db, requestId, links, head?.seq) };
}

async function findSubmitted(tx: Tx, requestId: string): Promise<RequestWithAll> {
  const known = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(requestId);
  const request = known ? await tx.request.findUnique({ where: { id: requestId } }) : null;
  const disposal = request === null && known ? await tx.disposal.findUnique({ where: { requestId } }) : null;
  if (disposal !== null) throw disposed(disposal);
  if (request === null || request.serial === null) {
    throw new AppError(
      'not_found',
      'no filed request to make evidence of',
      'その申請は見つかりませんでした。受付番号（例：R8-12）をお確かめください。',
    );
  }
  // One after the other: the connection of a transaction serves one statement at a time.
  const copies = await tx.copy.findMany({
    where: { requestId },
    include: { recording: true },
    orderBy: { position: 'asc' },
  });
  const letters = await tx.letter.findMany({ where: { requestId }, orderBy: [{ form: 'asc' }, { edition: 'asc' }] });
  const links = await tx.link.findMany({
    where: { requestId },
    include: { files: { orderBy: { copy: { position: 'asc' } } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return { ...request, copies, letters, links };
}

/** Of a request that was deleted after its retention the log holds what proves it (`request.dispose`), for as long as the log is kept. */
function disposed({ deletedAt, years, ...receipt }: Disposal): AppError {
  return new AppError(
    'not_found',
    'the request was deleted after its retention',
    `${formatReceiptLong(receipt)}は、保存期間（${years}年）が満了したため、${formatWarekiShort(civilDate(deletedAt))}に廃棄しました。証跡は作成できません。廃棄の記録は、監査記録（request.dispose）にあります。`,
  );
}

/** What is told of a link before anybody has proved who they are names the link alone, and not its request. */
async function readRows(
  db: Pick<Database, 'executeSql'>,
  requestId: string,
  links: string[],
  last = 2 ** 31 - 1,
): Promise<AuditRow[]> {
  const { rows } = await db.executeSql(
    // As the check of the log reads them: an infinite moment has to be shown, too.
    `SELECT "seq", coalesce(to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), "at"::text) AS "at",
       "actorId", "actorName", "action", "requestId", "channel", "data", "previousHash", "hash"
     FROM "AuditEntry"
     WHERE ("requestId" = $1::text OR "data"->>'link' = ANY ($2::text[])) AND "seq" <= $3::int ORDER BY "seq"`,
    [requestId, links, last],
  );
  return rows as AuditRow[];
}
