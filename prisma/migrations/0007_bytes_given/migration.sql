-- Bytes given out are counted per file and link, downloads and playing apart. What was downloaded before counts as given in full.
ALTER TABLE "LinkFile" ADD COLUMN "given" BIGINT NOT NULL DEFAULT 0, ADD COLUMN "listened" BIGINT NOT NULL DEFAULT 0;
UPDATE "LinkFile" SET "given" = "Copy"."size" * "LinkFile"."downloads" FROM "Copy" WHERE "Copy"."id" = "LinkFile"."copyId";

-- Who attached a recording by hand does not decide on it. The log tells who attached those that are there.
ALTER TABLE "Recording" ADD COLUMN "attachedById" TEXT;
UPDATE "Recording" SET "attachedById" = (
  SELECT "actorId" FROM "AuditEntry"
  WHERE "action" = 'request.attach' AND "requestId" = "Recording"."attachedToId"::text
    AND "data" ->> 'sha256' = "Recording"."sha256"
  ORDER BY "seq" DESC LIMIT 1
) WHERE "attachedToId" IS NOT NULL;
