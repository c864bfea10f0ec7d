import { headWords } from '../../audit/heads.js';
import type { Config } from '../../config.js';
import type { Copy, Link, Recording, Request } from '../../db/generated/client.js';
import { periodWords } from '../../directory/deputies.js';
import type { LogResult } from '../../housekeeping/logCheck.js';
import type { dueOf } from '../../housekeeping/recordsDue.js';
import type { SecretName } from '../../housekeeping/secrets.js';
import { civilDate, civilTime } from '../../japanese/civil.js';
import { fileSize } from '../../japanese/fileSize.js';
import { exactLength } from '../../japanese/lengths.js';
import { formatDay, formatFiscalYear, formatMoment, formatTime, formatWarekiShort } from '../../japanese/wareki.js';
import type { JobName } from '../../jobs/queue.js';
import { addressOf } from '../../links/issue.js';
import { answerName } from '../../rule/documentNumber.js';
import { FORM_LABELS } from '../../rule/fileNames.js';
import { ACT, MANAGER, OFFICE, ruleCites, SECTION } from '../../rule/office.js';
import { REFUSAL_REASONS } from '../../rule/purposes.js';
import { messageCard } from './message.js';
import { JOB_WORDS, SECRET_WORDS } from './operations.js';
import type { Button, CardContent } from './render.js';
import { receiptsOf } from './status.js';

/** How the reader proves who they are. */
const PROOF: Record<Config['linkSignIn'], string> = {
  code: 'リンクはご本人専用です。開いた画面で「確認コードを受け取る」を押すと、このチャットに6桁の確認コードが届きます。',
  entra: 'リンクはご本人専用です。開いた画面で、ご自身のMicrosoft 365のアカウントでサインインしてください。',
};

/** The answer to the chief: outcome, letter number, link, expiry, and each file's length and size. */
export function answeredCard(
  config: Config,
  request: Request,
  link: Link,
  copies: (Copy & { recording: Recording })[],
): CardContent {
  const refused = request.refusalReason;
  const receipts = receiptsOf(request);
  const rows = [
    { label: '回答書', value: answerName(request.answerSymbol, request.answerNumber ?? '') },
    { label: '結果', value: refused ? `不交付（${REFUSAL_REASONS[refused]}）` : `交付（録音${copies.length}件）` },
    {
      label: '決定',
      value: `${request.decidedByName ?? ''}${request.decidedAsDeputy ? '（代決）' : ''}　${request.decidedAt ? formatMoment(request.decidedAt) : ''}`,
    },
    {
      label: '取得期限',
      value: `${formatMoment(link.expiresAt)}まで（${Math.round((link.expiresAt.getTime() - link.createdAt.getTime()) / 86_400_000)}日間）`,
    },
  ];
  return {
    card: 'answered',
    shows: { request },
    data: {
      headline: refused ? '不交付の回答がありました' : '録音データが交付されました',
      lead: refused
        ? `${receipts.long}　回答書（${FORM_LABELS[2]}）で理由をご確認ください。`
        : `${receipts.long}　下のボタンから回答書（${FORM_LABELS[2]}）と録音をお受け取りください。`,
      rows,
      files: copies.map((copy) => ({
        title: `録音${copy.position}　${formatDay(civilDate(copy.recording.startedAt))}${formatTime(civilTime(copy.recording.startedAt))}`,
        detail: `${exactLength(copy.recording.seconds)}・${fileSize(Number(copy.size))}`,
      })),
      note: PROOF[config.linkSignIn],
      links: [
        { title: refused ? '回答書を開く' : '回答書と録音を開く', url: addressOf(config, link), style: 'positive' },
      ],
      buttons: [{ title: '状況を見る', verb: 'show', data: { requestId: request.id }, style: 'default' }],
    },
  };
}

