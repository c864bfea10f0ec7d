-- How many sentences of a day were not understood, without their words (docs/decisions/0041).
CREATE TABLE "UnreadDay" (
    "day" DATE NOT NULL,
    "unsure" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "UnreadDay_pkey" PRIMARY KEY ("day")
);

-- Such sentences with everything of a person or a call masked; only where the operator wants them kept, for 30 days.
CREATE TABLE "UnreadSentence" (
    "id" BIGSERIAL NOT NULL,
    "day" DATE NOT NULL,
    "masked" TEXT NOT NULL,

    CONSTRAINT "UnreadSentence_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "UnreadSentence_day_idx" ON "UnreadSentence"("day");
