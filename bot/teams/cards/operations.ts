import type { Operations } from '../../housekeeping/operations.js';
import type { Secret, SecretName } from '../../housekeeping/secrets.js';
import { formatMoment, formatWarekiShort } from '../../japanese/wareki.js';
import type { JobName } from '../../jobs/queue.js';
import { formatReceipt } from '../../rule/receipt.js';
import { messageCard } from './message.js';
import type { CardContent } from './render.js';

/** What each kind of job does, in the words of the office. */
export const JOB_WORDS: Record<JobName, string> = {
  submitted: '申請の審査依頼',
  answer: '複製と回答書の作成',
  notify: 'お知らせの送信',
  refresh: 'カードの更新',
  update: 'カードの更新',
  head: '監査記録の確認値の控え',
  verify: '監査記録の検査',
  preserve: '録音の保全',
  directory: '職員名簿の反映',
  fetch: 'チャットの添付ファイルの取込み',
};

const GIGABYTE = 1e9;

/** Jobs that have waited for longer are late. */
const LATE_MINUTES = 2;

const counted = (count: number): string => `${count.toLocaleString('ja-JP')}件`;

/** A line with its sign: ✓ as it should be, △ to be looked at, ✕ to be mended. */
type Line = readonly ['✓' | '△' | '✕', string];

function linesOf(operations: Operations): Line[] {
  const { storageAway, databaseAway, freeBytes, waiting, failed, messages, lastImport, posts } = operations;
  const minutes = Math.floor(waiting.seconds / 60);
  const free = freeBytes === null ? '' : `（空き ${(freeBytes / GIGABYTE).toFixed(1)} GB）`;
  return [
    databaseAway ? ['✕', 'データベース　つながりません'] : ['✓', 'データベース　利用できます'],
    storageAway ? ['✕', `ファイルの保管先　利用できません${free}`] : ['✓', `ファイルの保管先　利用できます${free}`],
    minutes >= LATE_MINUTES
      ? ['△', `待っている処理　${counted(waiting.jobs)}（最も古いものは${minutes}分前から）`]
      : ['✓', `待っている処理　${counted(waiting.jobs)}`],
    [failed.jobs > 0 ? '✕' : '✓', `失敗した処理　${counted(failed.jobs)}`],
    ...failed.newest.map(
      ({ name, failedAt, request }): Line => [
        '✕',
        `${JOB_WORDS[name] ?? name}${request ? `　${formatReceipt(request)}` : ''}　${formatMoment(failedAt)}`,
      ],
    ),
    [
      messages.unsent > 0 ? '△' : '✓',
      `届いていないお知らせ　${counted(messages.unsent)}（送信待ち ${counted(messages.pending)}）`,
    ],
    lastImport === null
      ? ['△', '録音の取込み　まだ行われていません']
      : [
          lastImport.problems > 0 ? '△' : '✓',
          `録音の取込み　${formatMoment(lastImport.at)}　${counted(lastImport.rows)}中${counted(lastImport.added)}を追加、問題${counted(lastImport.problems)}`,
        ],
    ...recorderLines(operations),
    posts > 0
      ? ['✓', `職員名簿　${posts.toLocaleString('ja-JP')}の職が登録されています`]
      : ['✕', '職員名簿　読み込まれていません'],
    logLine(operations),
    ...secretLines(operations.secrets),
    unreadLine(operations),
    ...(operations.linksHeld ? [['✕', '取得リンク　止めています（復元の確認待ち）'] as const] : []),
    ...dueLines(operations),
    ...(operations.clockDoubted ? [['△', '削除　止めています（時計の確認待ち）'] as const] : []),
  ];
}

/** What people said and the bot could not read. */
function unreadLine({ unread: { unsure, unknown } }: Operations): Line {
  return ['✓', `読み取れなかった文（7日間）　${counted(unknown)}、選択肢をお見せした文　${counted(unsure)}`];
}

/** What lies on the recorder: it keeps the 90 days of 第4条第2項 only as far as its capacity goes. */
function recorderLines({ recorder }: Operations): Line[] {
  if (recorder === null) return [];
  const { files, bytes, oldestAt, lost } = recorder;
  const oldest = oldestAt === null ? '' : `、最も古い録音 ${formatMoment(oldestAt)}`;
  return [
    ['✓', `録音装置　${counted(files)}、${(bytes / GIGABYTE).toFixed(1)} GB${oldest}`],
    ...(lost > 0 ? [['△', `保存期間の途中で録音装置からなくなった録音　${counted(lost)}`] as const] : []),
  ];
}

