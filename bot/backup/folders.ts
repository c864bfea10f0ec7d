import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { civilDate, civilTime } from '../japanese/civil.js';

/** The name of a backup that is not finished ends so. */
export const UNFINISHED = '.part';

const NAME = /^recordings-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})(\.part)?$/;

/** What the backup of a moment is called: recordings-20261126-030000, in Tokyo's time. */
export function nameAt(moment: Date): string {
  const seconds = String(moment.getUTCSeconds()).padStart(2, '0');
  return `recordings-${civilDate(moment).replaceAll('-', '')}-${civilTime(moment).replace(':', '')}${seconds}`;
}

/** A folder that by its name is a backup of ours. */
export interface Found {
  name: string;
  at: Date;
  finished: boolean;
}

/** The backups in a folder, the newest first; none where there is no such folder. */
export async function backupsIn(folder: string): Promise<Found[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const [, year, month, day, hour, minute, second, part] = NAME.exec(name) ?? [];
      if (year === undefined) return [];
      const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+09:00`);
      return [{ name, at, finished: part === undefined }];
    })
    .sort((one, other) => other.at.getTime() - one.at.getTime());
}

const DAY_MS = 86_400_000;

/**
 * Deletes backups that are older than so many days, and what interrupted ones left more than a day ago. The newest finished one stays
 * whatever its age: it must not go for want of a newer one.
 *
 * @returns how many were deleted
 */
export async function removeOld(folder: string, days: number, now: Date): Promise<number> {
  const all = await backupsIn(folder);
  const newest = all.find(({ finished }) => finished);
  const ageOf = ({ at }: Found) => (now.getTime() - at.getTime()) / DAY_MS;
  const old = all.filter((one) => one !== newest && ageOf(one) > (one.finished ? days : 1));
  for (const { name } of old) await rm(join(folder, name), { recursive: true, force: true });
  return old.length;
}
