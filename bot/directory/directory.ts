import type { Database, Tx } from '../db/database.js';
import type { DeputyPeriod, Person, Post } from '../db/generated/client.js';
import { makeSeal, sealFits } from '../seal.js';

const VERSION_KEY = 'directory.version';

/** On which processes tell each other that it changed. */
export const DIRECTORY_CHANNEL = 'directory';

/** The seal over everybody's posts, and the file that they are from ({@link takenBy} one that only took posts away; null before any). */
const SEAL_KEY = 'directory.seal';

/** Everybody of the directory, their posts and the periods of 代決, as they stand. */
interface Snapshot {
  version: number;
  /** Whether the bot itself wrote these posts; where somebody else did, none of them counts. */
  trusted: boolean;
  /** The file that they are from: its SHA-256, or {@link takenBy} it; null where none was taken over since there are seals. */
  file: string | null;
  people: ReadonlyMap<string, Person & { posts: readonly Post[] }>;
  /** In the order of the directory file. */
  posts: readonly (Post & { person: Person })[];
  /** That were not ended, the oldest first. */
  periods: readonly DeputyPeriod[];
}

/**
 * People, posts and periods of 代決 in memory: they are asked for at every press and change rarely. The database stays their home.
 * Whoever changes them raises the version in the same transaction and refreshes; other processes hear of it at once. Posts give
 * rights, so they are sealed: whoever writes them into the tables without the bot gains none.
 */
export class Directory {
  private constructor(
    private readonly db: Pick<Database, 'client'>,
    private readonly secrets: readonly string[],
    private now: Snapshot,
  ) {}

  /** Reads all of it. */
  static async open(db: Pick<Database, 'client'>, secrets: readonly string[]): Promise<Directory> {
    return new Directory(db, secrets, await read(db, secrets));
  }

  /** Whether the posts in the tables are those that the bot wrote there; where not, the file has to be read anew. */
  get trusted(): boolean {
    return this.now.trusted;
  }

  /** Raised with every change of the tables. */
  get version(): number {
    return this.now.version;
  }

  /** The file that the posts are from: its SHA-256, or {@link takenBy} it. */
  get file(): string | null {
    return this.now.file;
  }

  /**
   * Reads it anew if anything changed since; with `force` in any case. An earlier directory, put back into the tables with its seal, is
   * from another file: it is not trusted, unless that is the file which was just taken over.
   *
   * @param from SHA-256 of the file that was just taken over, or took posts away
   */
  async refresh({ force = false, from }: { force?: boolean; from?: string } = {}): Promise<void> {
    if (!force && (await versionIn(this.db)) === this.now.version) return;
    const found = await read(this.db, this.secrets);
    // Until the file was read anew, what was true before goes on.
    const known = [this.now.file, ...(from === undefined ? [] : [from, takenBy(from)])];
    const trusted = found.trusted && known.includes(found.file);
    this.now = trusted || !this.now.trusted ? found : { ...this.now, version: found.version, trusted: false };
  }

  /** Somebody who is, or ever was, in the directory. */
  person(id: string): (Person & { posts: readonly Post[] }) | undefined {
    return this.now.people.get(id.toLowerCase());
  }

  /** The posts that are held now, in the order of the directory file. */
  get posts(): readonly (Post & { person: Person })[] {
    return this.now.posts;
  }

  /** The periods of 代決 that cover a civil date, the oldest first. */
  periodsOn(day: string): readonly DeputyPeriod[] {
    return this.now.periods.filter(({ fromDate, toDate }) => fromDate <= day && toDate >= day);
  }
}

/** Tells every process that the directory changed, in the transaction that changes it. */
export async function directoryChanged(tx: Tx): Promise<void> {
  await tx.$queryRaw`
    WITH raised AS (
      INSERT INTO "Setting" ("key", "value") VALUES (${VERSION_KEY}, '1')
      ON CONFLICT ("key") DO UPDATE SET "value" = to_jsonb(("Setting"."value" #>> '{}')::int + 1)
      RETURNING 1
    )
    SELECT pg_notify(${DIRECTORY_CHANNEL}, '')::text FROM raised`;
}

async function versionIn({ client }: Pick<Database, 'client'>): Promise<number> {
  const setting = await client.setting.findUnique({ where: { key: VERSION_KEY } });
  return Number(setting?.value ?? 0);
}

/** What stands for a faulty file that took posts away and gave none. */
export const takenBy = (file: string): string => `without ${file}`;

/** Seals everybody's posts as they stand, in the transaction that wrote them. */
export async function sealDirectory(tx: Tx, secrets: readonly string[], file: string | null): Promise<void> {
  const people = await tx.person.findMany({ include: { posts: { orderBy: { id: 'asc' } } } });
  const value = { file, seal: makeSeal(secrets, SEAL, factsOf(file, people)) };
  await tx.setting.upsert({ where: { key: SEAL_KEY }, create: { key: SEAL_KEY, value }, update: { value } });
}

const SEAL = 'directory';

/** What the seal is over: who is in the directory, with which posts. Whoever left has none, and stays for the name's sake. */
function factsOf(file: string | null, people: readonly (Person & { posts: readonly Post[] })[]): unknown[] {
  const active = people.filter((person) => person.active).sort((a, b) => (a.id < b.id ? -1 : 1));
  const posts = active.flatMap(({ posts: held }) =>
    held.map(({ personId, bureau, section, documentSymbol, title, role }) => [
      personId,
      bureau,
      section,
      documentSymbol,
      title,
      role,
    ]),
  );
  return [file, active.map(({ id, name, mail }) => [id, name, mail]), posts];
}

async function read(db: Pick<Database, 'client'>, secrets: readonly string[]): Promise<Snapshot> {
  // The version first: what changes while the rest is read is read once more.
  const version = await versionIn(db);
  const [found, periods, setting] = await Promise.all([
    db.client.person.findMany({ include: { posts: { orderBy: { id: 'asc' } } } }),
    db.client.deputyPeriod.findMany({ where: { endedAt: null }, orderBy: { createdAt: 'asc' } }),
    db.client.setting.findUnique({ where: { key: SEAL_KEY } }),
  ]);
  const { file = null, seal } = (setting?.value ?? {}) as { file?: string | null; seal?: string };
  const trusted = found.every(({ active }) => !active) || sealFits(secrets, SEAL, factsOf(file, found), seal);
  const people = trusted ? found : found.map((person) => ({ ...person, posts: [] }));
  const posts = people.flatMap(({ posts: held, ...person }) =>
    person.active ? held.map((post) => ({ ...post, person })) : [],
  );
  return {
    version,
    trusted,
    file: trusted ? file : null,
    people: new Map(people.map((person) => [person.id, person])),
    posts: posts.sort((a, b) => a.id - b.id),
    periods,
  };
}
