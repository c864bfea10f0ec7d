import { createHash } from 'node:crypto';
import { appendAudit, type Recorder } from '../audit/append.js';
import type { Json } from '../audit/canonical.js';
import type { Database, Tx } from '../db/database.js';
import type { Post } from '../db/generated/client.js';
import { type Directory, directoryChanged, sealDirectory, takenBy } from './directory.js';
import { type DirectoryFault, readDirectory } from './readDirectory.js';

const HASH_KEY = 'directory.sha256';

/** A directory file that was not taken over. */
export type NotTaken =
  /** Faulty: nobody is taken over from it, but whoever is nowhere in it has lost every post. */
  | { state: 'refused'; faults: DirectoryFault[]; removed: number; posts: number; sha256: string }
  /** It would take the posts of so many at once that the manager has to say that this is meant. */
  | {
      state: 'held';
      removed: number;
      of: number;
      sha256: string;
      /** It leaves out every manager; then others of the office say whether it is meant. */
      leaderless: boolean;
    };

/** What became of a directory file; `news` where the office was told of it now. */
export type DirectoryLoad =
  | { state: 'unchanged' }
  | { state: 'loaded'; people: number }
  | (NotTaken & { news: boolean });

/** Where the file is named of which people were told that it is faulty, or held. */
const TOLD_KEY = 'directory.told';

/** Where the file is named that leaves out every manager, so that others of the office may say that it is meant. */
export const LEADERLESS_KEY = 'directory.leaderless';

/** Where the file is named of which the manager said that it is meant. */
export const CONFIRMED_KEY = 'directory.confirmed';

/**
 * Takes over the directory file: all of it or, when any row is bad, nothing of it but its silence: people who stand nowhere in a
 * file, not even in a bad row, lose every post at once, and whoever stands in good rows only loses those that they do not give any
 * more, for nobody must keep rights because of somebody else's slip. They keep their name, because letters and ledger go on naming them. A file that leaves out more than a third of all is held until the manager
 * confirms it: it is more likely cut off than meant.
 *
 * @param sealing the secrets for the seal over what is taken over; the directory as it stands in memory, by which it is known whether
 *   the tables are trusted and from which file they are
 * @param tellOffice tells the office of a file that was not taken over, in the transaction that notes it
 */
export async function loadDirectory(
  db: Database,
  by: Recorder,
  bytes: Uint8Array,
  { secrets, directory }: { secrets: readonly string[]; directory: Pick<Directory, 'trusted' | 'file' | 'posts'> },
  tellOffice: (tx: Tx, load: NotTaken) => Promise<void> = async () => {},
): Promise<DirectoryLoad> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const [known, told, confirmed] = await settingsOf(db, HASH_KEY, TOLD_KEY, CONFIRMED_KEY);
  const { trusted } = directory;
  if (known === hash && trusted && directory.file === hash) return { state: 'unchanged' };
  const { rows, faults, named, unclear } = readDirectory(bytes);
  const inTables = await db.client.person.findMany({ where: { active: true }, include: { posts: true } });
  // What somebody else wrote into the tables neither counts nor holds anything back; whoever was there before it does.
  const before = new Set(directory.posts.map(({ personId }) => personId));
  const active = trusted ? inTables : inTables.filter(({ id }) => before.has(id));
  const left = active.filter(({ id }) => !named.has(id)).map(({ id }) => id);
  const isNews = (state: NotTaken['state']) => told !== `${state} ${hash}`;
  const tooMany = (people: number) => people > 1 && people * 3 > active.length;
  if (tooMany(left.length) && confirmed !== hash) {
    const managers = active.filter(({ posts }) => posts.some(({ role }) => role === 'manager'));
    const leaderless = managers.every(({ id }) => left.includes(id));
    const held = { state: 'held', removed: left.length, of: active.length, sha256: hash, leaderless } as const;
    const news = isNews('held');
    const nobody = { left: [], posts: [] };
    if (news) await note(db, by, held, { removed: left.length, people: active.length }, nobody, tellOffice);
    return { ...held, news };
  }
  if (faults.length > 0) {
    const lines = faults.map(({ line }) => line);
    const gone = active.flatMap(({ id, posts: held }) =>
      named.has(id) && !unclear.has(id) ? held.filter((post) => !rows.some((row) => isSamePost(row, post))) : [],
    );
    // On the day of a reorganisation everybody's posts are others; then nobody loses theirs for one bad row.
    const losing = new Set([...left, ...gone.map(({ personId }) => personId)]).size;
    const posts = tooMany(losing) ? [] : gone;
    const refused = { state: 'refused', faults, removed: left.length, posts: posts.length, sha256: hash } as const;
    const news = isNews('refused') || left.length > 0 || posts.length > 0;
    const taken = { left, posts: posts.map(({ id }) => id), ...(trusted ? { secrets } : {}) };
    const data = { lines, removed: left.length, ...(posts.length > 0 ? { posts: posts.length } : {}) };
    if (news) await note(db, by, refused, data, taken, tellOffice);
    return { ...refused, news };
  }
  const people = new Map(rows.map((row) => [row.id, row]));
  await db.transaction(async (tx) => {
    await tx.person.updateMany({ data: { active: false } });
    await tx.post.deleteMany();
    const known = new Map((await tx.person.findMany()).map((person) => [person.id, person]));
    await tx.person.createMany({
      data: [...people.values()].map(({ id, name, mail }) => ({ id, name, mail })),
      skipDuplicates: true,
    });
    await tx.person.updateMany({ where: { id: { in: [...people.keys()] } }, data: { active: true } });
    for (const { id, name, mail } of people.values()) {
      const before = known.get(id);
      if (before && (before.name !== name || before.mail !== mail))
        await tx.person.update({ where: { id }, data: { name, mail } });
    }
    await tx.post.createMany({
      data: rows.map(({ id, bureau, section, documentSymbol, title, role }) => ({
        personId: id,
        bureau,
        section,
        documentSymbol,
        title,
        role,
      })),
    });
    await tx.setting.upsert({
      where: { key: HASH_KEY },
      create: { key: HASH_KEY, value: hash },
      update: { value: hash },
    });
    // What was said of earlier files is over: the same file later is a new one.
    await tx.setting.deleteMany({ where: { key: { in: [TOLD_KEY, CONFIRMED_KEY, LEADERLESS_KEY] } } });
    await sealDirectory(tx, secrets, hash);
    await directoryChanged(tx);
    await appendAudit(tx, by, {
      actor: null,
      action: 'directory.load',
      channel: 'job',
      data: { sha256: hash, people: people.size, posts: rows.length, ...(trusted ? {} : { foreign: true }) },
    });
  });
  return { state: 'loaded', people: people.size };
}

