-- One name from the rule to the card: 文書登録済 is `registered`, 申請 is `submit`. What the log holds stays as it was written.
ALTER TYPE "Status" RENAME VALUE 'filed' TO 'registered';
ALTER TABLE "Request" RENAME COLUMN "filedAt" TO "registeredAt";
ALTER TABLE "Request" RENAME COLUMN "filedByIds" TO "submittedByIds";

-- A message about a filed application; its key begins with the kind.
UPDATE "Notice" SET "kind" = 'submitted', "key" = 'submitted' || substr("key", length('filed') + 1) WHERE "kind" = 'filed';
