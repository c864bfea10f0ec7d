-- What an application rests on that answers a request for disclosure, or serves a body outside the city (第5条第1号, 第1条).
ALTER TABLE "Request"
    ADD COLUMN "disclosureLaw" TEXT,
    ADD COLUMN "disclosureNumber" TEXT,
    ADD COLUMN "disclosureDate" TEXT,
    ADD COLUMN "outsideBody" TEXT,
    ADD COLUMN "outsideDocument" TEXT,
    ADD COLUMN "outsideBasis" TEXT,
    ADD COLUMN "answerBy" TEXT;
