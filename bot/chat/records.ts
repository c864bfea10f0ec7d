import type { Intent } from './intent.js';
import { isAborted, isNegated, isReported } from './moods.js';
import { readPeriod } from './periods.js';
import { referenceOf } from './references.js';
import type { Sentence } from './sentence.js';

// The sentence must begin with it: 「12を差し戻して。証跡が…」 is about the application.
const RECORD = /^[^。、?をがに]{0,30}?(?<record>監査の?(?:記録|ログ|証跡|履歴)|証跡|台帳)(?![にへ]|と(?!は))/;
const EXPLAIN =
  /とは|って(?:何|なに)|意味|方法|手順|やり方|(?:出し|見|使い|作り|読み)方|どう(?:す|や)|誰|だれ|どこ|なぜ|残[らりる]|いつまで/;

/**
 * Reads that somebody asks for what was recorded: the evidence of one copy (証跡), the ledger (台帳), perhaps of a certain
 * time, or the audit log (監査記録). These only show something, so a question is answered with them too, unless it asks
 * what they are. The audit log of one request is its evidence.
 */
export function readRecords(sentence: Sentence): Intent | undefined {
  const { text, numbered, references, today } = sentence;
  const record = RECORD.exec(numbered)?.groups?.record;
  if (record === undefined) return undefined;
  if (EXPLAIN.test(text)) return { kind: 'help' };
  const [of, another] = references;
  if (another !== undefined || isNegated(text) || isAborted(text) || isReported(text)) return { kind: 'ask_back' };
  if (record === '台帳') return of ? undefined : { kind: 'ledger', ...readPeriod(text, today, 'past') };
  if (record === '証跡' || of !== undefined) return { kind: 'evidence', ...(of && { of: referenceOf(of) }) };
  return { kind: 'audit' };
}