/** The six-digit code for the link's page. */
export function codeCard(code: string, minutes: number): CardContent {
  return {
    card: 'code',
    data: {
      headline: '確認コードをお送りします',
      // Read out digit by digit; a screen reader would say a number of six digits.
      spoken: `確認コードは、${[...code].join('、')} です。`,
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
      lead: `取得リンクの画面に、この6桁を入力してください（${minutes}分間有効）。`,
      note: `お心当たりがない場合は入力せず、${OFFICE}へお知らせください。コードを他の人に伝えないでください。`,
    },
  };
}

const TROUBLE: Record<string, string> = {
  disowned:
    '取得リンクの宛先の方が、心当たりのない操作があったとして、ご自身のリンクを止めました。事情をお確かめのうえ、必要なときは再発行をご案内ください。',
  guessed:
    '取得リンクの確認コードの誤りが続いたため、リンクを止めました。宛先の方に事情をお確かめのうえ、必要なときは再発行をご案内ください。',
  'no-recording':
    '一致する録音が見つかりません。録音装置から手作業で取り出せるときは、「状況を見る」から録音ファイルを添付してください。',
  'no-chief': '申請した課（室）の長が職員名簿にいません。後任の方の登録をご確認ください。',
  'no-decider': '審査できる方がいません。職員名簿の管理責任者・代決者をご確認ください。',
  integrity:
    '録音ファイルが取込み時と異なるため、複製を中止しました。録音装置をご確認ください。元に戻らないときは、「状況を見る」から承認を取り消し、もう一度審査できます。',
  unavailable:
    '録音ファイルを録音装置から読み出せませんでした。録音装置の接続をご確認ください。つながり次第、自動で続けます。録音が失われているときは、「状況を見る」から承認を取り消し、もう一度審査できます。',
};

/** What a recipient is told of their own link, in the words of the office. */
const LINK_NEWS = {
  openedAnew: {
    headline: '取得リンクが、これまでお使いのないブラウザーで開かれました',
    lead: `ご自身で開かれたときは、何もする必要はありません。心当たりがないときは、すぐに下のボタンを押してください。リンクを止め、${SECTION}にお知らせします。`,
  },
  guessing: {
    headline: '取得リンクの本人確認に、どなたかが失敗しました',
    lead: `ご自身で試されたときは、何もする必要はありません。心当たりがないときは、すぐに下のボタンを押してください。リンクを止め、${SECTION}にお知らせします。`,
  },
  guessedOut: {
    headline: '取得リンクを止めました',
    lead: '確認コードの誤りが続いたため、安全のために止めました。必要なときは、課（室）の長が「リンクを再発行」とお送りください。',
  },
} as const;

/** True for news of a link for its recipient. */
export function isLinkNews(kind: string): kind is keyof typeof LINK_NEWS {
  return Object.hasOwn(LINK_NEWS, kind);
}

/** Tells a recipient what happened at their link, with the way to stop it. */
export function linkNewsCard(kind: keyof typeof LINK_NEWS, request: Request, at: Date): CardContent {
  const { headline, lead } = LINK_NEWS[kind];
  const data = { requestId: request.id };
  const status: Button = { title: '状況を見る', verb: 'show', data, style: 'default' };
  const stop: Button = { title: '心当たりがない', verb: 'disown', data, style: 'destructive' };
  const buttons = kind === 'guessedOut' ? [status] : [stop, status];
  return messageCard(headline, `${receiptsOf(request).long}　${formatMoment(at)}　${lead}`, buttons);
}

/** Tells the 取扱者 that a request cannot go on by itself. */
export function troubleCard(request: Request, about: string): CardContent {
  return messageCard(
    '対応をお願いします',
    `${receiptsOf(request).long}　${TROUBLE[about.split('.')[0] ?? ''] ?? `処理を続けられません。${SECTION}で状況をご確認ください。`}`,
    [{ title: '状況を見る', verb: 'show', data: { requestId: request.id }, style: 'positive' }],
  );
}

