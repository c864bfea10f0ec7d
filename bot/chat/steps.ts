import type { Intent } from './intent.js';
import { isPlain } from './moods.js';

const NEXT =
  /^(?:(?:次|つぎ)(?:へ|に|の(?:項目|ステップ|画面|ページ)(?:へ|に)?)?(?:進(?:む|んで|みます|みたい)|すすむ|行(?:く|って)|お願いします|どうぞ)?(?:ください|下さい)?|進む|進みます|next)$/;
const BACK =
  /^(?:(?:一つ|ひとつ|1つ)?(?:前|まえ)(?:へ|に|の(?:項目|ステップ|画面|ページ)(?:へ|に)?)?(?:戻(?:る|って|して|ります|りたい)|もどる)?(?:ください|下さい|です)?|(?:戻(?:る|って|して|ります|りたい)|もどる|もどって)(?:ください|下さい|です)?|back)$/;
const RESUME =
  /^(?:申請|入力|下書き|途中)?[のを]?(?:(?<!手)続き|つづき)(?!は|って|\?)|(?:申請|入力|下書き)[のを](?:続き|つづき|再開|途中から)|続け(?:る|ます|て|たい)|再開|途中から|下書き(?:を?(?:開|見|出し|続|呼)|から|$)/;

/** Moves within the form; they decide nothing. 申請 and 破棄 do, and are read as orders in `commands.ts`. */
export function readStep(text: string): Intent | undefined {
  if (NEXT.test(text)) return { kind: 'wizard', move: 'next' };
  if (BACK.test(text)) return { kind: 'wizard', move: 'back' };
  return undefined;
}

/** Going on with a draft: 続き, 下書き. 手続き is another word. */
export function readResume(text: string): Intent | undefined {
  return RESUME.test(text) && isPlain(text) && !text.includes('手続') ? { kind: 'resume' } : undefined;
}
