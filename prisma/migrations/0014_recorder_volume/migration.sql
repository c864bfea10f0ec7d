-- What lies on the recorder, and what is gone from it before its time (第4条第2項: within its capacity).
ALTER TABLE "ImportRun" ADD COLUMN "files" INTEGER,
ADD COLUMN "bytes" BIGINT,
ADD COLUMN "oldestAt" TIMESTAMPTZ(3),
ADD COLUMN "lost" INTEGER;
