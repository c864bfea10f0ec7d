import { KUMAMOTO } from './kumamoto.js';
import { MIHON } from './mihon.js';
import type { CityProfile } from './profile.js';

/** The cities whose rule is known, by what `CITY_PROFILE` calls them. */
export const CITIES: Readonly<Record<string, CityProfile>> = { kumamoto: KUMAMOTO, mihon: MIHON };

/** The city where none is named. */
export const DEFAULT_CITY = 'kumamoto';

/**
 * The city of this process. A process serves one city from its start to its end, so it is read where modules are loaded, before
 * every sentence that names it; a name that is not known is left to the settings, which refuse it (`parseConfig`).
 */
export const CITY: CityProfile = CITIES[process.env.CITY_PROFILE?.trim() || DEFAULT_CITY] ?? KUMAMOTO;
