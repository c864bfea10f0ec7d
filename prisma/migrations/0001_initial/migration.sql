-- CreateEnum
CREATE TYPE "Role" AS ENUM ('chief', 'staff', 'manager', 'deputy', 'operator', 'auditor');

-- CreateEnum
CREATE TYPE "Status" AS ENUM ('draft', 'submitted', 'returned', 'approved', 'answered', 'received', 'filed', 'refused', 'withdrawn');

-- CreateEnum
CREATE TYPE "RefusalReason" AS ENUM ('no_ground', 'not_stored');

-- CreateEnum
CREATE TYPE "NoticeState" AS ENUM ('pending', 'sent', 'unreachable');

-- CreateTable
CREATE TABLE "Person" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mail" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,
    "personId" TEXT NOT NULL,
    "bureau" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "documentSymbol" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "role" "Role" NOT NULL,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conversation" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "personId" TEXT,
    "tenantId" TEXT NOT NULL,
    "serviceUrl" TEXT NOT NULL,
    "botId" TEXT NOT NULL,
    "userId" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Counter" (
    "kind" TEXT NOT NULL,
    "fiscalYear" INTEGER NOT NULL,
    "value" INTEGER NOT NULL,

    CONSTRAINT "Counter_pkey" PRIMARY KEY ("kind","fiscalYear")
);

-- CreateTable
CREATE TABLE "Request" (
    "id" UUID NOT NULL,
    "status" "Status" NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "entries" JSONB NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 1,
    "draftOwner" TEXT,
    "handedAt" TIMESTAMPTZ(3),
    "fiscalYear" INTEGER,
    "serial" INTEGER,
    "preparedById" TEXT NOT NULL,
    "preparedByName" TEXT NOT NULL,
    "chiefId" TEXT,
    "chiefName" TEXT,
    "chiefTitle" TEXT,
    "bureau" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "documentSymbol" TEXT NOT NULL,
    "documentNumber" TEXT,
    "applicationDate" TEXT,
    "callDate" TEXT,
    "callTime" TEXT,
    "callAt" TIMESTAMPTZ(3),
    "durationMinutes" INTEGER,
    "otherNumber" TEXT,
    "cityNumber" TEXT,
    "purpose" INTEGER,
    "purposeOther" TEXT,
    "contactSection" TEXT,
    "contactName" TEXT,
    "pledgedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "submittedAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),
    "answeredAt" TIMESTAMPTZ(3),
    "returnedAt" TIMESTAMPTZ(3),
    "receivedAt" TIMESTAMPTZ(3),
    "filedAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),
    "returnWords" TEXT,
    "returnFields" JSONB,
    "returnedFrom" JSONB,
    "registeredNumber" TEXT,
    "decidedById" TEXT,
    "decidedByName" TEXT,
    "decidedAsDeputy" BOOLEAN NOT NULL DEFAULT false,
    "ground" INTEGER,
    "refusalReason" "RefusalReason",
    "refusalWords" TEXT,
    "stored" BOOLEAN,
    "answerNumber" TEXT,
    "answerFiscalYear" INTEGER,
    "answerDate" TEXT,

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Recording" (
    "id" UUID NOT NULL,
    "fileName" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "indexSeconds" INTEGER NOT NULL,
    "direction" TEXT NOT NULL,
    "otherNumber" TEXT,
    "cityNumber" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "format" TEXT NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,
    "modifiedAt" TIMESTAMPTZ(3) NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL,
    "storeKey" TEXT,
    "attachedToId" UUID,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("id")
);

-- CreateTable
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