/** Tells those in charge that the end of the audit log is not as it was written. */
export function logFaultCard(seq: number): CardContent {
  return messageCard(
    '監査記録の検証に失敗しました',
    `記録番号 ${seq.toLocaleString('ja-JP')} 以降が、署名またはデータベースの外に保管した確認値と合いません。データベースが書き換えられた疑いがあります。` +
      'システム管理者へ連絡し、運用の手引の「監査記録の検査」に沿って確かめてください。ボットは、そのままお使いになれます。',
    [],
  );
}

/** What came of a check of the whole audit log, for whoever asked for it. */
export function logCheckedCard(result: LogResult): CardContent {
  if (result.outcome === 'broken') return logFaultCard(result.row);
  if (result.outcome === 'unread') {
    return messageCard(
      '監査記録を検査できませんでした',
      'データベースの外に保管した確認値の控えを読み取れません。システム管理者へ連絡し、運用の手引の「監査記録の検査」に沿って確かめてください。',
    );
  }
  const [rows, heads, from, gone] = [result.rows, result.heads, result.from, result.from - 1].map((count) =>
    count.toLocaleString('ja-JP'),
  );
  const looked =
    result.from === 1
      ? `はじめから${rows}件を検査し`
      : `保存期間が満了した記録番号 ${gone} までは消去済みのため、記録番号 ${from} から${rows}件を検査し`;
  return result.outcome === 'whole'
    ? messageCard(
        '監査記録に異常はありません',
        `${looked}ました。書き換え、削除、差し込みの跡はなく、データベースの外に保管した確認値${heads}件とも一致しました。`,
      )
    : messageCard(
        '監査記録を確かめきれませんでした',
        `${looked}、書き換えの跡は見つかりませんでした。ただし、外に保管した確認値（一致したもの${heads}件）や署名の鍵が足りないため、全体を書き直されていないとは言い切れません。足りないものは、運用の手引の「監査記録の検査」の手順で確かめられます。`,
      );
}

/** Tells the office that the directory file is faulty, with the lines, and what became of those who are not in it. */
export function directoryFaultCard(about: string): CardContent {
  const [, removed = '0', ...lines] = about.split('-');
  const gone = removed === '0' ? '' : `ただし、新しい名簿に記載のない${removed}名の方の権限は、すでに終了しました。`;
  return messageCard(
    '職員名簿を反映できませんでした',
    `名簿のファイルに誤りがあるため、新しい内容は反映していません。${gone}次の行を直して、もう一度保存してください。`,
    [],
    lines.map((line) => `${line}行目`),
  );
}

/** Asks the manager whether a directory file that leaves out many people is meant. */
export function directoryHeldCard(about: string): CardContent {
  const [sha256 = '', removed = '', of = ''] = about.split('-');
  return messageCard(
    '職員名簿の反映を確認してください',
    `現在の${of}名のうち${removed}名の方が、新しい名簿に記載されていません。途中で切れたファイルのおそれがあるため、反映を止めています。正しいときは「この名簿を反映する」を押してください。誤りのときは、ファイルを直してください。`,
    [{ title: 'この名簿を反映する', verb: 'directory_confirm', data: { sha256 }, style: 'destructive' }],
  );
}

/** Tells those in charge that the database is an older state than it was, and how it goes on. */
export function olderStateCard(): CardContent {
  return messageCard(
    'データが以前の状態に戻っています',
    'バックアップから復元されたものと思われます。失効したリンクが使えるおそれがあるため、すべての取得リンクを止めています。復元したときは「復元しました」を押してください。開いている取得リンクを新しくし、宛先の方にお知らせします。心当たりがないときは押さずに、システム管理者へご連絡ください。',
    [{ title: '復元しました', verb: 'restored', data: {}, style: 'destructive' }],
  );
}

