-- 文書記号 of 様式第2号 as it was when the letter was decided; null for those of before, when there was one alone.
ALTER TABLE "Request" ADD COLUMN "answerSymbol" TEXT;
