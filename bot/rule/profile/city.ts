import { profileFaults } from './faults.js';
import { KUMAMOTO } from './kumamoto.js';
import { MIHON } from './mihon.js';
import type { CityProfile } from './profile.js';

/** The cities whose rule is known, by what `CITY_PROFILE` calls them. */
export const CITIES: Readonly<Record<string, CityProfile>> = { kumamoto: KUMAMOTO, mihon: MIHON };

/** The city where none is named. */
export const DEFAULT_CITY = 'kumamoto';

// A process serves one city from its start to its end, so it is read where modules are loaded, before every sentence that names it. A
// name that is not known is left to `cityFaults`.
const named = process.env.CITY_PROFILE?.trim() || DEFAULT_CITY;

/** What `CITY_PROFILE` calls the city of this process. */
export const CITY_ID = Object.hasOwn(CITIES, named) ? named : DEFAULT_CITY;

/** Its profile. */
export const CITY: CityProfile = CITIES[CITY_ID] ?? KUMAMOTO;

/**
 * What is wrong with the name of a city, and with the profile behind it, in sentences for whoever sets it; empty when nothing is.
 *
 * @param wanted `CITY_PROFILE`
 */
export function cityFaults(wanted: string | undefined): string[] {
  const name = wanted?.trim() || undefined;
  if (name !== undefined && !Object.hasOwn(CITIES, name)) {
    return [
      `CITY_PROFILE: must be one of ${Object.keys(CITIES).join(', ')}, not ${name}, for example ${DEFAULT_CITY}; to add one, docs/your-city.md`,
    ];
  }
  const late = name !== undefined && name !== CITY_ID ? ['CITY_PROFILE: must be set before the process starts'] : [];
  return [...late, ...profileFaults(CITY).map((fault) => `bot/rule/profile/${CITY_ID}.ts: ${fault}`)];
}
