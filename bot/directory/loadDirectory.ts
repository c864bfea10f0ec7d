import { createHash } from 'node:crypto';
import { appendAudit, type Recorder } from '../audit/append.js';
import type { Database } from '../db/database.js';
import { directoryChanged } from './directory.js';
import { type DirectoryFault, readDirectory } from './readDirectory.js';

const HASH_KEY = 'directory.sha256';

export type DirectoryLoad =
  | { state: 'unchanged' }
  | { state: 'loaded'; people: number }
  | { state: 'refused'; faults: DirectoryFault[] };

/**
 * Takes over the directory file: all of it or, when any row is bad, nothing. People who are no longer in it lose every post
 * at once but keep their name, because letters and ledger go on naming them.
 */
export async function loadDirectory(db: Database, by: Recorder, bytes: Uint8Array): Promise<DirectoryLoad> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const known = await db.client.setting.findUnique({ where: { key: HASH_KEY } });
  if (known?.value === hash) return { state: 'unchanged' };
  const { rows, faults } = readDirectory(bytes);
  if (faults.length > 0) return { state: 'refused', faults };
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
    await directoryChanged(tx);
    await appendAudit(tx, by, {
      actor: null,
      action: 'directory.load',
      channel: 'job',
      data: { sha256: hash, people: people.size, posts: rows.length },
    });
  });
  return { state: 'loaded', people: people.size };
}
