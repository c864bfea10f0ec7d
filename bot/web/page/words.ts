/** Sentences that stand in more than one place of the page. */

/** Whose page it is, as the server wrote it into the page; outside a page nobody's. */
const { city = '', office = '' } =
  typeof document === 'undefined' ? {} : (document.getElementById('main')?.dataset ?? {});

/** The city, and the office to turn to. */
export const CITY = city;
export const OFFICE = office;

export const SERVICE_UNREACHABLE = `通信できませんでした。ネットワークの接続をご確認のうえ、少し待ってからもう一度お試しください。くり返し通信できないときは、${OFFICE}へご連絡ください。`;

/** How to get a new link; 「リンクを再発行」 is what the bot understands. */
export const REISSUE = 'もう一度必要なときは、お知らせが届いたTeamsのチャットで「リンクを再発行」と送信してください。';

/** The duty of the recipient, in the words of 様式第1号. */
export const KEEP_AS_PUBLIC_DOCUMENT =
  'データ受領後は、総合文書管理システム上に保存し、公文書として適正に取り扱ってください。';

/** What ends the matter, and where it is said (様式第1号 ※). */
export const REGISTER_THEN =
  '総合文書管理システムに登録したら、Teamsのボットに登録した番号を入力してください。番号を入力すると手続が終わります。';

/** How many downloads of a file are left, in words, and what to do when none is. */
export function downloadsLeft(remaining: number, allowed: number): string {
  if (remaining > 0) return `ダウンロードは、あと${remaining}回できます（全${allowed}回）。`;
  return `ダウンロードできる回数（全${allowed}回）を使い終わりました。${REISSUE}`;
}