/** Tells those in charge what is wrong with the system, or right again. @param about as `SystemNews` */
export function systemCard(about: string): CardContent {
  const [what = '', which = '', ...rest] = about.split('-');
  const look = [{ title: '運用状況', verb: 'operations', data: {}, style: 'positive' as const }];
  if (what === 'job')
    return messageCard(
      'うまくいかない処理があります',
      `「${JOB_WORDS[which as JobName] ?? '処理'}」が3回続けて失敗しました。自動でやり直しています。原因は「運用状況」とシステムのログでご確認ください。`,
      look,
    );
  if (what === 'secret') return secretCard(which as SecretName, rest[0] ?? '', look);
  if (what === 'recorder')
    return messageCard(
      '録音装置から、保存期間の途中の録音がなくなりました',
      `保存容量が足りず、古い録音から消えている可能性があります（${ruleCites('retention')}）。録音装置の空き容量と保存期間の設定をご確認ください。なくなった録音は、申請があっても複製できません。`,
      look,
    );
  if (what === 'backup')
    return messageCard(
      'バックアップを作れませんでした',
      'バックアップ先の空き容量、書込みの権限、接続をご確認ください。15分ごとにやり直しています。原因はシステムのログ（no backup could be made）にあります。業務は続けられます。',
    );
  return which === 'back'
    ? messageCard('ファイルの保管先が使えるようになりました', '遅れていたお渡しを、順に行っています。', look)
    : messageCard(
        'ファイルの保管先が使えません',
        'ディスクの空き容量、書込みの権限、接続をご確認ください。直るまで、録音と文書のお渡しが遅れます。直り次第、自動で再開します。',
        look,
      );
}

/** What becomes of it where it is not replaced. */
const WITHOUT: Partial<Record<SecretName, string>> = {
  BOT_PASSWORD: '過ぎると、ボットはどなたにもお答えできなくなります。',
  ENTRA_CLIENT_SECRET: '過ぎると、取得リンクを開くときのサインインができなくなります。',
  TLS_CERTIFICATES: '過ぎると、ボットも取得リンクも使えなくなります。',
};

