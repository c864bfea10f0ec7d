import type { Config } from '../config.js';
import { civilDate, civilTime } from '../japanese/civil.js';
import { fileSize } from '../japanese/fileSize.js';
import { exactLength } from '../japanese/lengths.js';
import { formatDay, formatMoment, formatTime, formatWareki } from '../japanese/wareki.js';
import type { LinkView } from '../links/view.js';
import type { PlaybackView } from '../matters/play.js';
import { FORM_LABELS, FORM_NAMES, fileNameOf, letterNameOf } from '../rule/fileNames.js';
import type { PageView, SetView } from './answers.js';

function words(view: LinkView, mayAttach: boolean): { heading: string; lead: string } {
  if (view.state === 'expired') {
    return {
      heading: '取得期限が過ぎています',
      lead: `このリンクの期限は${view.expires.replace(/まで.*/, '')}でした。Teamsのボットに「リンクを再発行」とお伝えください。`,
    };
  }
  if (view.closedBecause !== null) return { heading: 'このリンクは使えなくなりました', lead: view.closedBecause };
  // Who extracts a recording reads what they need for it on their card.
  if (view.kind === 'application' && view.letters.length === 0)
    return mayAttach
      ? { heading: '録音を添付してください', lead: '録音装置から取り出したファイルを、この申請に添付します。' }
      : {
          heading: '申請書は、いまはご覧になれません',
          lead: '申請書は、申請した課の方と、審査に当たる方がご覧になれます。',
        };
  if (view.kind === 'application')
    return { heading: '申請書をご確認ください', lead: `${FORM_NAMES[1]}（${FORM_LABELS[1]}）です。` };
  if (view.refused)
    return {
      heading: '回答書をご確認ください',
      lead: `${FORM_NAMES[2]}（${FORM_LABELS[2]}）です。複製データの交付はありません。`,
    };
  return {
    heading: '回答書と録音をお受け取りください',
    lead: '録音は、この画面で再生することも、ダウンロードすることもできます。',
  };
}

const MEGABYTE = 1_000_000;
/** Room for the evidence sheet, its JSON and the list, which are made with the set. */
const ABOUT_EVIDENCE = 200_000;

/** The 文書登録一式 of an answer; where it is too large for the city's system, that is said before it is downloaded. */
function registrationSet(view: LinkView, grantHref: string, limitMb: number): SetView | null {
  if (view.state !== 'open' || view.kind !== 'answer') return null;
  const parts = [...view.letters.map(({ size }) => Number(size)), ...view.files.map(({ bytes }) => bytes)];
  const bytes = parts.reduce((sum, part) => sum + part, ABOUT_EVIDENCE);
  const tooLarge = bytes > limitMb * MEGABYTE;
  return {
    grantHref,
    size: `約${(bytes / MEGABYTE).toFixed(1)}MB`,
    contents: view.refused
      ? '申請書・回答書・証跡・一覧（metadata.csv）'
      : '申請書・回答書・録音・証跡・一覧（metadata.csv）',
    warning: tooLarge
      ? `総合文書管理システムに一度に登録できる大きさ（${limitMb}MB）を超えています。展開して、ファイルごとに登録してください。`
      : '',
    downloadsLeft: view.files.length === 0 ? null : Math.min(...view.files.map((file) => file.downloadsLeft)),
  };
}

/** The page's view in the words people read. */
export function pageView(
  { registration }: Pick<Config, 'registration'>,
  linkId: string,
  view: LinkView,
  mayAttach: boolean,
): PageView {
  const base = `/files/api/${linkId}`;
  return {
    version: 1,
    state: view.state,
    receipt: view.receipt,
    ...words(view, mayAttach),
    expires: view.state === 'open' ? view.expires : null,
    sessionEnds: view.sessionEnds.toISOString(),
    signOutHref: `${base}/signout`,
    letters: view.letters.map(({ form, size, sha256 }) => ({
      title: `${FORM_NAMES[form === 1 ? 1 : 2]}（様式第${form}号）`,
      size: fileSize(Number(size)),
      sha256,
      href: `${base}/letters/${form}`,
      fileName: letterNameOf(view.receiptShort, form).japanese,
    })),
    attached: view.attached.map((file, index) => ({
      title: `添付した録音${index + 1}`,
      detail: `${exactLength(file.seconds)}・${fileSize(file.bytes)}`,
      sha256: file.sha256,
    })),
    player: null,
    registrationSet: registrationSet(view, `${base}/packages`, registration.limitMb),
    uploadHref: mayAttach ? `${base}/recordings` : null,
    files: view.files.map((file) => ({
      id: file.id,
      title: `録音${file.position}　${formatDay(civilDate(file.startedAt))}${formatTime(civilTime(file.startedAt))}`,
      detail: `${exactLength(file.seconds)}`,
      size: fileSize(file.bytes),
      bytes: file.bytes,
      sha256: file.sha256,
      downloadsLeft: file.downloadsLeft,
      allowed: file.allowed,
      listensLeft: file.listensLeft,
      audioHref: `${base}/files/${file.id}/audio`,
      downloadsHref: `${base}/files/${file.id}/downloads`,
      fileName: fileNameOf(view.receiptShort, file.position).japanese,
    })),
  };
}

const OVER = {
  heading: '再生許可は終わっています',
  lead: '必要なときは、Teamsのボットで「再生の許可がほしい」とお送りください。',
};
const PLAYS = {
  heading: '録音の再生',
  lead: '許可された録音を、この画面で再生できます。再生は、1回ごとに記録されます。録音の保存や、ほかの方への再生はできません。',
};

/** The view of somebody who may play a recording (第4条第3項). */
export function playerPageView(linkId: string, view: PlaybackView): PageView {
  const base = `/files/api/${linkId}`;
  const { recording } = view;
  return {
    version: 1,
    state: view.open ? 'open' : 'revoked',
    receipt: view.name,
    ...(view.open ? PLAYS : OVER),
    expires: view.open ? `${formatWareki(view.until)}まで` : null,
    sessionEnds: view.sessionEnds.toISOString(),
    signOutHref: `${base}/signout`,
    letters: [],
    attached: [],
    files: [],
    registrationSet: null,
    uploadHref: null,
    player:
      recording === null
        ? null
        : {
            title: `${formatDay(civilDate(recording.startedAt))}${formatTime(civilTime(recording.startedAt))}の通話`,
            detail: exactLength(recording.seconds),
            reason: view.reason,
            seconds: recording.seconds,
            sha256: recording.sha256,
            audioHref: `${base}/playback/audio`,
            peaksHref: `${base}/playback/peaks`,
            notesHref: `${base}/playback/notes`,
            notes: view.notes.map(({ at, words, moment }) => ({ at, words, moment: formatMoment(moment) })),
          },
  };
}