/** Whether a row of the file still gives a post that somebody holds. */
function isSamePost(
  row: Pick<Post, 'bureau' | 'section' | 'role'> & { id: string },
  post: Pick<Post, 'personId' | 'bureau' | 'section' | 'role'>,
): boolean {
  return (
    row.id === post.personId && row.bureau === post.bureau && row.section === post.section && row.role === post.role
  );
}

async function settingsOf(db: Database, ...keys: string[]): Promise<unknown[]> {
  const settings = await db.client.setting.findMany({ where: { key: { in: keys } } });
  return keys.map((wanted) => settings.find(({ key }) => key === wanted)?.value);
}

/** Notes that a file was not taken over, takes the posts of those who left, and has the office told. */
async function note(
  db: Database,
  by: Recorder,
  load: NotTaken,
  data: { [key: string]: Json },
  { left, posts, secrets }: { left: readonly string[]; posts: readonly number[]; secrets?: readonly string[] },
  tellOffice: (tx: Tx, load: NotTaken) => Promise<void>,
): Promise<void> {
  const { state, sha256 } = load;
  await db.transaction(async (tx) => {
    if (left.length > 0 || posts.length > 0) {
      await tx.person.updateMany({ where: { id: { in: [...left] } }, data: { active: false } });
      await tx.post.deleteMany({ where: { OR: [{ personId: { in: [...left] } }, { id: { in: [...posts] } }] } });
      await directoryChanged(tx);
      if (secrets !== undefined) await sealDirectory(tx, secrets, takenBy(sha256));
      // The file before this one, put back, gives them their posts again.
      await tx.setting.deleteMany({ where: { key: HASH_KEY } });
    }
    if (load.state === 'held' && load.leaderless) {
      const named = { value: sha256 };
      await tx.setting.upsert({
        where: { key: LEADERLESS_KEY },
        create: { key: LEADERLESS_KEY, ...named },
        update: named,
      });
    }
    const value = { value: `${state} ${sha256}` };
    await tx.setting.upsert({ where: { key: TOLD_KEY }, create: { key: TOLD_KEY, ...value }, update: value });
    await tellOffice(tx, load);
    await appendAudit(tx, by, { actor: null, action: `directory.${state}`, channel: 'job', data: { sha256, ...data } });
  });
}
