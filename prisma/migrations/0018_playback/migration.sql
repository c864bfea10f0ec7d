-- 再生許可 (第4条第3項): which recording somebody may listen to, and the link under which they do.
CREATE TABLE "Playback" (
    "matterId" UUID NOT NULL,
    "recordingId" UUID NOT NULL,

    CONSTRAINT "Playback_pkey" PRIMARY KEY ("matterId")
);

CREATE INDEX "Playback_recordingId_idx" ON "Playback"("recordingId");
ALTER TABLE "Playback" ADD CONSTRAINT "Playback_matterId_fkey" FOREIGN KEY ("matterId") REFERENCES "Matter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Playback" ADD CONSTRAINT "Playback_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A link belongs to a request, or to a matter.
ALTER TABLE "Link" ALTER COLUMN "requestId" DROP NOT NULL;
ALTER TABLE "Link" ADD COLUMN "matterId" UUID;
ALTER TABLE "Link" ADD CONSTRAINT "Link_of_one" CHECK (("requestId" IS NULL) <> ("matterId" IS NULL));
CREATE INDEX "Link_matterId_idx" ON "Link"("matterId");
ALTER TABLE "Link" ADD CONSTRAINT "Link_matterId_fkey" FOREIGN KEY ("matterId") REFERENCES "Matter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
