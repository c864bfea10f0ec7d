/** How far the person came with a link in this tab. */
type Stage = 'code' | 'signedIn';

/** Remembers the stage over a reload: a phone may drop the page while the person reads the code in Teams. */
export interface Memory {
  stage(linkId: string): Stage | null;
  remember(linkId: string, stage: Stage): void;
  forget(linkId: string): void;
}

/**
 * Memory in the tab's own storage, which ends with the tab. Only the link's public id and a word are kept, never the
 * token, a code or a name. Where storage is switched off nothing is remembered, and the page still works.
 */
export function tabMemory(storage: () => Storage): Memory {
  const quietly = <Value>(act: () => Value, otherwise: Value): Value => {
    try {
      return act();
    } catch {
      return otherwise;
    }
  };
  const key = (linkId: string) => `link:${linkId}`;
  return {
    stage: (linkId) => {
      const kept = quietly(() => storage().getItem(key(linkId)), null);
      return kept === 'code' || kept === 'signedIn' ? kept : null;
    },
    remember: (linkId, stage) => quietly(() => storage().setItem(key(linkId), stage), undefined),
    forget: (linkId) => quietly(() => storage().removeItem(key(linkId)), undefined),
  };
}
