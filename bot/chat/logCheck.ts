import type { Intent } from './intent.js';
import { isAborted, isNegated, isReported } from './moods.js';
import type { Sentence } from './sentence.js';

const SAID =
  /^(?:今すぐ、?)?(?:監査の?)?(?:記録|ログ)(?:の|を)?(?:今すぐ|すぐに?|直ちに)?(?:検査|検証|点検|チェック|(?<=ログ[のを]?(?:今すぐ|すぐに?|直ちに)?)確認)(?:を)?(?:今すぐ|すぐに?)?(?:(?:して|行って|実行して)(?:ください|下さい)?|お願い(?:します|いたします|致します)?|(?:し|行っ)て(?:ほし|欲し)い(?:です)?|(?:した|行いた)い(?:です)?|(?:する|行う|実行))?$/;

/** Whether it was tampered with is told by a check and by nothing else. */
const DOUBTED =
  /^(?:監査の?)?(?:記録|ログ)(?:は|が)(?:改ざん|改竄|書き?換え(?:られ)?|壊れ)[^。]{0,8}(?:いない|いません|ない|ありません)か(?:[？?]|(?:を?、?(?:今すぐ)?(?:調べ|確かめ|確認し|検査し)[^。]{0,10}))?$/;
const SOUND =
  /^(?:監査の?)?(?:記録|ログ)(?:は|に|が)(?:大丈夫|異常(?:は|が)?(?:ない|ありません)|正常)(?:です)?か?[？?]?$/;

/** Reads 「ログの検査を今すぐ」: the whole audit log is to be checked. Of one request's record nothing of the kind is done. */
export function readLogCheck({ text, references }: Sentence): Intent | undefined {
  if (references.length > 0) return undefined;
  if (DOUBTED.test(text) || SOUND.test(text)) return { kind: 'check_log' };
  if (!SAID.test(text) || isNegated(text) || isAborted(text) || isReported(text)) return undefined;
  return { kind: 'check_log' };
}
