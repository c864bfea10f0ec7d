import { createHmac, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod/v4';
import { believedKeys } from '../audit/keys.js';
import { readRowsOf } from '../audit/readLog.js';
import { isWritten, KEY_ROW } from '../audit/signatures.js';
import type { Context } from '../context.js';
import { addBusinessDays } from '../japanese/businessDays.js';
import { addDays, civilDate, daysBetween } from '../japanese/civil.js';
import { tellOffice } from '../notices/systemNews.js';
import { mayRemindAt } from '../rule/reminders.js';

/** What ends, or is to be replaced, by the name of its setting. */
export type SecretName =
  | 'BOT_PASSWORD'
  | 'ENTRA_CLIENT_SECRET'
  | 'TLS_CERTIFICATES'
  | 'LINK_SECRET'
  | 'MASTER_KEYS'
  | 'AUDIT_KEYS';

/** When something ends that the bot cannot work without, or has been in use for as long as it should be. */
export interface Secret {
  name: SecretName;
  /** The last civil day; null where it is not known. */
  ends: string | null;
  /** Days left, 0 on the last one, negative afterwards; null where it is not known. */
  daysLeft: number | null;
  /** True for a key of our own, which goes on to work: it is only time to replace it. */
  ours: boolean;
}

/** A key of our own is replaced once a year (docs/inventory.md). */
const KEY_DAYS = 365;

/** So many days before the end the office is told, once each. */
const MARKS = [1, 7, 30] as const;

/** Where is kept since when keys have been in use. */
const KEY = 'keys.since';

/** The keys whose yearly change is watched. */
const KEYS = ['LINK_SECRET', 'MASTER_KEYS', 'AUDIT_KEYS'] as const;

/** Of each key its mark, by which nobody finds the key, and the civil day since which the bot has worked with it. */
const SINCE = z.partialRecord(z.enum(KEYS), z.object({ mark: z.string(), day: z.iso.date() }));

/** What ends, and when, as far as it is known: client secrets, certificates, and the yearly change of the bot's own keys. */
export async function secretsOf(ctx: Context): Promise<Secret[]> {
  const { config } = ctx;
  const { bot, linkSignIn, ends, demo } = config;
  const today = civilDate(ctx.clock.now());
  const secret = (name: SecretName, day: string | null, ours = false): Secret => ({
    ...{ name, ends: day, ours },
    daysLeft: day === null ? null : daysBetween(today, day),
  });
  const secrets: Secret[] = [];
  // That the end is not set is told where there is one.
  const hasPassword = !demo && bot.type === 'SingleTenant';
  if (hasPassword || ends.botPassword !== '') secrets.push(secret('BOT_PASSWORD', ends.botPassword || null));
  if ((!demo && linkSignIn === 'entra') || ends.entraSecret !== '')
    secrets.push(secret('ENTRA_CLIENT_SECRET', ends.entraSecret || null));
  if (ends.certificates.length > 0) secrets.push(secret('TLS_CERTIFICATES', await endOf(ends.certificates)));
  // A demo makes its own keys, and protects nothing with them.
  if (demo) return secrets;
  const since = await readSince(ctx);
  for (const name of KEYS) {
    const day = since[name]?.day;
    if (day !== undefined) secrets.push(secret(name, addDays(day, KEY_DAYS), true));
  }
  return secrets;
}

/** The last day of the first of some certificates to end; null where one cannot be read. */
async function endOf(files: readonly string[]): Promise<string | null> {
  try {
    const ends = await Promise.all(files.map(async (file) => new X509Certificate(await readFile(file)).validTo));
    return civilDate(new Date(Math.min(...ends.map((text) => Date.parse(text)))));
  } catch {
    return null;
  }
}

/** The civil day since which the present key signs the audit log; its own first row tells it. */
async function signingSince({ db, config, auditSigner }: Context): Promise<string | undefined> {
  if (auditSigner === null) return undefined;
  const keys = believedKeys(config);
  const begun = (await readRowsOf(db, KEY_ROW)).findLast(
    (row) => row.keyId === auditSigner.keyId && isWritten(row, keys),
  );
  return begun && civilDate(new Date(begun.at));
}

async function readSince({ db }: Pick<Context, 'db'>): Promise<z.infer<typeof SINCE>> {
  const setting = await db.client.setting.findUnique({ where: { key: KEY } });
  return SINCE.safeParse(setting?.value).data ?? {};
}

/**
 * Notes with which keys the bot works, so that it is known later since when. What it worked with before it noted any counts from then, but
 * for the key that signs the log, whose first row tells.
 */
async function noteKeys(ctx: Context): Promise<void> {
  const { linkSecrets, masterKeys, keyVaultKey, auditKeys } = ctx.config;
  const present = {
    LINK_SECRET: linkSecrets[0],
    MASTER_KEYS: keyVaultKey === '' ? masterKeys[0] : undefined,
    AUDIT_KEYS: auditKeys[0],
  };
  const before = await readSince(ctx);
  const today = civilDate(ctx.clock.now());
  const value: z.infer<typeof SINCE> = {};
  for (const name of KEYS) {
    const key = present[name];
    if (key === undefined) continue;
    const mark = createHmac('sha256', key).update('in use').digest('base64url');
    const known = before[name];
    if (known?.mark === mark) value[name] = known;
    else value[name] = { mark, day: (name === 'AUDIT_KEYS' ? await signingSince(ctx) : undefined) ?? today };
  }
  if (isDeepStrictEqual(value, before)) return;
  await ctx.db.client.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}

/**
 * Tells the office of what ends soon: 30 days, 7 days and a day before, once each, in office hours; what would fall on a day on which nothing
 * is sent, before it.
 */
export async function remindOfSecrets(ctx: Context): Promise<void> {
  if (!ctx.config.demo) await noteKeys(ctx);
  const now = ctx.clock.now();
  if (!mayRemindAt(now)) return;
  const today = civilDate(now);
  const slack = daysBetween(today, addBusinessDays(today, 1)) - 1;
  for (const { name, ends, daysLeft } of await secretsOf(ctx)) {
    if (ends === null || daysLeft === null || daysLeft < 0) continue;
    const mark = MARKS.find((days) => daysLeft - slack <= days);
    if (mark !== undefined) await tellOffice(ctx, `secret-${name}-${ends.replaceAll('-', '')}-${mark}`);
  }
}
