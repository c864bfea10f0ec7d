-- CreateEnum
CREATE TYPE "Revocation" AS ENUM ('stopped', 'reissued', 'successor', 'left');

-- DropForeignKey
ALTER TABLE "Notice" DROP CONSTRAINT "Notice_requestId_fkey";


-- AlterTable
ALTER TABLE "Recording" ADD COLUMN     "detachedAt" TIMESTAMPTZ(3),
ADD COLUMN     "removedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Request" ADD COLUMN     "filedByIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "linksStoppedAt" TIMESTAMPTZ(3),
ADD COLUMN     "linksStoppedWords" TEXT;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_attachedToId_fkey" FOREIGN KEY ("attachedToId") REFERENCES "Request"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Who filed, from the log; before this column the chief of a request was whoever filed it.
UPDATE "Request" r SET "filedByIds" = COALESCE(
  (SELECT array_agg(DISTINCT a."actorId") FROM "AuditEntry" a
    WHERE a."requestId" = r."id"::text AND a."action" IN ('request.file', 'request.refile') AND a."actorId" IS NOT NULL),
  CASE WHEN r."chiefId" IS NULL THEN '{}' ELSE ARRAY[r."chiefId"] END)
WHERE r."status" <> 'draft';

-- The manager's words go to the request; the link keeps the kind of its end.
UPDATE "Request" r SET "linksStoppedAt" = s."revokedAt", "linksStoppedWords" = s."revokedReason"
FROM (SELECT DISTINCT ON ("requestId") "requestId", "revokedAt", "revokedReason" FROM "Link"
  WHERE "revokedReason" IS NOT NULL AND "revokedReason" NOT IN ('reissued', 'successor', 'left')
  ORDER BY "requestId", "revokedAt" DESC) s
WHERE s."requestId" = r."id";
ALTER TABLE "Link" ALTER COLUMN "revokedReason" TYPE "Revocation" USING (
  CASE WHEN "revokedReason" IS NULL THEN NULL
       WHEN "revokedReason" IN ('reissued', 'successor', 'left') THEN "revokedReason"
       ELSE 'stopped' END)::"Revocation";
