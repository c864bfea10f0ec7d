import type { Intent } from './intent.js';
import { isPlain } from './moods.js';
import type { Sentence } from './sentence.js';
import { hasOrderForm } from './verbs.js';

const WHICH =
  '(?:差し?戻し?(?:の|された|になった|を受けた)|(?:戻|返)(?:された|ってきた)|(?:作成|準備|入力|記入)した|作った|途中の|この|その|私の|自分の)';
const PART =
  '(?:申請書?|下書き|フォーム|内容|入力|記入|記載|日付|日時|(?:通話)?時間|時刻|(?:(?:相手方?|市側)の?)?(?:電話)?番号|(?:利用)?目的)';
const WHAT = `${WHICH}*${PART}(?:の?${PART})*[をはの、]?`;
const MEND = '(?:書き)?直(?=[しす])し?|なお(?=[しす])し?|手直し|修正|編集|訂正|書き換え';

const EDIT = new RegExp(`^(?:(?:${WHAT})?(?:${MEND})|${WHAT}変更)(?<tail>[^。、,.!?]*)(?<rest>.*)$`);

/**
 * 「内容を直す」「修正したい」: a prepared or returned form is to be mended. A sentence that says what the form shall contain
 * is left to the facts, one that names a request to its state; recordings are never edited (第4条第1項).
 */
export function readEdit({ numbered, references, facts }: Sentence): Intent | undefined {
  const { tail = '', rest = '' } = EDIT.exec(numbered)?.groups ?? { tail: '?' };
  if (!hasOrderForm(tail) || !isPlain(rest)) return undefined;
  return references.length > 0 || Object.keys(facts).length > 0 ? undefined : { kind: 'edit' };
}
