import type { Link, Request } from '../db/generated/client.js';
import type { Directory } from './directory.js';
import { isOfSection, peopleWithRole } from './people.js';

/**
 * Whether a link's reader is still one of those whom it may be for: of the section of the request, or, where it shows an
 * application, of the office that examines it. Who leaves loses it at once.
 */
export function holdsLink(
  directory: Directory,
  { kind, recipientId }: Pick<Link, 'kind' | 'recipientId'>,
  section: Pick<Request, 'bureau' | 'section'>,
): boolean {
  if (isOfSection(directory, recipientId, section)) return true;
  return (
    kind === 'application' &&
    peopleWithRole(directory, 'manager', 'deputy', 'operator').some(({ id }) => id === recipientId)
  );
}
