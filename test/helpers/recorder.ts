import type { Recorder } from '../../bot/audit/append.js';
import type { PublicKeys } from '../../bot/audit/keys.js';
import type { Clock } from '../../bot/clock.js';

/** Writes rows of the log without a signature, as before there was a key. */
export const unsigned = (clock: Clock): Recorder => ({ clock, auditSigner: null });

/** Nobody's signature is believed. */
export const NO_KEYS: PublicKeys = new Map();
