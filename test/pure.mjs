/**
 * Tests of pure functions and of files, by folder or file: they open no database, start no process and need nothing compiled
 * (`npm test -- --pure`). test/pure.test.ts holds the list to what the tests import.
 */
export const PURE = [
  'test/appPackage',
  'test/architecture.test.ts',
  'test/audit/canonical.test.ts',
  'test/cards',
  'test/chat',
  'test/config.test.ts',
  'test/demo/g711.test.ts',
  'test/demo/sampleDirectory.test.ts',
  'test/directory/readDirectory.test.ts',
  'test/japanese',
  'test/ledger/columns.test.ts',
  'test/letters/answer.test.ts',
  'test/letters/application.test.ts',
  'test/letters/printable.test.ts',
  'test/letters/references.test.ts',
  'test/links/token.test.ts',
  'test/pure.test.ts',
  'test/recordings/match.test.ts',
  'test/recordings/recorderIndex.test.ts',
  'test/recordings/seenNames.test.ts',
  'test/recordings/wave.test.ts',
  'test/rule',
  'test/web/page',
  'test/scripts/settings.test.ts',
  'test/scripts/verbs.test.ts',
  'test/web/cookie.test.ts',
  'test/web/throttle.test.ts',
];
