import type { Intent } from './intent.js';

const NEXT =
  /^(?:(?:次|つぎ)(?:へ|に|の(?:項目|ステップ|画面|ページ)(?:へ|に)?)?(?:進(?:む|んで|みます|みたい)|すすむ|行(?:く|って)|お願いします|どうぞ)?(?:ください|下さい)?|進む|進みます|next)$/;
const BACK =
  /^(?:(?:一つ|ひとつ|1つ)?(?:前|まえ)(?:へ|に|の(?:項目|ステップ|画面|ページ)(?:へ|に)?)?(?:戻(?:る|って|して|ります|りたい)|もどる)?(?:ください|下さい|です)?|(?:戻(?:る|って|して|ります|りたい)|もどる|もどって)(?:ください|下さい|です)?|back)$/;

/** Moves within the form; they decide nothing. 申請 and 破棄 do, and are read as orders in `commands.ts`. */
export function readStep(text: string): Intent | undefined {
  if (NEXT.test(text)) return { kind: 'wizard', move: 'next' };
  if (BACK.test(text)) return { kind: 'wizard', move: 'back' };
  return undefined;
}
