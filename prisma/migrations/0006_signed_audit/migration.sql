-- Rows of the audit log are signed with a key that is not in the database. Older rows stay as they are, without a signature.
ALTER TABLE "AuditEntry" ADD COLUMN "keyId" TEXT, ADD COLUMN "signature" TEXT;
