-- A code is for the browser that asked for it; wrong guesses are counted for the life of a link; a session can be ended by its person.
ALTER TYPE "Revocation" ADD VALUE 'guessed';
ALTER TYPE "Revocation" ADD VALUE 'disowned';
ALTER TABLE "LinkCode" ADD COLUMN "asker" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Link" ADD COLUMN "wrongGuesses" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "LinkSession" ADD COLUMN "endedAt" TIMESTAMPTZ(3);
