-- What is known of a request that was deleted after its retention (docs/decisions/0036).
CREATE TABLE "Disposal" (
    "requestId" UUID NOT NULL,
    "fiscalYear" INTEGER NOT NULL,
    "serial" INTEGER NOT NULL,
    "bureau" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "submittedAt" TIMESTAMPTZ(3),
    "endedIn" INTEGER NOT NULL,
    "years" INTEGER NOT NULL,
    "deletedAt" TIMESTAMPTZ(3) NOT NULL,
    "files" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "Disposal_pkey" PRIMARY KEY ("requestId")
);

CREATE UNIQUE INDEX "Disposal_fiscalYear_serial_key" ON "Disposal"("fiscalYear", "serial");

-- The audit log still only grows at its end, and its rows never change. Its oldest rows may go once a row of it says so, which names the
-- last of them: all up to that one, none that is younger than that row's rule allows, and the row behind, older than the rule
-- as well, stays to show it. Whether the bot wrote that row only its signature tells (npm run audit:verify); so whatever it says, nothing
-- goes that is younger than a year by the clock of the database itself.
DROP TRIGGER "AuditEntry_append_only" ON "AuditEntry";
CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuseAuditChange"();
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER "AuditEntry_append_only";

CREATE FUNCTION "refuseAuditRemoval"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last INTEGER;
  newest TIMESTAMPTZ;
  behind "AuditEntry";
  word "AuditEntry";
BEGIN
  SELECT max("seq"), max("at") INTO last, newest FROM removed;
  IF last IS NULL THEN RETURN NULL; END IF;
  SELECT * INTO behind FROM "AuditEntry" ORDER BY "seq" LIMIT 1;
  IF behind."seq" = last + 1 AND newest < clock_timestamp() - interval '1 year' THEN
    FOR word IN
      SELECT * FROM "AuditEntry"
      WHERE "action" = 'audit.beginning' AND "data" -> 'upTo' ->> 'seq' = last::text
        AND "data" -> 'upTo' ->> 'hash' = behind."previousHash"
    LOOP
      IF greatest(newest, behind."at") < (word."data" ->> 'before')::timestamptz
        AND (word."data" ->> 'years')::integer >= 1
        AND (word."data" ->> 'before')::timestamptz <= word."at" - make_interval(years => (word."data" ->> 'years')::integer)
      THEN RETURN NULL; END IF;
    END LOOP;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "AuditEntry_oldest_only" AFTER DELETE ON "AuditEntry" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "refuseAuditRemoval"();
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER "AuditEntry_oldest_only";

-- The way for the application, whose role may not delete: by the owner's right, and no further than the trigger lets it.
CREATE FUNCTION "removeOldestAudit"(beginning INTEGER) RETURNS INTEGER LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  count INTEGER;
BEGIN
  DELETE FROM "AuditEntry" WHERE "seq" <= (
    SELECT ("data" -> 'upTo' ->> 'seq')::integer FROM "AuditEntry" WHERE "seq" = beginning AND "action" = 'audit.beginning');
  GET DIAGNOSTICS count = ROW_COUNT;
  RETURN count;
END
$$;
REVOKE ALL ON FUNCTION "removeOldestAudit"(INTEGER) FROM PUBLIC;
