-- Work that is owed after a change (docs/decisions/0030).
CREATE TABLE "Job" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "lane" TEXT NOT NULL,
    "heldLane" TEXT,
    "holder" TEXT,
    "heldUntil" TIMESTAMPTZ(3),
    "priority" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failedAt" TIMESTAMPTZ(3),
    "fault" TEXT,

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- No two jobs of one lane are at work at once, whatever processes there are.
CREATE UNIQUE INDEX "Job_heldLane_key" ON "Job"("heldLane");
CREATE INDEX "Job_lane_id_idx" ON "Job"("lane", "id");
CREATE INDEX "Job_dueAt_idx" ON "Job"("dueAt");

-- Not worth a write to the log of the database: what is lost with it is how busy a chat was before a crash.
CREATE UNLOGGED TABLE "Pace" (
    "conversationId" TEXT NOT NULL,
    "sent" TIMESTAMPTZ(3)[],
    "wait" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "Pace_pkey" PRIMARY KEY ("conversationId")
);

-- What waited in the tables of pg-boss, or was at work when its process ended, waits here now.
DO $$
BEGIN
  IF to_regclass('pgboss.job') IS NULL THEN RETURN; END IF;
  INSERT INTO "Job" ("name", "data", "lane")
  SELECT job."name",
    CASE job."name" WHEN 'notify' THEN job."data" || jsonb_build_object('to', coalesce(notice."personId", 'channel')) ELSE job."data" END,
    CASE job."name"
      WHEN 'notify' THEN 'chat:' || coalesce(notice."personId", 'channel')
      WHEN 'refresh' THEN 'cards:' || (job."data" ->> 'requestId')
      WHEN 'fetch' THEN 'fetch:' || (job."data" ->> 'requestId')
      WHEN 'submitted' THEN 'request:' || (job."data" ->> 'requestId')
      WHEN 'answer' THEN 'request:' || (job."data" ->> 'requestId')
      ELSE job."name"
    END
  FROM pgboss.job AS job LEFT JOIN "Notice" AS notice ON notice."id"::text = job."data" ->> 'noticeId'
  WHERE job."state"::text IN ('created', 'retry', 'active')
    AND job."name" IN ('submitted', 'answer', 'notify', 'refresh', 'head', 'directory', 'fetch')
  ORDER BY job."created_on";
  DROP SCHEMA pgboss CASCADE;
END
$$;
