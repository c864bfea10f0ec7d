-- Until when the copies of a request are kept, as it was when it was answered; null for those of before it could be changed.
ALTER TABLE "Request" ADD COLUMN "copiesUntil" TIMESTAMPTZ(3);
