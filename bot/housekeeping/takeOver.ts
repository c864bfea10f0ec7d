import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Context } from '../context.js';
import { type DirectoryLoad, loadDirectory } from '../directory/loadDirectory.js';
import type { Report } from '../jobs/alone.js';
import { tellOfDirectory } from '../notices/directoryNews.js';
import { handOverToSuccessors } from './succeed.js';

/** Keeps people and posts as the directory file says. */
export interface DirectoryKeeper {
  /**
   * Takes over the file if it changed. Several processes that start at once, or see a new file, do it one after the other: the second
   * finds it done.
   */
  refresh(): Promise<DirectoryLoad>;
  /** Reads anew what other processes changed; where somebody else did, the file is taken over again. */
  look(): Promise<void>;
}

/** @param report hears what failed after the file was taken over */
export function keepDirectory(ctx: Context, log: Logger, report: Report): DirectoryKeeper {
  const { config, db, directory, readiness } = ctx;
  let distrusted: number | undefined;

  async function takeOver(): Promise<DirectoryLoad> {
    if (config.directoryFile === '') return { state: 'unchanged' };
    const bytes = await readFile(config.directoryFile);
    const from = createHash('sha256').update(bytes).digest('hex');
    // Another process may just have taken over this very file.
    await directory.refresh({ from, force: !directory.trusted });
    if (!directory.trusted) log.error('somebody wrote posts into the database; the directory file is read anew');
    const sealing = { secrets: config.linkSecrets, directory };
    const load = await loadDirectory(db, ctx, bytes, sealing, (tx, not) => tellOfDirectory(tx, ctx, not));
    await directory.refresh({ from });
    tell(load);
    if (load.state === 'loaded' || load.state === 'refused') await handOverToSuccessors(ctx, report);
    // A file that is refused leaves the people of the one before, if there was one.
    if (directory.posts.length > 0) readiness.done('directory');
    return load;
  }

  function tell(load: DirectoryLoad): void {
    if (load.state === 'loaded') log.info({ people: load.people }, 'directory loaded');
    if (load.state === 'refused') {
      const { faults, removed, posts } = load;
      log.error(
        { faults, removed, posts },
        'directory refused; whoever is nowhere in it has lost their rights, the rest stays',
      );
    }
    if (load.state === 'held') {
      log.error({ removed: load.removed, of: load.of }, 'directory held: the manager has to confirm it');
    }
  }

  async function refresh(): Promise<DirectoryLoad> {
    return (await db.alone('directory', 'wait', takeOver)) ?? { state: 'unchanged' };
  }

  return {
    refresh,
    async look() {
      await directory.refresh();
      // Once for each change of the tables: a file that is refused would otherwise be read, and told of, without end.
      if (directory.trusted || directory.version === distrusted) return;
      distrusted = directory.version;
      await refresh();
    },
  };
}
