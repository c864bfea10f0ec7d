import { setTimeout as pause } from 'node:timers/promises';
import { pauseMs } from '../presence.js';
import { isDatabaseAway } from './away.js';

/**
 * Does something that needs the database, again and again while it is away. It has to be such that doing it twice is no harm.
 *
 * @param onAway hears of each try that did not reach it
 */
export async function untilBack<T>(work: () => Promise<T>, onAway: () => void = () => {}): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      onAway();
      await pause(pauseMs(tried));
    }
  }
}
