-- For its first minutes 0010_jobs made this table without the column.
ALTER TABLE "Pace" ADD COLUMN IF NOT EXISTS "wait" DOUBLE PRECISION NOT NULL DEFAULT 0;
