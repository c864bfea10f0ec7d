import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.js';

/** Keys that may hold personal data; whatever is logged under them is cut out, as a second line behind not logging it. */
const PERSONAL = ['name', 'number', 'otherNumber', 'token', 'code', 'words', 'text', 'entries'];

/** One JSON line an event, times in UTC. */
export function createLogger({ logLevel }: Pick<Config, 'logLevel'>, destination?: DestinationStream): Logger {
  const options = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...PERSONAL, ...PERSONAL.map((key) => `*.${key}`)], remove: true },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * Whatever packages and Node.js itself would write past the log goes into it, without its words, which may quote what somebody sent:
 * only that something was said, and by which kind of warning.
 */
export function captureOutput(log: Logger): void {
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    console[method] = () => log.debug({ method }, 'a package wrote to the console');
  }
  process.removeAllListeners('warning');
  process.on('warning', ({ name: warning }) => log.warn({ warning }, 'Node.js warns'));
}
