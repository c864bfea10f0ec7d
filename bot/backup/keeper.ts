import type { Logger } from 'pino';
import type { AuditChannel } from '../audit/append.js';
import { AppError } from '../errors.js';
import { addDays, civilDate, momentOf } from '../japanese/civil.js';
import { toldOfDisk } from './faults.js';
import { backupsIn, removeOld } from './folders.js';
import { type BackupParts, type Made, makeBackup } from './make.js';

/** From when on in the night a day's backup is due, in Tokyo's time: nobody works then. */
const DUE = '03:00';

/** Makes the backups of a running bot, one at a time. */
export class BackupKeeper {
  readonly #ended = new AbortController();
  #underway: Promise<unknown> = Promise.resolve();

  /**
   * @param to where to keep nightly backups, and for how many days; an empty folder for none
   * @param onFailure hears each time that one could not be made at night
   */
  constructor(
    private readonly parts: BackupParts,
    private readonly to: { folder: string; days: number },
    private readonly log: Logger,
    private readonly onFailure: () => void = () => {},
  ) {}

  /** Makes one now. @throws AppError as `makeBackup` */
  make(into: string, channel: AuditChannel): Promise<Made> {
    const making = this.#underway.then(() => makeBackup(this.parts, into, { channel, signal: this.#ended.signal }));
    this.#underway = making.catch(() => {});
    return making;
  }

  /** Makes the one of this night, if there is none yet. Doing it often changes nothing. */
  async nightly(): Promise<void> {
    const { folder } = this.to;
    if (folder === '') return;
    const now = this.parts.clock.now();
    try {
      const newest = (await backupsIn(folder)).find(({ finished }) => finished);
      if (newest !== undefined && newest.at >= lastDue(now)) return;
      const { content } = await this.make(folder, 'job');
      const { kept, gone, missing } = content.files;
      this.log.info({ name: content.name, files: kept, gone }, 'backup made');
      if (missing > 0) this.log.error({ missing }, 'files that rows name are not in the store');
    } catch (error) {
      const told = toldOfDisk(error);
      if (!(told instanceof AppError)) throw told;
      if (this.#ended.signal.aborted) return;
      this.log.error({ fault: told.message }, 'no backup could be made');
      this.onFailure();
    }
  }

  /** Deletes those that are too old. Only to be called while the clock can be believed. */
  async removeOld(): Promise<void> {
    const { folder, days } = this.to;
    if (folder === '') return;
    const removed = await removeOld(folder, days, this.parts.clock.now());
    if (removed > 0) this.log.info({ removed }, 'old backups deleted');
  }

  /** Ends what is under way; nothing is left of it. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#underway;
  }
}

/** The last moment at which a backup became due. */
function lastDue(now: Date): Date {
  const today = civilDate(now);
  const due = momentOf(today, DUE);
  return due <= now ? due : momentOf(addDays(today, -1), DUE);
}
