-- What the rule wants kept beside requests, each kind under its own running numbers (docs/decisions/0037).
CREATE TABLE "Matter" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "fiscalYear" INTEGER NOT NULL,
    "serial" INTEGER NOT NULL,
    "openedById" TEXT NOT NULL,
    "openedByName" TEXT NOT NULL,
    "bureau" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    "entries" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Matter_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "MatterStep" (
    "id" SERIAL NOT NULL,
    "matterId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "byId" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "entries" JSONB NOT NULL,

    CONSTRAINT "MatterStep_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "Matter_kind_fiscalYear_serial_key" ON "Matter"("kind", "fiscalYear", "serial");
CREATE INDEX "Matter_kind_status_idx" ON "Matter"("kind", "status");
CREATE INDEX "Matter_openedById_idx" ON "Matter"("openedById");
CREATE INDEX "MatterStep_matterId_id_idx" ON "MatterStep"("matterId", "id");
ALTER TABLE "MatterStep" ADD CONSTRAINT "MatterStep_matterId_fkey" FOREIGN KEY ("matterId") REFERENCES "Matter"("id") ON DELETE CASCADE ON UPDATE CASCADE;
