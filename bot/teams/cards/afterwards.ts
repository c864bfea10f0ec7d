import type { Happening } from '../../requests/timeline.js';
import type { Step } from '../../rule/states.js';

/** What a card says first to whoever has just taken a step. */
export const AFTERWARDS = {
  file: '申請を受け付けました',
  refile: '申請を受け付けました',
  return: '差し戻しました',
  approve: '承認しました',
  refuse: '不交付を決定しました',
  withdraw: '申請を取り下げました',
  receive: '受領を記録しました',
  register: '文書登録を記録しました。これで手続は終わりです',
  reissue: '新しい取得リンクを発行しました。以前のリンクは使えません',
  revoke: '取得リンクを失効させました',
} as const satisfies Partial<Record<Step, string>>;

/** The words that the reader's own press was answered with, while nothing has happened since. */
export function ownWords(timeline: readonly Happening[], personId: string): string | undefined {
  const last = timeline.at(-1);
  if (last === undefined || last.whoId !== personId) return undefined;
  return Object.entries(AFTERWARDS).find(([step]) => last.action === `request.${step}`)?.[1];
}
