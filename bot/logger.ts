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