-- CreateTable
CREATE TABLE "ImportRun" (
    "id" SERIAL NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "rows" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "problems" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "ImportRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChosenRecording" (
    "requestId" UUID NOT NULL,
    "recordingId" UUID NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "ChosenRecording_pkey" PRIMARY KEY ("requestId","recordingId")
);

-- CreateTable
CREATE TABLE "Copy" (
    "id" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "recordingId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "storeKey" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "deletedAt" TIMESTAMPTZ(3),
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Copy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "form" INTEGER NOT NULL,
    "edition" INTEGER NOT NULL,
    "storeKey" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Link" (
    "id" TEXT NOT NULL,
    "requestId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "edition" INTEGER NOT NULL DEFAULT 1,
    "recipientId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "revokedReason" TEXT,

    CONSTRAINT "Link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkFile" (
    "linkId" TEXT NOT NULL,
    "copyId" UUID NOT NULL,
    "downloads" INTEGER NOT NULL DEFAULT 0,
    "allowed" INTEGER NOT NULL,

    CONSTRAINT "LinkFile_pkey" PRIMARY KEY ("linkId","copyId")
);

-- CreateTable
CREATE TABLE "LinkCode" (
    "id" UUID NOT NULL,
    "linkId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "triesLeft" INTEGER NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LinkCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkSession" (
    "id" TEXT NOT NULL,
    "linkId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LinkSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkPlay" (
    "sessionId" TEXT NOT NULL,
    "copyId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LinkPlay_pkey" PRIMARY KEY ("sessionId","copyId")
);

-- CreateTable
CREATE TABLE "LinkDownload" (
    "id" UUID NOT NULL,
    "sessionId" TEXT NOT NULL,
    "copyId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "starts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "LinkDownload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notice" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "requestId" UUID,
    "personId" TEXT,
    "state" "NoticeState" NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "conversationId" TEXT,
    "activityId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT,
    "action" TEXT NOT NULL,
    "requestId" TEXT,
    "channel" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditHead_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Post_bureau_section_idx" ON "Post"("bureau", "section");

-- CreateIndex
CREATE UNIQUE INDEX "Post_personId_bureau_section_role_key" ON "Post"("personId", "bureau", "section", "role");

-- CreateIndex
CREATE INDEX "Conversation_personId_kind_idx" ON "Conversation"("personId", "kind");

-- CreateIndex
CREATE INDEX "Request_status_idx" ON "Request"("status");

-- CreateIndex
CREATE INDEX "Request_draftOwner_idx" ON "Request"("draftOwner");

-- CreateIndex
CREATE INDEX "Request_bureau_section_submittedAt_idx" ON "Request"("bureau", "section", "submittedAt");

-- CreateIndex
CREATE INDEX "Request_submittedAt_idx" ON "Request"("submittedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Request_fiscalYear_serial_key" ON "Request"("fiscalYear", "serial");

-- CreateIndex
CREATE UNIQUE INDEX "Request_answerFiscalYear_answerNumber_key" ON "Request"("answerFiscalYear", "answerNumber");

-- CreateIndex
CREATE UNIQUE INDEX "Recording_fileName_key" ON "Recording"("fileName");

-- CreateIndex
CREATE INDEX "Recording_startedAt_idx" ON "Recording"("startedAt");

-- CreateIndex
CREATE INDEX "Recording_otherNumber_startedAt_idx" ON "Recording"("otherNumber", "startedAt");

-- CreateIndex
CREATE INDEX "Recording_attachedToId_idx" ON "Recording"("attachedToId");

-- CreateIndex
CREATE INDEX "DeputyPeriod_personId_idx" ON "DeputyPeriod"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Copy_requestId_recordingId_key" ON "Copy"("requestId", "recordingId");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_requestId_form_edition_key" ON "Letter"("requestId", "form", "edition");

-- CreateIndex
CREATE UNIQUE INDEX "Link_requestId_kind_recipientId_edition_key" ON "Link"("requestId", "kind", "recipientId", "edition");

-- CreateIndex
CREATE INDEX "LinkCode_linkId_createdAt_idx" ON "LinkCode"("linkId", "createdAt");

-- CreateIndex
CREATE INDEX "LinkDownload_sessionId_copyId_idx" ON "LinkDownload"("sessionId", "copyId");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_key_key" ON "Notice"("key");

-- CreateIndex
CREATE INDEX "Notice_requestId_kind_idx" ON "Notice"("requestId", "kind");

-- CreateIndex
CREATE INDEX "Notice_personId_state_idx" ON "Notice"("personId", "state");

-- CreateIndex
CREATE INDEX "AuditEntry_requestId_seq_idx" ON "AuditEntry"("requestId", "seq");

-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChosenRecording" ADD CONSTRAINT "ChosenRecording_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChosenRecording" ADD CONSTRAINT "ChosenRecording_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Copy" ADD CONSTRAINT "Copy_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Copy" ADD CONSTRAINT "Copy_recordingId_fkey" FOREIGN KEY ("recordingId") REFERENCES "Recording"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Letter" ADD CONSTRAINT "Letter_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Link" ADD CONSTRAINT "Link_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkFile" ADD CONSTRAINT "LinkFile_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkFile" ADD CONSTRAINT "LinkFile_copyId_fkey" FOREIGN KEY ("copyId") REFERENCES "Copy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkCode" ADD CONSTRAINT "LinkCode_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkSession" ADD CONSTRAINT "LinkSession_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkPlay" ADD CONSTRAINT "LinkPlay_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "LinkSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkDownload" ADD CONSTRAINT "LinkDownload_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "LinkSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE SET NULL ON UPDATE CASCADE;
