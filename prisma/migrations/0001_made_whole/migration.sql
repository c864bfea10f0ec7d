-- On its first evening 0001_initial was still written to. A database that one of its earlier texts made gets here what the last one
-- gives; every other one is left as it is.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('"Request"') AND attname = 'closedAt' AND NOT attisdropped) THEN
    ALTER TABLE "Request" DROP COLUMN "closedAt", -- nothing ever wrote into it
      ADD COLUMN "handedAt" TIMESTAMPTZ(3),
      ADD COLUMN "returnedAt" TIMESTAMPTZ(3),
      ADD COLUMN "receivedAt" TIMESTAMPTZ(3),
      ADD COLUMN "filedAt" TIMESTAMPTZ(3),
      ADD COLUMN "withdrawnAt" TIMESTAMPTZ(3),
      ADD COLUMN "returnWords" TEXT,
      ADD COLUMN "returnFields" JSONB,
      ADD COLUMN "returnedFrom" JSONB,
      ADD COLUMN "registeredNumber" TEXT,
      ADD COLUMN "decidedAsDeputy" BOOLEAN NOT NULL DEFAULT false;
    ALTER TABLE "Recording" ADD COLUMN "storeKey" TEXT, ADD COLUMN "attachedToId" UUID;
    ALTER TABLE "Copy" ADD COLUMN "removedAt" TIMESTAMPTZ(3);
    CREATE TABLE "DeputyPeriod" (
      "id" UUID NOT NULL,
      "personId" TEXT NOT NULL,
      "fromDate" TEXT NOT NULL,
      "toDate" TEXT NOT NULL,
      "setById" TEXT NOT NULL,
      "createdAt" TIMESTAMPTZ(3) NOT NULL,
      "endedAt" TIMESTAMPTZ(3),
      CONSTRAINT "DeputyPeriod_pkey" PRIMARY KEY ("id")
    );
    DROP INDEX "Request_draftOwner_key";
    CREATE INDEX "Request_draftOwner_idx" ON "Request"("draftOwner");
    CREATE INDEX "Recording_attachedToId_idx" ON "Recording"("attachedToId");
    CREATE INDEX "DeputyPeriod_personId_idx" ON "DeputyPeriod"("personId");
  END IF;
  -- A download that came to its end is not begun again: sixteen times is the most.
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('"LinkDownload"') AND attname = 'completedAt' AND NOT attisdropped) THEN
    ALTER TABLE "LinkDownload" ADD COLUMN "starts" INTEGER NOT NULL DEFAULT 0;
    UPDATE "LinkDownload" SET "starts" = 16 WHERE "completedAt" IS NOT NULL;
    ALTER TABLE "LinkDownload" DROP COLUMN "completedAt";
  END IF;
END
$$;
