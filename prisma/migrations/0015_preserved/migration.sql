-- Recordings that are kept beyond their 90 days by a decision of the manager (保全, 第5条第2号), and the request for which one is.
ALTER TABLE "Matter" ADD COLUMN "requestId" UUID;

CREATE TABLE "Preserved" (
    "matterId" UUID NOT NULL,
    "recordingId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "storeKey" TEXT,
    "sha256" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "storedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Preserved_pkey" PRIMARY KEY ("matterId", "recordingId")
);

CREATE INDEX "Preserved_recordingId_idx" ON "Preserved"("recordingId");
CREATE INDEX "Matter_requestId_idx" ON "Matter"("requestId");
ALTER TABLE "Preserved" ADD CONSTRAINT "Preserved_matterId_fkey" FOREIGN KEY ("matterId") REFERENCES "Matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Preserved" ADD CONSTRAINT "Preserved_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
