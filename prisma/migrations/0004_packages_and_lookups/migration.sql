-- CreateTable
CREATE TABLE "LinkPackage" (
    "id" UUID NOT NULL,
    "sessionId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "starts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "LinkPackage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "LinkPackage_sessionId_idx" ON "LinkPackage"("sessionId");

-- CreateIndex
CREATE INDEX "Request_callAt_idx" ON "Request"("callAt");

-- CreateIndex
CREATE INDEX "Request_documentSymbol_documentNumber_idx" ON "Request"("documentSymbol", "documentNumber");

-- AddForeignKey
ALTER TABLE "LinkPackage" ADD CONSTRAINT "LinkPackage_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "LinkSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