/** Tells the office what ends soon, or is to be replaced. @param day its last day, `YYYYMMDD` */
function secretCard(name: SecretName, day: string, buttons: Button[]): CardContent {
  const until = formatWarekiShort(day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  const how = '手順は、運用の手引「鍵と証明書の期限」にあります。';
  const without = WITHOUT[name];
  return without === undefined
    ? messageCard(
        `${SECRET_WORDS[name]}を替える時期です`,
        `使い始めてから、${until}で1年になります。それまでに新しいものに替えるよう、システム管理者にお伝えください。${how}過ぎても、すぐに使えなくなることはありません。`,
        buttons,
      )
    : messageCard(
        `${SECRET_WORDS[name]}の期限が近づいています`,
        `${until}で期限が切れます。${without}それまでに新しいものに替えるよう、システム管理者にお伝えください。${how}`,
        buttons,
      );
}

/** Tells the office who has not opened the bot yet and is owed a message. */
export function uninstalledCard({
  name,
  posts: [post],
}: {
  name: string;
  posts: readonly { section: string; title: string }[];
}): CardContent {
  const where = post === undefined ? '' : `（${post.section}　${post.title}）`;
  return messageCard(
    'お知らせを届けられない方がいます',
    `${name} 様${where}は、まだこのボットをお使いになったことがありません。アプリの一覧から「通話録音データ${ACT}」を追加し、「こんにちは」と送っていただくよう、お伝えください。止まっているお知らせは、そのとき自動で届きます。`,
    [{ title: '未達の一覧', verb: 'list_unsent', data: {}, style: 'positive' }],
  );
}

/** Tells those in charge that the clock is doubted, and that nothing is deleted meanwhile. @param about `jumped` or `differs`, and two moments */
export function clockJumpCard(about: string): CardContent {
  const [what = '', at = '', other = ''] = about.split('-');
  const [now, before] = [formatMoment(new Date(Number(at))), formatMoment(new Date(Number(other)))];
  if (what === 'differs')
    return messageCard(
      'サーバーの時計をご確認ください',
      'サーバーの時計とデータベースの時計が、1時間以上違っています。保管期間を過ぎた複製データなどの削除を止めています。時計を合わせると、削除を再開します。',
    );
  return messageCard(
    'サーバーの時計をご確認ください',
    `前回動いていたのは${before}で、サーバーの時計は${now}を示しています。時計が進みすぎていると、まだ保管すべき複製データなどを消してしまうため、削除を止めています。時計が正しいとき（しばらく止めていたときなど）は「時計は正しい」を押してください。違うときは、押さずに時計を合わせてください。`,
    [{ title: '時計は正しい', verb: 'clock_right', data: {}, style: 'positive' }],
  );
}

/** Tells, a month before, which requests will be deleted for good after their retention, and how that is stopped. */
export function recordsDueCard({ from, years, held, requests, matters }: ReturnType<typeof dueOf>): CardContent {
  const counted = (count: number) => `${count.toLocaleString('ja-JP')}件`;
  const all = (counts: typeof requests) => counted(counts.reduce((sum, { count }) => sum + count, 0));
  const what = [
    ...(requests.length > 0 ? [`申請${all(requests)}`] : []),
    ...(matters.length > 0 ? [`苦情などの記録${all(matters)}`] : []),
  ].join('と');
  return messageCard(
    `保存期間が満了する${what}を、${formatWarekiShort(from)}以降に廃棄します`,
    `様式・お知らせの記録とともに、復元できない形で自動で廃棄します（保存年限${years}年）。廃棄した受付番号と日付は、台帳と監査記録に残ります。残す申請があるとき、またはすべて止めるときは、それまでに設定してください（運用の手引「公文書の廃棄」）。`,
    [],
    [
      ...requests.map(({ endedIn, count }) => `${formatFiscalYear(endedIn)}に終わった申請　${counted(count)}`),
      ...matters.map(({ endedIn, count }) => `${formatFiscalYear(endedIn)}に対応を終えた苦情など　${counted(count)}`),
      ...(held > 0 ? [`ほかに、残っているものがあるため廃棄しない申請　${counted(held)}`] : []),
    ],
  );
}

/** The head of the audit log, for the decision channel: kept there, it shows later that the log was not rewritten. */
export function auditHeadCard(head: Parameters<typeof headWords>[0]): CardContent {
  return messageCard(
    '監査記録の確認値をお知らせします',
    headWords(head),
    [],
    ['この投稿は消さずに残してください。監査記録が後から書き換えられていないことを、この値で確かめられます。'],
  );
}

/** What a 代決者 is told of their period. */
const DEPUTY = {
  deputySet: { headline: '代決者に設定されました', lead: `この期間は、${MANAGER}に代わって審査と決裁をお願いします。` },
  deputyChanged: {
    headline: '代決の期間が変更されました',
    lead: `この期間は、${MANAGER}に代わって審査と決裁をお願いします。`,
  },
  deputyEnded: { headline: '代決が終了しました', lead: `審査と決裁は、${MANAGER}が行います。ありがとうございました。` },
} as const;

/** True for what a 代決者 is told of their own period. */
export function isOfDeputy(kind: string): kind is keyof typeof DEPUTY {
  return Object.hasOwn(DEPUTY, kind);
}

/** Tells a 代決者 that a period was set for them, changed or ended. */
export function deputyCard(kind: keyof typeof DEPUTY, period: Parameters<typeof periodWords>[0]): CardContent {
  const { headline, lead } = DEPUTY[kind];
  const buttons: Button[] =
    kind === 'deputyEnded' ? [] : [{ title: '未処理一覧', verb: 'list_open', data: {}, style: 'positive' }];
  return messageCard(headline, `${periodWords(period)}　${lead}`, buttons);
}