function dueLines({ recordsDue: due }: Operations): Line[] {
  if (due === null) return [];
  const kept = `${counted(due.held)}は、未達のお知らせや残す指定など、残っているものがあるため、廃棄しません`;
  if (due.from === null) return [['✓', `公文書の廃棄　予定はありません（${kept}）`]];
  const besides = due.held > 0 ? `（ほかに${kept}）` : '';
  return [['✓', `公文書の廃棄　${formatWarekiShort(due.from)}以降に${counted(due.requests)}${besides}`]];
}

function logLine({ log }: Operations): Line {
  if (log === 'broken') return ['✕', '監査記録　最後の検査で異常が見つかりました'];
  return log === 'whole' ? ['✓', '監査記録　最後の検査で異常はありません'] : ['△', '監査記録　まだ検査していません'];
}

/** What ends, in the words of the office. */
export const SECRET_WORDS: Record<SecretName, string> = {
  BOT_PASSWORD: 'ボットのクライアント シークレット',
  ENTRA_CLIENT_SECRET: 'サインインのクライアント シークレット',
  TLS_CERTIFICATES: 'サーバーの証明書',
  LINK_SECRET: '取得リンクの鍵',
  MASTER_KEYS: '保存ファイルの鍵',
  AUDIT_KEYS: '監査記録の署名の鍵',
};

/** Days before an end at which it is looked at, and at which it is pressing. */
const NEAR_DAYS = 30;
const PRESSING_DAYS = 7;

/** What ends soon, each on a line; all else on one. */
function secretLines(secrets: readonly Secret[]): Line[] {
  if (secrets.length === 0) return [];
  const near = secrets.map(secretLine).filter((line) => line !== undefined);
  return near.length > 0 ? near : [['✓', `鍵・証明書の期限　${NEAR_DAYS}日以内のものはありません`]];
}

function secretLine({ name, ends, daysLeft, ours }: Secret): Line | undefined {
  const what = SECRET_WORDS[name];
  if (ends === null || daysLeft === null) {
    return ['△', `${what}　期限${name === 'TLS_CERTIFICATES' ? 'を読み取れません' : 'が設定されていません'}`];
  }
  if (daysLeft > NEAR_DAYS) return undefined;
  const day = formatWarekiShort(ends);
  if (ours)
    return ['△', `${what}　${daysLeft < 0 ? `替える時期を過ぎました（${day}）` : `${day}までに替えてください`}`];
  if (daysLeft < 0) return ['✕', `${what}　期限が切れました（${day}）`];
  return [daysLeft <= PRESSING_DAYS ? '✕' : '△', `${what}　${day}まで（あと${daysLeft}日）`];
}

/** How the system does (運用状況): what has to be mended first, and one press to do again what failed. */
export function operationsCard(operations: Operations, now: Date, headline?: string): CardContent {
  const lines = linesOf(operations);
  const signs = lines.map(([sign]) => sign);
  const sorted = (['✕', '△', '✓'] as const).flatMap((sign) => lines.filter(([one]) => one === sign));
  const told = signs.includes('✕')
    ? '✕ の項目をご確認ください'
    : signs.includes('△')
      ? 'お急ぎの不具合はありません。△ の項目をご確認ください'
      : 'すべて正常です';
  const { failed, messages } = operations;
  return {
    ...messageCard(
      headline ?? '運用状況',
      `${told}（${formatMoment(now)}現在）。`,
      [
        ...(failed.jobs > 0
          ? [{ title: '失敗した処理をやり直す', verb: 'retry_failed', data: {}, style: 'positive' as const }]
          : []),
        ...(messages.unsent > 0
          ? [{ title: '未達の一覧', verb: 'list_unsent', data: {}, style: 'default' as const }]
          : []),
        { title: '監査記録を検査する', verb: 'check_log', data: {}, style: 'default' as const },
        { title: '表示を更新', verb: 'operations', data: {}, style: 'default' as const },
      ],
      [],
      { quoted: sorted.map(([sign, words]) => `${sign} ${words}`), buttonsAbove: true },
    ),
  };
}
