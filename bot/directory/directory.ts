import type { Database, Tx } from '../db/database.js';
import type { DeputyPeriod, Person, Post } from '../db/generated/client.js';

const VERSION_KEY = 'directory.version';

/** Everybody of the directory, their posts and the periods of 代決, as they stand. */
interface Snapshot {
  version: number;
  people: ReadonlyMap<string, Person & { posts: readonly Post[] }>;
  /** In the order of the directory file. */
  posts: readonly (Post & { person: Person })[];
  /** That were not ended, the oldest first. */
  periods: readonly DeputyPeriod[];
}

/**
 * People, posts and periods of 代決 in memory: they are asked for at every press and change rarely. The database stays their home.
 * Whoever changes them raises the version in the same transaction and refreshes; other processes see it within seconds.
 */
export class Directory {
  private constructor(
    private readonly db: Pick<Database, 'client'>,
    private now: Snapshot,
  ) {}

  /** Reads all of it. */
  static async open(db: Pick<Database, 'client'>): Promise<Directory> {
    return new Directory(db, await read(db));
  }

  /** Reads it anew if anything changed since; with `force` in any case. */
  async refresh({ force = false } = {}): Promise<void> {
    if (!force && (await versionIn(this.db)) === this.now.version) return;
    this.now = await read(this.db);
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
  await tx.$executeRaw`
    INSERT INTO "Setting" ("key", "value") VALUES (${VERSION_KEY}, '1')
    ON CONFLICT ("key") DO UPDATE SET "value" = to_jsonb(("Setting"."value" #>> '{}')::int + 1)`;
}

async function versionIn({ client }: Pick<Database, 'client'>): Promise<number> {
  const setting = await client.setting.findUnique({ where: { key: VERSION_KEY } });
  return Number(setting?.value ?? 0);
}

async function read(db: Pick<Database, 'client'>): Promise<Snapshot> {
  // The version first: what changes while the rest is read is read once more.
  const version = await versionIn(db);
  const [people, periods] = await Promise.all([
    db.client.person.findMany({ include: { posts: { orderBy: { id: 'asc' } } } }),
    db.client.deputyPeriod.findMany({ where: { endedAt: null }, orderBy: { createdAt: 'asc' } }),
  ]);
  const posts = people.flatMap(({ posts: held, ...person }) =>
    person.active ? held.map((post) => ({ ...post, person })) : [],
  );
  return {
    version,
    people: new Map(people.map((person) => [person.id, person])),
    posts: posts.sort((a, b) => a.id - b.id),
    periods,
  };
}
