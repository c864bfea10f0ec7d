import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { type HeadPlace, headFile } from './heads.js';

/** The places outside the database where heads are kept: a file, and a container in Azure where one is set. */
export function openHeadPlaces(
  { auditHeadFile, auditHeadContainer, bot }: Pick<Config, 'auditHeadFile' | 'auditHeadContainer' | 'bot'>,
  clock: Clock,
): HeadPlace[] {
  const file = headFile(auditHeadFile);
  if (auditHeadContainer === '') return [file];
  let opened: Promise<HeadPlace> | undefined;
  const container = () => {
    // Loaded only where it is used: the packages of Azure are large.
    opened ??= import('./headContainer.js').then((one) => one.openHeadContainer(auditHeadContainer, clock, bot));
    return opened;
  };
  return [
    file,
    {
      name: auditHeadContainer,
      read: async () => (await container()).read(),
      last: async (now) => (await container()).last(now),
      append: async (head) => (await container()).append(head),
      weakness: async () => (await container()).weakness?.(),
    },
  ];
}

/** Says in the log which places do not keep heads from whoever looks after them, as far as a place can tell. */
export async function warnOfWeakPlaces(places: readonly HeadPlace[], log: Logger): Promise<void> {
  for (const place of places) {
    const weakness = await place.weakness?.().catch(() => 'it could not be asked');
    if (weakness !== undefined) log.warn({ weakness }, 'AUDIT_HEAD_CONTAINER does not keep heads from being changed');
  }
}
