/**
 * Takes a recorder's folder into the database of the settings, once, as `npm run import` does, and says in a line of JSON how long it
 * took and how much memory the process held at the most. A process of its own, so that the memory is that of the import.
 */
import { systemClock } from '../../bot/clock.js';
import { parseConfig } from '../../bot/config.js';
import { openDatabase } from '../../bot/db/database.js';
import { importRecordings } from '../../bot/recordings/importRecordings.js';

const { databaseUrl: url, dataDir, recorderDir: folder, areaCode } = parseConfig(process.env);
const db = await openDatabase({ url, dataDir });
const { seconds, added } = await importRecordings(db, systemClock, { folder, areaCode });
await db.close();
const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
process.stdout.write(`${JSON.stringify({ msg: 'imported', seconds, added, megabytes })}\n`);
