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
  // Loaded only where it is used: the packages of Azure are large.
  const container = async () => (await import('./headContainer.js')).openHeadContainer(auditHeadContainer, clock, bot);
  return [
    file,
    {
      name: auditHeadContainer,
      read: async () => (await container()).read(),
      last: async (now) => (await container()).last(now),
      append: async (head) => (await container()).append(head),
    },
  ];
}
