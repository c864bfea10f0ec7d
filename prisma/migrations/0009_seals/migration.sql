-- Whose chat a conversation is, sealed with a secret that is not in the database. Rows from before are sealed once, at the first start.
ALTER TABLE "Conversation" ADD COLUMN "seal" TEXT;

-- Every byte that is played has its row in the log before it is sent: a row covers one length of the recording.
ALTER TABLE "LinkPlay" ADD COLUMN "rows" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "bytes" BIGINT NOT NULL DEFAULT 0;

-- Who had a form in hand, besides whoever prepared it: nobody decides on what they wrote.
ALTER TABLE "Request" ADD COLUMN "editedByIds" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
UPDATE "Request" SET "editedByIds" = ARRAY(
  SELECT DISTINCT "actorId" FROM "AuditEntry"
  WHERE "action" = 'request.take' AND "requestId" = "Request"."id"::text AND "actorId" IS NOT NULL
);

-- A browser is known no more once its person said that somebody else was at a link, stopped by then or not.
ALTER TABLE "Link" ADD COLUMN "disownedAt" TIMESTAMPTZ(3);
UPDATE "Link" SET "disownedAt" = "revokedAt" WHERE "revokedReason" = 'disowned';
