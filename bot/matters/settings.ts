import type { Json } from '../audit/canonical.js';
import type { Config } from '../config.js';
import type { Context } from '../context.js';
import type { Tx } from '../db/database.js';
import { makeSeal, sealFits } from '../seal.js';
import { isTunable, TUNABLE_NAMES, type TunableName, type TunableValues, tunableFrom } from '../tunable.js';
import type { Typed } from './fields.js';

const KEY = 'settings';
const SEAL = 'settings';

/** On which processes tell each other that settings changed. */
export const SETTINGS_CHANNEL = 'settings';

type Changed = Partial<Record<TunableName, string>>;

/** What differs from the environment, by variable. */
async function changedIn(tx: Tx, { linkSecrets }: Pick<Context['config'], 'linkSecrets'>): Promise<Changed> {
  const { value } = (await tx.setting.findUnique({ where: { key: KEY } })) ?? {};
  const { changed = {}, seal } = (value ?? {}) as { changed?: Changed; seal?: string };
  // Who writes the table without the bot changes no limit.
  return sealFits(linkSecrets, SEAL, factsOf(changed), seal) ? changed : {};
}

/** Of what is there alone, so that a version with more variables believes it as well. */
const factsOf = (changed: Changed): unknown[] =>
  Object.entries(changed).sort(([one], [other]) => (one < other ? -1 : 1));

/** The environment's values with what was changed; what may no longer be is left as the environment says. */
function merged(environment: TunableValues, changed: Changed): TunableValues {
  const fits = TUNABLE_NAMES.filter((name) => isTunable(name, changed[name] ?? ''));
  return { ...environment, ...Object.fromEntries(fits.map((name) => [name, changed[name]])) };
}

/** Takes over the settings as they stand in the database, so that the next look at any of them finds it. */
export async function applySettings({ db, config }: Pick<Context, 'db' | 'config'>): Promise<void> {
  // One after the other: what was read earlier must not be taken over later.
  const before = applying.get(config) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(() => applyOnce(db, config));
  applying.set(config, mine);
  await mine;
}

const applying = new WeakMap<Config, Promise<void>>();

async function applyOnce(db: Pick<Context, 'db'>['db'], config: Config): Promise<void> {
  const inForce = merged(config.environment, await changedIn(db.client, config));
  if (TUNABLE_NAMES.every((name) => inForce[name] === config.inForce[name])) return;
  Object.assign(config, tunableFrom(inForce), { inForce });
}

/** Seals what was changed with the present secret, so that an earlier one can be given up. */
export async function renewSettingsSeal({ db, config }: Pick<Context, 'db' | 'config'>): Promise<void> {
  const { linkSecrets } = config;
  const [present = ''] = linkSecrets;
  await db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Setting" WHERE "key" = ${KEY} FOR UPDATE`;
    const changed = await changedIn(tx, config);
    const alreadyIs = await changedIn(tx, { linkSecrets: [present] });
    if (Object.keys(changed).length === Object.keys(alreadyIs).length) return;
    const value = { changed, seal: makeSeal(linkSecrets, SEAL, factsOf(changed)) };
    await tx.setting.update({ where: { key: KEY }, data: { value } });
  });
}

/** What is in force by the database, whatever this process has heard of yet. */
export async function settingsIn(tx: Tx, config: Pick<Config, 'environment' | 'linkSecrets'>): Promise<TunableValues> {
  return merged(config.environment, await changedIn(tx, config));
}

/**
 * Puts down what was decided of the settings and tells every process, in the transaction that changes them. What is as the environment
 * says is not put down: it goes on following it.
 *
 * @param values by variable; what is missing is as the environment says
 * @returns what changed by this, before and after, for the log
 */
export async function changeSettings(
  tx: Tx,
  { config }: Pick<Context, 'config'>,
  values: Typed,
): Promise<{ before: { [key: string]: Json }; after: { [key: string]: Json } }> {
  const { environment, linkSecrets } = config;
  const old = merged(environment, await changedIn(tx, config));
  const differ = TUNABLE_NAMES.filter((name) => (values[name] ?? environment[name]) !== environment[name]);
  const changed: Changed = Object.fromEntries(differ.map((name) => [name, values[name]]));
  const value = { changed, seal: makeSeal(linkSecrets, SEAL, factsOf(changed)) };
  await tx.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
  await tx.$queryRaw`SELECT pg_notify(${SETTINGS_CHANNEL}, '')::text`;
  const now = merged(environment, changed);
  const moved = TUNABLE_NAMES.filter((name) => old[name] !== now[name]);
  const of = (from: TunableValues) => Object.fromEntries(moved.map((name) => [name, from[name]]));
  return { before: of(old), after: of(now) };
}
