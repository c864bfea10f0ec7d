import { openDatabase } from '../../../bot/db/database.js';
import type { Bench, Engine } from '../bench.js';
import { type Installation, installationOf, openDecision, openWorldOn, type World } from '../bot.js';
import { median } from '../figures.js';
import { inTurn, type Line, type Row } from '../row.js';

/** What a new installation holds. */
const FEW = { recordings: 4, requests: 2 };
const SECTIONS = 200;
/** Years over which requests are spread, and days over which recordings are. */
const YEARS = 10;
const DAYS = 89;
/** Turns of which one sample is the median. */
const TURNS = 9;

/**
 * Recordings of the last 89 days and answered requests of ten years, the newest now, of all sections but the first: whoever asks has
 * the same two requests of their own in both installations.
 */
export const FILL = {
  recordings: `INSERT INTO "Recording" ("id", "fileName", "startedAt", "indexSeconds", "direction", "otherNumber", "cityNumber", "sha256", "size",
    "format", "seconds", "modifiedAt", "importedAt")
  SELECT gen_random_uuid(), 'filled' || n || '.wav', at, 60, '着信', '+8180' || lpad((n % 100000000)::text, 8, '0'),
    (10000 + n % 1000)::text, md5(n::text) || md5('b' || n), 480044, 'mulaw', 60, at + interval '1 minute', at + interval '5 minutes'
  FROM generate_series(1, $1::int) n, LATERAL (SELECT now() - n * (interval '${DAYS} days' / $1::int) AS at) _`,
  requests: `INSERT INTO "Request" ("id", "status", "version", "entries", "fiscalYear", "serial", "preparedById", "preparedByName", "chiefId",
    "chiefName", "chiefTitle", "bureau", "section", "documentSymbol", "documentNumber", "applicationDate", "callDate", "callTime",
    "callAt", "durationMinutes", "otherNumber", "cityNumber", "purpose", "contactSection", "contactName", "pledgedAt", "createdAt",
    "updatedAt", "submittedAt", "decidedAt", "answeredAt", "receivedAt", "registeredAt", "decidedById", "decidedByName", "ground",
    "stored", "answerNumber", "answerFiscalYear", "answerDate", "registeredNumber")
  SELECT gen_random_uuid(), 'registered', 6, '{}', extract(year FROM at - interval '3 months')::int, 1000000 + n, chief, name, chief,
    name, '第' || s || '課長', '市民局', '第' || s || '課', '第' || s || '発', n::text, day, day, '10:00',
    at - interval '1 hour', 1, '+8180' || lpad((n % 100000000)::text, 8, '0'), '12345', 1, '第' || s || '課', name, at, at,
    at, at, at, at, at, at, 'manager', '試験 太郎', 2, true, (1000000 + n)::text, extract(year FROM at - interval '3 months')::int, day,
    n::text
  FROM generate_series(1, $1::int) n, LATERAL (SELECT now() - n * (interval '${YEARS} years' / $1::int) AS at, 1 + n % ${SECTIONS - 1} AS s) _,
    LATERAL (SELECT to_char(at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD') AS day, '試験 ' || s || '号' AS name,
      '22222222-2222-4222-8222-' || lpad(s::text, 12, '0') AS chief) __`,
};

/** Two requests of the first section's chief: one of last month, for the list to find in both. */
const OF_LAST_MONTH = `
  UPDATE "Request" SET "submittedAt" = date_trunc('month', now() AT TIME ZONE 'Asia/Tokyo') AT TIME ZONE 'Asia/Tokyo' - interval '3 days'
  WHERE "id" = $1::uuid`;

async function onDatabase(
  { env }: Installation,
  work: (run: (statement: string, values?: unknown[]) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const db = await openDatabase({ url: env.DATABASE_URL ?? '', dataDir: env.DATA_DIR ?? '', migrated: true });
  try {
    await work((statement, values = []) => db.executeSql(statement, values));
  } finally {
    await db.close();
  }
}

/** An installation with the four recordings and two requests of a new one, and as many more of other sections as are wanted. */
async function openFilled(bench: Bench, engine: Engine, recordings: number, requests: number): Promise<Asked> {
  const installation = await installationOf(bench, engine, { chiefs: SECTIONS, calls: FEW.recordings });
  // The first start makes the tables.
  const first = await openWorldOn(bench, installation);
  const earlier = await first.file(0);
  await first.bot.child.stop();
  await first.teams.close();
  await onDatabase(installation, async (run) => {
    await run(OF_LAST_MONTH, [earlier.requestId]);
    if (recordings > 0) await run(FILL.recordings, [recordings]);
    if (requests > 0) await run(FILL.requests, [requests]);
    await run('ANALYZE');
  });
  const world = await openWorldOn(bench, installation);
  return { world, open: await world.file(0) };
}

interface Asked {
  world: World;
  /** An application that waits for its decision. */
  open: { chief: number; requestId: string };
}

/** What people ask for, in milliseconds of its turn. */
const QUESTIONS = {
  mine: ({ world }: Asked) => world.chief(0).say('私の申請'),
  month: ({ world }: Asked) => world.manager.say('先月の申請'),
  candidates: ({ world, open }: Asked) => openDecision(world, open),
};

type Question = keyof typeof QUESTIONS;

async function timeOf(asked: Asked, question: Question): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const started = performance.now();
    await QUESTIONS[question](asked);
    times.push(performance.now() - started);
  }
  return median(times);
}

const lineOf = (what: string): Line => ({
  what,
  peer: `the same at ${FEW.recordings} recordings and ${FEW.requests} requests`,
  unit: 'ms',
  aim: { of: 'ratio', atMost: 1.3 },
});

export const years: Row<Question> = {
  name: 'years',
  lines: {
    mine: lineOf('「私の申請」 of a chief, after years'),
    month: lineOf('「先月の申請」 of the manager, after years'),
    candidates: lineOf('recordings for a decision, after years'),
  },
  async measure(bench) {
    const engine = bench.server === '' ? 'embedded' : 'postgresql';
    const { recordings, requests, samples } = bench.scale;
    const few = await openFilled(bench, engine, 0, 0);
    const many = await openFilled(bench, engine, recordings, requests);
    try {
      const ask = async (question: Question) => {
        await timeOf(few, question);
        await timeOf(many, question);
        return inTurn(
          samples,
          () => timeOf(many, question),
          () => timeOf(few, question),
        );
      };
      const note = `${recordings.toLocaleString('en-US')} recordings, ${requests.toLocaleString('en-US')} requests, ${engine}`;
      return {
        mine: { ...(await ask('mine')), note },
        month: { ...(await ask('month')), note: `${note}; ten lines of many against one` },
        candidates: { ...(await ask('candidates')), note },
      };
    } finally {
      await few.world.close();
      await many.world.close();
    }
  },
};
