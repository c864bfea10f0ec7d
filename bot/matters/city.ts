import type { Database } from '../db/database.js';
import { AppError } from '../errors.js';
import { CITY_ID, DEFAULT_CITY } from '../rule/profile/city.js';

const KEY = 'city';

/** Whose database it is; null while nobody has said. Before cities were told apart, all were of the one that is meant where none is named. */
async function cityOf({ client }: Pick<Database, 'client'>): Promise<unknown> {
  const said = await client.setting.findUnique({ where: { key: KEY } });
  if (said !== null) return said.value;
  const used = await client.request.findFirst({ select: { id: true } });
  return used === null ? null : DEFAULT_CITY;
}

/**
 * Refuses the database of another city: its periods would delete too soon, and its requests keep the numbers of other purposes and grounds.
 *
 * @throws AppError `config`
 */
export async function assertCity(db: Pick<Database, 'client'>): Promise<void> {
  const city = await cityOf(db);
  if (city === null || city === CITY_ID) return;
  throw new AppError(
    'config',
    `CITY_PROFILE: this database is ${String(city)}’s, and the bot was started as ${CITY_ID}’s`,
    'データベースは、別の自治体の設定（CITY_PROFILE）で作られたものです。',
  );
}

/** The same, and puts down whose it is from now on. */
export async function holdCity(db: Pick<Database, 'client'>): Promise<void> {
  await assertCity(db);
  await db.client.setting.createMany({ data: [{ key: KEY, value: CITY_ID }], skipDuplicates: true });
  // Two that begin at once as different cities: one of them came first.
  await assertCity(db);
}
