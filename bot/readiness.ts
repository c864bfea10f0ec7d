/** What has to be done after the process listens before anybody can be answered. */
type Preparation = 'directory' | 'workers' | 'import';

/**
 * Whether the bot can answer people: directory loaded, workers running, first import begun. Migrations are done before the
 * process listens at all.
 */
export interface Readiness {
  /** What is still under way; empty once the bot is ready. */
  missing(): readonly Preparation[];
  /** One preparation is done; a second time changes nothing. */
  done(preparation: Preparation): void;
  /** Waits until everything is done, or so many milliseconds at the most; false when it is not. */
  wait(most?: number): Promise<boolean>;
  /**
   * What this process last found of the audit log: of its end at the start, of the whole of it when somebody had it checked or its oldest rows
   * were to go; undefined while it was not looked at. Records are deleted only where it is `whole`.
   */
  log: 'whole' | 'broken' | undefined;
  /** The bot is stopping: nobody need wait any longer. */
  giveUp(): void;
  /** Whether it is. */
  readonly stopping: boolean;
}

/** Readiness with everything still to be done. */
export function createReadiness(): Readiness {
  const missing = new Set<Preparation>(['directory', 'workers', 'import']);
  let stopping = false;
  let tell = (_ready: boolean) => {};
  const ready = new Promise<boolean>((resolve) => {
    tell = resolve;
  });
  return {
    log: undefined,
    missing: () => [...missing],
    done(preparation) {
      missing.delete(preparation);
      if (missing.size === 0) tell(true);
    },
    get stopping() {
      return stopping;
    },
    giveUp() {
      stopping = true;
      tell(false);
    },
    async wait(most) {
      if (missing.size === 0) return true;
      if (most === undefined) return ready;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), most);
      });
      const outcome = await Promise.race([ready, late]);
      clearTimeout(timer);
      return outcome;
    },
  };
}
