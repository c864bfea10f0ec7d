-- Recordings that 管財課 searched for and put before whoever decides (第6条第2項).
CREATE TABLE "Proposal" (
    "requestId" UUID NOT NULL,
    "recordingId" UUID NOT NULL,
    "proposedById" TEXT NOT NULL,
    "proposedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Proposal_pkey" PRIMARY KEY ("requestId", "recordingId")
);

CREATE INDEX "Proposal_recordingId_idx" ON "Proposal"("recordingId");
ALTER TABLE "Proposal" ADD CONSTRAINT "Proposal_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Proposal" ADD CONSTRAINT "Proposal_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE CASCADE ON UPDATE CASCADE;
